package org.sparkconvnet.onednn;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * y[n,c,p] = the largest of x[n, c*pieces ... c*pieces + pieces - 1, p] and which it was, the first
 * of equal ones; all row-major. {@code positions} is how many p there are.
 */
record MaxoutCode(int pieces, int positions) implements HostCode {
  @Override
  public String text() {
    return "maxout";
  }

  @Override
  public Step bind(List<ByteBuffer> memory, StepState state) {
    return new Bound(
        memory.get(0).asFloatBuffer(),
        memory.get(1).asFloatBuffer(),
        memory.size() > 2 ? memory.get(2) : null,
        new float[positions],
        new float[positions],
        new byte[positions],
        pieces);
  }

  private record Bound(
      FloatBuffer x,
      FloatBuffer y,
      ByteBuffer argmax,
      float[] piece,
      float[] largest,
      byte[] winner,
      int pieces)
      implements Step {
    @Override
    public void run() {
      int positions = piece.length;
      for (int at = 0; at < y.capacity(); at += positions) {
        x.get(at * pieces, largest);
        Arrays.fill(winner, (byte) 0);
        for (int j = 1; j < pieces; j++) {
          x.get(at * pieces + j * positions, piece);
          compete(j);
        }
        y.put(at, largest);
        if (argmax != null) {
          argmax.put(at, winner);
        }
      }
    }

    /** A number that is not one wins, so that it is seen. */
    private void compete(int j) {
      for (int p = 0; p < piece.length; p++) {
        if (!(piece[p] <= largest[p])) {
          largest[p] = piece[p];
          winner[p] = (byte) j;
        }
      }
    }

    @Override
    public long heapBytes() {
      return 9L * piece.length;
    }
  }
}
