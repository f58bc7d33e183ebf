package org.sparkconvnet.onednn;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.sparkconvnet.network.Parameter;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.optimizer.VectorUpdate;

/**
 * w -= rate (gradient + decay w). Goes through the vectors in pieces that stay in the core's
 * nearest cache, copied to Java arrays, whose loops the compiler vectorises; nothing is allocated.
 */
final class Descent implements VectorUpdate.Memory {
  private static final int PIECE = 4096;

  /** A stretch of the vectors whose parameters all decay, or none of which does. */
  private record Range(int start, int end, boolean decays) {}

  private final FloatBuffer parameters;
  private final FloatBuffer gradients;
  private final Range[] ranges;
  private final float[] weights = new float[PIECE];
  private final float[] slopes = new float[PIECE];

  Descent(ParameterLayout layout, FloatBuffer parameters, FloatBuffer gradients) {
    this.parameters = parameters;
    this.gradients = gradients;
    List<Range> list = new ArrayList<>();
    for (Parameter parameter : layout.parameters()) {
      list.add(new Range(parameter.offset(), parameter.end(), parameter.decays()));
    }
    ranges = list.toArray(Range[]::new);
  }

  @Override
  public void readParameters(int at, float[] target, int length) {
    parameters.get(at, target, 0, length);
  }

  @Override
  public void writeParameters(int at, float[] source, int length) {
    parameters.put(at, source, 0, length);
  }

  @Override
  public void readGradients(int at, float[] target, int length) {
    gradients.get(at, target, 0, length);
  }

  void step(float rate, float decay) {
    for (Range range : ranges) {
      for (int at = range.start; at < range.end; at += PIECE) {
        piece(at, Math.min(PIECE, range.end - at), rate, range.decays ? decay : 0);
      }
    }
  }

  private void piece(int at, int length, float rate, float decay) {
    parameters.get(at, weights, 0, length);
    gradients.get(at, slopes, 0, length);
    descend(weights, slopes, length, rate, decay);
    parameters.put(at, weights, 0, length);
  }

  private static void descend(float[] w, float[] g, int length, float rate, float decay) {
    for (int i = 0; i < length; i++) {
      w[i] -= rate * (g[i] + decay * w[i]);
    }
  }
}
