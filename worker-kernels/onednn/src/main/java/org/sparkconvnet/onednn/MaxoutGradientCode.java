package org.sparkconvnet.onednn;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/** dx = dy for the piece that won, else 0; all row-major, {@code positions} to a channel. */
record MaxoutGradientCode(int pieces, int positions) implements HostCode {
  @Override
  public String text() {
    return "maxout gradient";
  }

  @Override
  public Step bind(List<ByteBuffer> memory, StepState state) {
    return new Bound(
        memory.get(0).asFloatBuffer(),
        memory.get(1),
        memory.get(2).asFloatBuffer(),
        new float[positions],
        new byte[positions],
        new float[positions],
        pieces);
  }

  private record Bound(
      FloatBuffer dy,
      ByteBuffer argmax,
      FloatBuffer dx,
      float[] gradient,
      byte[] winner,
      float[] piece,
      int pieces)
      implements Step {
    @Override
    public void run() {
      int positions = piece.length;
      for (int at = 0; at < dy.capacity(); at += positions) {
        dy.get(at, gradient);
        argmax.get(at, winner);
        for (int j = 0; j < pieces; j++) {
          for (int p = 0; p < positions; p++) {
            piece[p] = Byte.toUnsignedInt(winner[p]) == j ? gradient[p] : 0;
          }
          dx.put(at * pieces + j * positions, piece);
        }
      }
    }

    @Override
    public long heapBytes() {
      return 9L * piece.length;
    }
  }
}
