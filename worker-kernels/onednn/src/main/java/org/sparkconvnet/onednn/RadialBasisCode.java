package org.sparkconvnet.onednn;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/** y[n,c,p] = exp(-(w[c] - x[n,c,p])^2 / sigma^2), row-major, {@code positions} to a channel. */
record RadialBasisCode(double sigma, int positions) implements HostCode {
  @Override
  public String text() {
    return "radial basis";
  }

  @Override
  public Step bind(List<ByteBuffer> memory, StepState state) {
    return new Bound(
        memory.get(0).asFloatBuffer(),
        memory.get(1).asFloatBuffer(),
        memory.get(2).asFloatBuffer(),
        new float[positions],
        1 / (sigma * sigma));
  }

  private record Bound(FloatBuffer x, FloatBuffer w, FloatBuffer y, float[] values, double scale)
      implements Step {
    @Override
    public void run() {
      for (int plane = 0; plane * values.length < x.capacity(); plane++) {
        double center = w.get(plane % w.capacity());
        x.get(plane * values.length, values);
        for (int p = 0; p < values.length; p++) {
          double distance = values[p] - center;
          values[p] = (float) Math.exp(-distance * distance * scale);
        }
        y.put(plane * values.length, values);
      }
    }

    @Override
    public long heapBytes() {
      return 4L * values.length;
    }
  }
}
