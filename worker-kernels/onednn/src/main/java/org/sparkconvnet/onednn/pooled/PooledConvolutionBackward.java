package org.sparkconvnet.onednn.pooled;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * Gradients of a convolution from the gradient dy of its max-pooled ReLU, y = pool(max(conv(x, w) +
 * b, 0)), or of its max pooling alone, where every window has a winner, whatever y:
 *
 * <pre>
 * g[n,k,h,w]  = sum of dy[n,k,p,q] over the windows that (h,w) won with y[n,k,p,q] &gt; 0
 * dw[k,c,r,s] = sum over n,h,w of g[n,k,h,w] x[n,c,h+r-padding,w+s-padding]
 * db[k]       = sum over n,h,w of g[n,k,h,w]
 * dx[n,c,h,w] = sum over k,r,s of g[n,k,h-r+padding,w-s+padding] w[k,c,r,s]
 * </pre>
 *
 * <p>g is mostly zero: of a 2x2 window at most one position is not, and none where a ReLU's value
 * is 0. It is never made; {@link GradientLists} names its other elements, filter by filter. Each
 * then costs one multiply-add of S C consecutive floats for each of R kernel rows, on x for dw and
 * on dx for dx.
 *
 * <p>The order of every sum follows from shapes and data alone, so equal inputs give equal bits.
 * After construction nothing is allocated. One instance serves one thread at a time. A gradient
 * that is not finite may also spread to elements of dx beside those it reaches, where it meets the
 * zeros that fill up filter rows.
 */
public final class PooledConvolutionBackward {
  /** Lists this long keep the cost of starting a kernel small. */
  private static final int WANTED_POSITIONS = 50;

  private static final int UPDATE_VECTORS = 5;

  private final PooledConvolution shape;
  private final int batch;
  private final int group;
  private final int rowVectors;
  private final SumBlock[] blocks;
  private final GradientLists lists;
  private final PaddedImages input;
  private final PaddedImages inputGradient;
  private final FilterRows weights;
  private final FilterRows weightGradient;
  private final float[] biasGradient;

  /**
   * @param batch N
   * @param needsInputGradient whether {@link #run} will be asked for dx
   */
  public PooledConvolutionBackward(PooledConvolution shape, int batch, boolean needsInputGradient) {
    this.shape = shape;
    this.batch = batch;
    group = Math.min(batch, (WANTED_POSITIONS + shape.positions() - 1) / shape.positions());
    rowVectors = (shape.segment() + Lanes.COUNT - 1) / Lanes.COUNT;
    blocks = SumBlock.cover(shape.kernelHeight(), rowVectors, shape.paddedRow());
    lists = new GradientLists(shape, group, needsInputGradient);
    int slack = (rowVectors + 1) * Lanes.COUNT;
    input = new PaddedImages(shape, group, slack);
    inputGradient = needsInputGradient ? new PaddedImages(shape, group, slack) : null;
    weights = needsInputGradient ? new FilterRows(shape, rowVectors) : null;
    weightGradient = new FilterRows(shape, rowVectors);
    biasGradient = new float[shape.filters()];
  }

  /** Bytes of the arrays it holds, on the Java heap. */
  public long heapBytes() {
    long floats = input.elements().length + weightGradient.floats() + biasGradient.length;
    if (inputGradient != null) {
      floats += inputGradient.elements().length + weights.floats();
    }
    return Float.BYTES * floats + lists.bytes();
  }

  /**
   * One minibatch. Writes all of dw, db and dx, whatever was there.
   *
   * @param x [N,H,W,C]
   * @param y the pooled values [N,P,Q,K], as the bits of floats; null without a ReLU
   * @param dy [N,P,Q,K]
   * @param argmax row * poolWidth + column of the winner in its window, [N,P,Q,K]
   * @param w [K,C,R,S]; read for dx alone
   * @param dw [K,C,R,S]
   * @param db [K], or null
   * @param dx [N,H,W,C], or null
   */
  public void run(
      FloatBuffer x,
      IntBuffer y,
      FloatBuffer dy,
      ByteBuffer argmax,
      FloatBuffer w,
      FloatBuffer dw,
      FloatBuffer db,
      FloatBuffer dx) {
    begin(dx == null ? null : w);
    for (int first = 0; first < batch; first += group) {
      int count = Math.min(group, batch - first);
      input.read(x, first, count);
      lists.list(y, dy, argmax, first, count);
      for (int k = 0; k < shape.filters(); k++) {
        addToFilter(k);
      }
      if (dx != null) {
        inputGradient.clear();
        for (int k = 0; k < shape.filters(); k++) {
          addToInput(k);
        }
        inputGradient.write(dx, first, count);
      }
    }
    weightGradient.write(dw);
    if (db != null) {
      db.put(0, biasGradient);
    }
  }

  private void begin(FloatBuffer w) {
    if (w != null) {
      weights.read(w);
    }
    weightGradient.clear();
    Arrays.fill(biasGradient, 0);
  }

  private void addToFilter(int k) {
    int from = lists.start(k);
    int to = lists.end(k);
    biasGradient[k] += total(lists.values(), from, to);
    for (SumBlock block : blocks) {
      block.add(
          input.elements(),
          lists.offsets(),
          lists.values(),
          from,
          to,
          weightGradient.rows(),
          weightGradient.filter(k));
    }
  }

  private void addToInput(int k) {
    int from = lists.start(k);
    int to = lists.end(k);
    for (int row = 0; row < shape.kernelHeight(); row++) {
      for (int done = 0; done < rowVectors; done += UPDATE_VECTORS) {
        int at = done * Lanes.COUNT;
        StretchUpdates.add(
            Math.min(UPDATE_VECTORS, rowVectors - done),
            weights.rows(),
            weights.row(k, row) + at,
            lists.offsets(),
            lists.values(),
            from,
            to,
            row * shape.paddedRow() + at,
            inputGradient.elements());
      }
    }
  }

  /** In four partial sums, as a single one would wait for each addition. */
  private static float total(float[] values, int from, int to) {
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    int i = from;
    for (; i < to - 3; i += 4) {
      sum0 += values[i];
      sum1 += values[i + 1];
      sum2 += values[i + 2];
      sum3 += values[i + 3];
    }
    for (; i < to; i++) {
      sum0 += values[i];
    }
    return (sum0 + sum1) + (sum2 + sum3);
  }
}
