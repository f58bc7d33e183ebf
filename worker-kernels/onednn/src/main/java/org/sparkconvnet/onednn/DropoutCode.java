package org.sparkconvnet.onednn;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import org.sparkconvnet.plan.DropoutMask;

/**
 * y = x / (1 - rate) for the elements that {@link DropoutMask} keeps, else 0; the mask has a 1 for
 * each of those. All row-major. Works through pieces on Java arrays: bulk copies are faster than
 * single accesses to native memory.
 */
record DropoutCode(double rate, int index) implements HostCode {
  private static final int PIECE = 4096;

  @Override
  public String text() {
    return "dropout";
  }

  @Override
  public Step bind(List<ByteBuffer> memory, StepState state) {
    return new Bound(
        index,
        DropoutMask.threshold(rate),
        (float) (1 / (1 - rate)),
        memory.get(0).asFloatBuffer(),
        memory.get(1).asFloatBuffer(),
        memory.get(2),
        new float[PIECE],
        new byte[PIECE],
        state);
  }

  private record Bound(
      int index,
      long threshold,
      float scale,
      FloatBuffer x,
      FloatBuffer y,
      ByteBuffer mask,
      float[] values,
      byte[] kept,
      StepState state)
      implements Step {
    @Override
    public void run() {
      long seed = DropoutMask.seed(state.seed(), index);
      for (int at = 0; at < x.capacity(); at += PIECE) {
        int length = Math.min(PIECE, x.capacity() - at);
        x.get(at, values, 0, length);
        for (int i = 0; i < length; i++) {
          boolean keeps = DropoutMask.keeps(seed, at + i, threshold);
          kept[i] = (byte) (keeps ? 1 : 0);
          values[i] = keeps ? values[i] * scale : 0;
        }
        y.put(at, values, 0, length);
        mask.put(at, kept, 0, length);
      }
    }
  }
}
