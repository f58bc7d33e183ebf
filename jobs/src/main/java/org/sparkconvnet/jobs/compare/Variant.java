package org.sparkconvnet.jobs.compare;

import java.util.List;

/**
 * One way to train.
 *
 * @param options what {@code train} is told besides the plan's common options
 */
public record Variant(String name, List<String> options) {
  public Variant {
    options = List.copyOf(options);
  }
}
