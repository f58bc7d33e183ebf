package org.sparkconvnet.onednn;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/** dx = dy / (1 - rate) where the mask has a 1, else 0; all row-major. */
record DropoutGradientCode(double rate) implements HostCode {
  private static final int PIECE = 4096;

  @Override
  public String text() {
    return "dropout gradient";
  }

  @Override
  public Step bind(List<ByteBuffer> memory, StepState state) {
    return new Bound(
        (float) (1 / (1 - rate)),
        memory.get(0).asFloatBuffer(),
        memory.get(1),
        memory.get(2).asFloatBuffer(),
        new float[PIECE],
        new byte[PIECE]);
  }

  private record Bound(
      float scale, FloatBuffer dy, ByteBuffer mask, FloatBuffer dx, float[] values, byte[] kept)
      implements Step {
    @Override
    public void run() {
      for (int at = 0; at < dy.capacity(); at += PIECE) {
        int length = Math.min(PIECE, dy.capacity() - at);
        dy.get(at, values, 0, length);
        mask.get(at, kept, 0, length);
        for (int i = 0; i < length; i++) {
          values[i] = kept[i] != 0 ? values[i] * scale : 0;
        }
        dx.put(at, values, 0, length);
      }
    }
  }
}
