package org.sparkconvnet.onednn.pooled;

import static jdk.incubator.vector.FloatVector.fromArray;
import static org.sparkconvnet.onednn.pooled.Lanes.COUNT;
import static org.sparkconvnet.onednn.pooled.Lanes.FLOATS;
import static org.sparkconvnet.onednn.pooled.Lanes.OFFSET;

import jdk.incubator.vector.FloatVector;

/**
 * Sums one stretch of a row over a list, for one to five vectors:
 *
 * <pre>out[o + j] += sum over i of d[i] * x[at[i] + shift + j],   j &lt; vectors * COUNT</pre>
 *
 * <p>See {@link Lanes} for why every number of vectors is written out.
 */
final class OneStretchSums {
  private OneStretchSums() {}

  /** The sums over entries {@code i} to {@code end} of a list, added to what {@code out} holds. */
  static void add(
      int vectors, float[] x, int[] at, float[] d, int i, int end, int shift, float[] out, int o) {
    switch (vectors) {
      case 1 -> sum1(x, at, d, i, end, shift, out, o);
      case 2 -> sum2(x, at, d, i, end, shift, out, o);
      case 3 -> sum3(x, at, d, i, end, shift, out, o);
      case 4 -> sum4(x, at, d, i, end, shift, out, o);
      case 5 -> sum5(x, at, d, i, end, shift, out, o);
      default -> throw new IllegalArgumentException(vectors + " vectors");
    }
  }

  private static void sum1(
      float[] x, int[] at, float[] d, int i, int end, int shift, float[] out, int o) {
    FloatVector a0 = fromArray(FLOATS, out, o);
    for (; i < end; i++) {
      int p = at[i] + shift & OFFSET;
      FloatVector f = FloatVector.broadcast(FLOATS, d[i]);
      a0 = f.fma(fromArray(FLOATS, x, p), a0);
    }
    a0.intoArray(out, o);
  }

  private static void sum2(
      float[] x, int[] at, float[] d, int i, int end, int shift, float[] out, int o) {
    FloatVector a0 = fromArray(FLOATS, out, o);
    FloatVector a1 = fromArray(FLOATS, out, o + COUNT);
    for (; i < end; i++) {
      int p = at[i] + shift & OFFSET;
      FloatVector f = FloatVector.broadcast(FLOATS, d[i]);
      a0 = f.fma(fromArray(FLOATS, x, p), a0);
      a1 = f.fma(fromArray(FLOATS, x, p + COUNT), a1);
    }
    a0.intoArray(out, o);
    a1.intoArray(out, o + COUNT);
  }

  private static void sum3(
      float[] x, int[] at, float[] d, int i, int end, int shift, float[] out, int o) {
    FloatVector a0 = fromArray(FLOATS, out, o);
    FloatVector a1 = fromArray(FLOATS, out, o + COUNT);
    FloatVector a2 = fromArray(FLOATS, out, o + 2 * COUNT);
    for (; i < end; i++) {
      int p = at[i] + shift & OFFSET;
      FloatVector f = FloatVector.broadcast(FLOATS, d[i]);
      a0 = f.fma(fromArray(FLOATS, x, p), a0);
      a1 = f.fma(fromArray(FLOATS, x, p + COUNT), a1);
      a2 = f.fma(fromArray(FLOATS, x, p + 2 * COUNT), a2);
    }
    a0.intoArray(out, o);
    a1.intoArray(out, o + COUNT);
    a2.intoArray(out, o + 2 * COUNT);
  }

  private static void sum4(
      float[] x, int[] at, float[] d, int i, int end, int shift, float[] out, int o) {
    FloatVector a0 = fromArray(FLOATS, out, o);
    FloatVector a1 = fromArray(FLOATS, out, o + COUNT);
    FloatVector a2 = fromArray(FLOATS, out, o + 2 * COUNT);
    FloatVector a3 = fromArray(FLOATS, out, o + 3 * COUNT);
    for (; i < end; i++) {
      int p = at[i] + shift & OFFSET;
      FloatVector f = FloatVector.broadcast(FLOATS, d[i]);
      a0 = f.fma(fromArray(FLOATS, x, p), a0);
      a1 = f.fma(fromArray(FLOATS, x, p + COUNT), a1);
      a2 = f.fma(fromArray(FLOATS, x, p + 2 * COUNT), a2);
      a3 = f.fma(fromArray(FLOATS, x, p + 3 * COUNT), a3);
    }
    a0.intoArray(out, o);
    a1.intoArray(out, o + COUNT);
    a2.intoArray(out, o + 2 * COUNT);
    a3.intoArray(out, o + 3 * COUNT);
  }

  private static void sum5(
      float[] x, int[] at, float[] d, int i, int end, int shift, float[] out, int o) {
    FloatVector a0 = fromArray(FLOATS, out, o);
    FloatVector a1 = fromArray(FLOATS, out, o + COUNT);
    FloatVector a2 = fromArray(FLOATS, out, o + 2 * COUNT);
    FloatVector a3 = fromArray(FLOATS, out, o + 3 * COUNT);
    FloatVector a4 = fromArray(FLOATS, out, o + 4 * COUNT);
    for (; i < end; i++) {
      int p = at[i] + shift & OFFSET;
      FloatVector f = FloatVector.broadcast(FLOATS, d[i]);
      a0 = f.fma(fromArray(FLOATS, x, p), a0);
      a1 = f.fma(fromArray(FLOATS, x, p + COUNT), a1);
      a2 = f.fma(fromArray(FLOATS, x, p + 2 * COUNT), a2);
      a3 = f.fma(fromArray(FLOATS, x, p + 3 * COUNT), a3);
      a4 = f.fma(fromArray(FLOATS, x, p + 4 * COUNT), a4);
    }
    a0.intoArray(out, o);
    a1.intoArray(out, o + COUNT);
    a2.intoArray(out, o + 2 * COUNT);
    a3.intoArray(out, o + 3 * COUNT);
    a4.intoArray(out, o + 4 * COUNT);
  }
}
