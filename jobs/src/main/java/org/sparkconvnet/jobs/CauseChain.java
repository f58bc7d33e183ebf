package org.sparkconvnet.jobs;

import java.util.ArrayList;
import java.util.List;

/** An exception and its causes, outermost first. */
final class CauseChain {
  private static final int LONGEST = 32;

  private CauseChain() {}

  static List<Throwable> of(Throwable error) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable at = error; at != null && chain.size() < LONGEST; at = at.getCause()) {
      chain.add(at);
    }
    return chain;
  }
}
