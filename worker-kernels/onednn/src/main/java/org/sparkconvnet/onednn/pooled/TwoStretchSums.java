package org.sparkconvnet.onednn.pooled;

import static jdk.incubator.vector.FloatVector.fromArray;
import static org.sparkconvnet.onednn.pooled.Lanes.COUNT;
import static org.sparkconvnet.onednn.pooled.Lanes.FLOATS;
import static org.sparkconvnet.onednn.pooled.Lanes.OFFSET;

import jdk.incubator.vector.FloatVector;

/**
 * Sums two stretches of equal length, {@code step} apart, over a list in one pass, for one to five
 * vectors each:
 *
 * <pre>out[o + g * outStep + j] += sum over i of d[i] * x[at[i] + shift + g * step + j],
 *     g &lt; 2, j &lt; vectors * COUNT</pre>
 *
 * <p>A broadcast of d[i] then serves twice or three times as many multiplications, and enough sums
 * are under way to hide the latency of each. See {@link Lanes} for why every number of vectors is
 * written out; two stretches of five vectors make the longest method.
 */
final class TwoStretchSums {
  private TwoStretchSums() {}

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
      case 3 -> sum3(x, at, d, i, end, shift, step, out, o, outStep);
      case 4 -> sum4(x, at, d, i, end, shift, step, out, o, outStep);
      case 5 -> sum5(x, at, d, i, end, shift, step, out, o, outStep);
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
    for (; i < end; i++) {
      int p = at[i] + shift & OFFSET;
      int q = p + step & OFFSET;
      FloatVector f = FloatVector.broadcast(FLOATS, d[i]);
      a0 = f.fma(fromArray(FLOATS, x, p), a0);
      b0 = f.fma(fromArray(FLOATS, x, q), b0);
    }
    a0.intoArray(out, o);
    b0.intoArray(out, o + outStep);
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
    for (; i < end; i++) {
      int p = at[i] + shift & OFFSET;
      int q = p + step & OFFSET;
      FloatVector f = FloatVector.broadcast(FLOATS, d[i]);
      a0 = f.fma(fromArray(FLOATS, x, p), a0);
      a1 = f.fma(fromArray(FLOATS, x, p + COUNT), a1);
      b0 = f.fma(fromArray(FLOATS, x, q), b0);
      b1 = f.fma(fromArray(FLOATS, x, q + COUNT), b1);
    }
    a0.intoArray(out, o);
    a1.intoArray(out, o + COUNT);
    b0.intoArray(out, o + outStep);
    b1.intoArray(out, o + outStep + COUNT);
  }

  private static void sum3(
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
    FloatVector a2 = fromArray(FLOATS, out, o + 2 * COUNT);
    FloatVector b0 = fromArray(FLOATS, out, o + outStep);
    FloatVector b1 = fromArray(FLOATS, out, o + outStep + COUNT);
    FloatVector b2 = fromArray(FLOATS, out, o + outStep + 2 * COUNT);
    for (; i < end; i++) {
      int p = at[i] + shift & OFFSET;
      int q = p + step & OFFSET;
      FloatVector f = FloatVector.broadcast(FLOATS, d[i]);
      a0 = f.fma(fromArray(FLOATS, x, p), a0);
      a1 = f.fma(fromArray(FLOATS, x, p + COUNT), a1);
      a2 = f.fma(fromArray(FLOATS, x, p + 2 * COUNT), a2);
      b0 = f.fma(fromArray(FLOATS, x, q), b0);
      b1 = f.fma(fromArray(FLOATS, x, q + COUNT), b1);
      b2 = f.fma(fromArray(FLOATS, x, q + 2 * COUNT), b2);
    }
    a0.intoArray(out, o);
    a1.intoArray(out, o + COUNT);
    a2.intoArray(out, o + 2 * COUNT);
    b0.intoArray(out, o + outStep);
    b1.intoArray(out, o + outStep + COUNT);
    b2.intoArray(out, o + outStep + 2 * COUNT);
  }

  private static void sum4(
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
    FloatVector a2 = fromArray(FLOATS, out, o + 2 * COUNT);
    FloatVector a3 = fromArray(FLOATS, out, o + 3 * COUNT);
    FloatVector b0 = fromArray(FLOATS, out, o + outStep);
    FloatVector b1 = fromArray(FLOATS, out, o + outStep + COUNT);
    FloatVector b2 = fromArray(FLOATS, out, o + outStep + 2 * COUNT);
    FloatVector b3 = fromArray(FLOATS, out, o + outStep + 3 * COUNT);
    for (; i < end; i++) {
      int p = at[i] + shift & OFFSET;
      int q = p + step & OFFSET;
      FloatVector f = FloatVector.broadcast(FLOATS, d[i]);
      a0 = f.fma(fromArray(FLOATS, x, p), a0);
      a1 = f.fma(fromArray(FLOATS, x, p + COUNT), a1);
      a2 = f.fma(fromArray(FLOATS, x, p + 2 * COUNT), a2);
      a3 = f.fma(fromArray(FLOATS, x, p + 3 * COUNT), a3);
      b0 = f.fma(fromArray(FLOATS, x, q), b0);
      b1 = f.fma(fromArray(FLOATS, x, q + COUNT), b1);
      b2 = f.fma(fromArray(FLOATS, x, q + 2 * COUNT), b2);
      b3 = f.fma(fromArray(FLOATS, x, q + 3 * COUNT), b3);
    }
    a0.intoArray(out, o);
    a1.intoArray(out, o + COUNT);
    a2.intoArray(out, o + 2 * COUNT);
    a3.intoArray(out, o + 3 * COUNT);
    b0.intoArray(out, o + outStep);
    b1.intoArray(out, o + outStep + COUNT);
    b2.intoArray(out, o + outStep + 2 * COUNT);
    b3.intoArray(out, o + outStep + 3 * COUNT);
  }

  private static void sum5(
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
    FloatVector a2 = fromArray(FLOATS, out, o + 2 * COUNT);
    FloatVector a3 = fromArray(FLOATS, out, o + 3 * COUNT);
    FloatVector a4 = fromArray(FLOATS, out, o + 4 * COUNT);
    FloatVector b0 = fromArray(FLOATS, out, o + outStep);
    FloatVector b1 = fromArray(FLOATS, out, o + outStep + COUNT);
    FloatVector b2 = fromArray(FLOATS, out, o + outStep + 2 * COUNT);
    FloatVector b3 = fromArray(FLOATS, out, o + outStep + 3 * COUNT);
    FloatVector b4 = fromArray(FLOATS, out, o + outStep + 4 * COUNT);
    for (; i < end; i++) {
      int p = at[i] + shift & OFFSET;
      int q = p + step & OFFSET;
      FloatVector f = FloatVector.broadcast(FLOATS, d[i]);
      a0 = f.fma(fromArray(FLOATS, x, p), a0);
      a1 = f.fma(fromArray(FLOATS, x, p + COUNT), a1);
      a2 = f.fma(fromArray(FLOATS, x, p + 2 * COUNT), a2);
      a3 = f.fma(fromArray(FLOATS, x, p + 3 * COUNT), a3);
      a4 = f.fma(fromArray(FLOATS, x, p + 4 * COUNT), a4);
      b0 = f.fma(fromArray(FLOATS, x, q), b0);
      b1 = f.fma(fromArray(FLOATS, x, q + COUNT), b1);
      b2 = f.fma(fromArray(FLOATS, x, q + 2 * COUNT), b2);
      b3 = f.fma(fromArray(FLOATS, x, q + 3 * COUNT), b3);
      b4 = f.fma(fromArray(FLOATS, x, q + 4 * COUNT), b4);
    }
    a0.intoArray(out, o);
    a1.intoArray(out, o + COUNT);
    a2.intoArray(out, o + 2 * COUNT);
    a3.intoArray(out, o + 3 * COUNT);
    a4.intoArray(out, o + 4 * COUNT);
    b0.intoArray(out, o + outStep);
    b1.intoArray(out, o + outStep + COUNT);
    b2.intoArray(out, o + outStep + 2 * COUNT);
    b3.intoArray(out, o + outStep + 3 * COUNT);
    b4.intoArray(out, o + outStep + 4 * COUNT);
  }
}
