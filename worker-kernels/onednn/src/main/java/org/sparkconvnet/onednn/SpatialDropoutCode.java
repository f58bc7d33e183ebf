package org.sparkconvnet.onednn;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.sparkconvnet.plan.DropoutMask;

/**
 * y = x / (1 - rate) for the channels of examples that {@link DropoutMask} keeps, else 0; the mask
 * has a 1 for each of their elements. All row-major, {@code positions} to a channel.
 */
record SpatialDropoutCode(double rate, int index, int positions) implements HostCode {
  @Override
  public String text() {
    return "spatial dropout";
  }

  @Override
  public Step bind(List<ByteBuffer> memory, StepState state) {
    return new Bound(
        this,
        memory.get(0).asFloatBuffer(),
        memory.get(1).asFloatBuffer(),
        memory.get(2),
        new float[positions],
        new byte[positions],
        state);
  }

  private record Bound(
      SpatialDropoutCode code,
      FloatBuffer x,
      FloatBuffer y,
      ByteBuffer mask,
      float[] values,
      byte[] kept,
      StepState state)
      implements Step {
    @Override
    public void run() {
      long seed = DropoutMask.seed(state.seed(), code.index);
      long threshold = DropoutMask.threshold(code.rate);
      float scale = (float) (1 / (1 - code.rate));
      for (int plane = 0; plane * values.length < x.capacity(); plane++) {
        boolean keeps = DropoutMask.keeps(seed, plane, threshold);
        x.get(plane * values.length, values);
        for (int p = 0; p < values.length; p++) {
          values[p] = keeps ? values[p] * scale : 0;
        }
        Arrays.fill(kept, (byte) (keeps ? 1 : 0));
        y.put(plane * values.length, values);
        mask.put(plane * values.length, kept);
      }
    }

    @Override
    public long heapBytes() {
      return 5L * values.length;
    }
  }
}
