package org.sparkconvnet.onednn.pooled;

import static jdk.incubator.vector.FloatVector.fromArray;
import static org.sparkconvnet.onednn.pooled.Lanes.COUNT;
import static org.sparkconvnet.onednn.pooled.Lanes.FLOATS;
import static org.sparkconvnet.onednn.pooled.Lanes.OFFSET;

import jdk.incubator.vector.FloatVector;

/**
 * Adds multiples of one stretch of weights to a row at every entry of a list, for one to five
 * vectors:
 *
 * <pre>y[at[i] + shift + j] += d[i] * w[o + j]   for every i, j &lt; vectors * COUNT</pre>
 *
 * <p>The weights stay in registers. See {@link Lanes} for why every number of vectors is written
 * out.
 */
final class StretchUpdates {
  private StretchUpdates() {}

  /** Goes through entries {@code i} to {@code end} of a list, in order. */
  static void add(
      int vectors, float[] w, int o, int[] at, float[] d, int i, int end, int shift, float[] y) {
    switch (vectors) {
      case 1 -> add1(w, o, at, d, i, end, shift, y);
      case 2 -> add2(w, o, at, d, i, end, shift, y);
      case 3 -> add3(w, o, at, d, i, end, shift, y);
      case 4 -> add4(w, o, at, d, i, end, shift, y);
      case 5 -> add5(w, o, at, d, i, end, shift, y);
      default -> throw new IllegalArgumentException(vectors + " vectors");
    }
  }

  private static void add1(
      float[] w, int o, int[] at, float[] d, int i, int end, int shift, float[] y) {
    FloatVector w0 = fromArray(FLOATS, w, o);
    for (; i < end; i++) {
      int p = at[i] + shift & OFFSET;
      FloatVector f = FloatVector.broadcast(FLOATS, d[i]);
      f.fma(w0, fromArray(FLOATS, y, p)).intoArray(y, p);
    }
  }

  private static void add2(
      float[] w, int o, int[] at, float[] d, int i, int end, int shift, float[] y) {
    FloatVector w0 = fromArray(FLOATS, w, o);
    FloatVector w1 = fromArray(FLOATS, w, o + COUNT);
    for (; i < end; i++) {
      int p = at[i] + shift & OFFSET;
      FloatVector f = FloatVector.broadcast(FLOATS, d[i]);
      f.fma(w0, fromArray(FLOATS, y, p)).intoArray(y, p);
      f.fma(w1, fromArray(FLOATS, y, p + COUNT)).intoArray(y, p + COUNT);
    }
  }

  private static void add3(
      float[] w, int o, int[] at, float[] d, int i, int end, int shift, float[] y) {
    FloatVector w0 = fromArray(FLOATS, w, o);
    FloatVector w1 = fromArray(FLOATS, w, o + COUNT);
    FloatVector w2 = fromArray(FLOATS, w, o + 2 * COUNT);
    for (; i < end; i++) {
      int p = at[i] + shift & OFFSET;
      FloatVector f = FloatVector.broadcast(FLOATS, d[i]);
      f.fma(w0, fromArray(FLOATS, y, p)).intoArray(y, p);
      f.fma(w1, fromArray(FLOATS, y, p + COUNT)).intoArray(y, p + COUNT);
      f.fma(w2, fromArray(FLOATS, y, p + 2 * COUNT)).intoArray(y, p + 2 * COUNT);
    }
  }

  private static void add4(
      float[] w, int o, int[] at, float[] d, int i, int end, int shift, float[] y) {
    FloatVector w0 = fromArray(FLOATS, w, o);
    FloatVector w1 = fromArray(FLOATS, w, o + COUNT);
    FloatVector w2 = fromArray(FLOATS, w, o + 2 * COUNT);
    FloatVector w3 = fromArray(FLOATS, w, o + 3 * COUNT);
    for (; i < end; i++) {
      int p = at[i] + shift & OFFSET;
      FloatVector f = FloatVector.broadcast(FLOATS, d[i]);
      f.fma(w0, fromArray(FLOATS, y, p)).intoArray(y, p);
      f.fma(w1, fromArray(FLOATS, y, p + COUNT)).intoArray(y, p + COUNT);
      f.fma(w2, fromArray(FLOATS, y, p + 2 * COUNT)).intoArray(y, p + 2 * COUNT);
      f.fma(w3, fromArray(FLOATS, y, p + 3 * COUNT)).intoArray(y, p + 3 * COUNT);
    }
  }

  private static void add5(
      float[] w, int o, int[] at, float[] d, int i, int end, int shift, float[] y) {
    FloatVector w0 = fromArray(FLOATS, w, o);
    FloatVector w1 = fromArray(FLOATS, w, o + COUNT);
    FloatVector w2 = fromArray(FLOATS, w, o + 2 * COUNT);
    FloatVector w3 = fromArray(FLOATS, w, o + 3 * COUNT);
    FloatVector w4 = fromArray(FLOATS, w, o + 4 * COUNT);
    for (; i < end; i++) {
      int p = at[i] + shift & OFFSET;
      FloatVector f = FloatVector.broadcast(FLOATS, d[i]);
      f.fma(w0, fromArray(FLOATS, y, p)).intoArray(y, p);
      f.fma(w1, fromArray(FLOATS, y, p + COUNT)).intoArray(y, p + COUNT);
      f.fma(w2, fromArray(FLOATS, y, p + 2 * COUNT)).intoArray(y, p + 2 * COUNT);
      f.fma(w3, fromArray(FLOATS, y, p + 3 * COUNT)).intoArray(y, p + 3 * COUNT);
      f.fma(w4, fromArray(FLOATS, y, p + 4 * COUNT)).intoArray(y, p + 4 * COUNT);
    }
  }
}
