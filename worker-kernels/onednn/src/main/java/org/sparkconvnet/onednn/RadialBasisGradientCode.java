package org.sparkconvnet.onednn;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * dx[n,c,p] = dy y 2 (w[c] - x) / sigma^2 and dw[c] = minus the sum of dx over n and p, in double;
 * row-major, {@code positions} to a channel. Arguments: x, w, y, dy, dx, dw.
 */
record RadialBasisGradientCode(double sigma, int positions, int channels) implements HostCode {
  @Override
  public String text() {
    return "radial basis gradient";
  }

  @Override
  public Step bind(List<ByteBuffer> memory, StepState state) {
    List<FloatBuffer> floats = memory.stream().map(ByteBuffer::asFloatBuffer).toList();
    return new Bound(
        floats,
        new float[positions],
        new float[positions],
        new float[positions],
        new double[channels],
        2 / (sigma * sigma));
  }

  private record Bound(
      List<FloatBuffer> memory, float[] x, float[] y, float[] gradient, double[] sums, double scale)
      implements Step {
    @Override
    public void run() {
      FloatBuffer w = memory.get(1);
      FloatBuffer dx = memory.get(4);
      Arrays.fill(sums, 0);
      for (int plane = 0; plane * x.length < dx.capacity(); plane++) {
        int channel = plane % sums.length;
        memory.get(0).get(plane * x.length, x);
        memory.get(2).get(plane * x.length, y);
        memory.get(3).get(plane * x.length, gradient);
        sums[channel] -= differentiate(w.get(channel));
        dx.put(plane * x.length, gradient);
      }
      for (int channel = 0; channel < sums.length; channel++) {
        memory.get(5).put(channel, (float) sums[channel]);
      }
    }

    /** Turns the plane's dy into its dx; answers their sum. */
    private double differentiate(double center) {
      double sum = 0;
      for (int p = 0; p < x.length; p++) {
        double slope = gradient[p] * (double) y[p] * scale * (center - x[p]);
        gradient[p] = (float) slope;
        sum += slope;
      }
      return sum;
    }

    @Override
    public long heapBytes() {
      return 12L * x.length + 8L * sums.length;
    }
  }
}
