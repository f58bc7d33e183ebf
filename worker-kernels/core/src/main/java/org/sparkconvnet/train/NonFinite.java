package org.sparkconvnet.train;

import java.util.List;
import org.sparkconvnet.network.Parameter;

/** Finds NaN and infinities in flat vectors. */
public final class NonFinite {
  private NonFinite() {}

  /** The first of the ranges that holds a NaN or an infinity, or null. */
  public static Parameter first(List<Parameter> ranges, float[] values) {
    for (Parameter range : ranges) {
      if (!areFinite(values, range.offset(), range.end())) {
        return range;
      }
    }
    return null;
  }

  private static boolean areFinite(float[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Float.isFinite(values[i])) {
        return false;
      }
    }
    return true;
  }
}
