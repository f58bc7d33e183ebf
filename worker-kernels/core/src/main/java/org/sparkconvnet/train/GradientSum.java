package org.sparkconvnet.train;

import java.util.Arrays;
import org.sparkconvnet.backend.Executable;

/** A minibatch's gradient, summed from its parts in their order. Allocates nothing once made. */
final class GradientSum {
  private final float[] sum;
  private final float[] part;

  GradientSum(int parameters) {
    sum = new float[parameters];
    part = new float[parameters];
  }

  void clear() {
    Arrays.fill(sum, 0);
  }

  /** Adds {@code weight} times the gradient that was computed last. */
  void add(Executable executable, float weight) {
    executable.readGradients(part);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += weight * part[i];
    }
  }

  /** Puts the sum in place of the gradient that was computed last. */
  void write(Executable executable) {
    executable.writeGradients(sum);
  }
}
