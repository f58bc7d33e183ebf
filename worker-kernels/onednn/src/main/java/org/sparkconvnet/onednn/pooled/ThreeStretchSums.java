package org.sparkconvnet.onednn.pooled;

import static jdk.incubator.vector.FloatVector.fromArray;
import static org.sparkconvnet.onednn.pooled.Lanes.COUNT;
import static org.sparkconvnet.onednn.pooled.Lanes.FLOATS;
import static org.sparkconvnet.onednn.pooled.Lanes.OFFSET;

import jdk.incubator.vector.FloatVector;

/**
 * Sums three stretches of equal length, {@code step} apart, over a list in one pass, for one or two
 * vectors each:
 *
 * <pre>out[o + g * outStep + j] += sum over i of d[i] * x[at[i] + shift + g * step + j],
 *     g &lt; 3, j &lt; vectors * COUNT</pre>
 *
 * <p>A broadcast of d[i] then serves twice or three times as many multiplications, and enough sums
 * are under way to hide the latency of each. See {@link Lanes} for why every number of vectors is
 * written out.
 */
final class ThreeStretchSums {
  private ThreeStretchSums() {}

  /** The sums over entries {@code i} to {@code end} of a list, added to what {@code out} holds. */
  static void add(
      int vectors,
      float[] x,
      int[] at,
      float[] d,
      int i,
      int end,
      int shift,
      int step,
      float[] out,
      int o,
      int outStep) {
    switch (vectors) {
      case 1 -> sum1(x, at, d, i, end, shift, step, out, o, outStep);
      case 2 -> sum2(x, at, d, i, end, shift, step, out, o, outStep);
      default -> throw new IllegalArgumentException(vectors + " vectors");
    }
  }

  private static void sum1(
      float[] x,
      int[] at,
      float[] d,
      int i,
      int end,
      int shift,
      int step,
      float[] out,
      int o,
      int outStep) {
    FloatVector a0 = fromArray(FLOATS, out, o);
    FloatVector b0 = fromArray(FLOATS, out, o + outStep);
    FloatVector c0 = fromArray(FLOATS, out, o + 2 * outStep);
    for (; i < end; i++) {
      int p = at[i] + shift & OFFSET;
      int q = p + step & OFFSET;
      int r = q + step & OFFSET;
      FloatVector f = FloatVector.broadcast(FLOATS, d[i]);
      a0 = f.fma(fromArray(FLOATS, x, p), a0);
      b0 = f.fma(fromArray(FLOATS, x, q), b0);
      c0 = f.fma(fromArray(FLOATS, x, r), c0);
    }
    a0.intoArray(out, o);
    b0.intoArray(out, o + outStep);
    c0.intoArray(out, o + 2 * outStep);
  }

  private static void sum2(
      float[] x,
      int[] at,
      float[] d,
      int i,
      int end,
      int shift,
      int step,
      float[] out,
      int o,
      int outStep) {
    FloatVector a0 = fromArray(FLOATS, out, o);
    FloatVector a1 = fromArray(FLOATS, out, o + COUNT);
    FloatVector b0 = fromArray(FLOATS, out, o + outStep);
    FloatVector b1 = fromArray(FLOATS, out, o + outStep + COUNT);
    FloatVector c0 = fromArray(FLOATS, out, o + 2 * outStep);
    FloatVector c1 = fromArray(FLOATS, out, o + 2 * outStep + COUNT);
    for (; i < end; i++) {
      int p = at[i] + shift & OFFSET;
      int q = p + step & OFFSET;
      int r = q + step & OFFSET;
      FloatVector f = FloatVector.broadcast(FLOATS, d[i]);
      a0 = f.fma(fromArray(FLOATS, x, p), a0);
      a1 = f.fma(fromArray(FLOATS, x, p + COUNT), a1);
      b0 = f.fma(fromArray(FLOATS, x, q), b0);
      b1 = f.fma(fromArray(FLOATS, x, q + COUNT), b1);
      c0 = f.fma(fromArray(FLOATS, x, r), c0);
      c1 = f.fma(fromArray(FLOATS, x, r + COUNT), c1);
    }
    a0.intoArray(out, o);
    a1.intoArray(out, o + COUNT);
    b0.intoArray(out, o + outStep);
    b1.intoArray(out, o + outStep + COUNT);
    c0.intoArray(out, o + 2 * outStep);
    c1.intoArray(out, o + 2 * outStep + COUNT);
  }
}
