package org.sparkconvnet.onednn.pooled;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.sparkconvnet.random.RandomStream;

/** Random arguments of one pooled convolution, and what a plain loop in double makes of them. */
final class PooledCase {
  /** Half the distance from 1 to the next float: the largest relative error of one operation. */
  private static final double ROUNDING = 0x1p-24;

  final PooledConvolution shape;
  final int batch;
  final FloatBuffer x;
  final ByteBuffer y;
  final FloatBuffer dy;
  final ByteBuffer argmax;
  final FloatBuffer w;
  final FloatBuffer dw;
  final FloatBuffer db;
  final FloatBuffer dx;
  final PooledConvolutionBackward kernel;

  final boolean relu;

  PooledCase(PooledConvolution shape, int batch, boolean inputGradient) {
    this(shape, batch, true, inputGradient);
  }

  PooledCase(PooledConvolution shape, int batch, boolean relu, boolean inputGradient) {
    this.shape = shape;
    this.relu = relu;
    this.batch = batch;
    int inputs = batch * shape.height() * shape.width() * shape.channels();
    int outputs = batch * shape.positions() * shape.filters();
    x = floats(inputs);
    y = bytes(Float.BYTES * outputs);
    dy = floats(outputs);
    argmax = bytes(outputs);
    w = floats(shape.filters() * shape.filterSize());
    dw = floats(w.capacity());
    db = floats(shape.filters());
    dx = inputGradient ? floats(inputs) : null;
    kernel = new PooledConvolutionBackward(shape, batch, inputGradient);
    RandomStream random = new RandomStream(shape.hashCode());
    fill(x, random);
    fill(dy, random);
    fill(w, random);
    for (int i = 0; i < outputs; i++) {
      y.asFloatBuffer().put(i, Math.max(0, (float) random.nextGaussian()));
      argmax.put(i, (byte) random.nextInt(shape.poolHeight() * shape.poolWidth()));
    }
  }

  void run() {
    kernel.run(x, relu ? y.asIntBuffer() : null, dy, argmax, w, dw, db, dx);
  }

  /** Fills what the kernel writes with NaN. */
  void poison() {
    for (FloatBuffer buffer : new FloatBuffer[] {dw, db, dx}) {
      for (int i = 0; buffer != null && i < buffer.capacity(); i++) {
        buffer.put(i, Float.NaN);
      }
    }
  }

  /** All that the kernel wrote. */
  float[] results() {
    FloatBuffer all = FloatBuffer.allocate(2 * w.capacity() + db.capacity() + x.capacity());
    all.put(dw.duplicate()).put(db.duplicate());
    if (dx != null) {
      all.put(dx.duplicate());
    }
    return all.array();
  }

  /**
   * The largest error of any result, as a fraction of what rounding allows: a sum of n products is
   * off by at most (n + 1) roundings of the sum of their sizes, in whatever order it is taken.
   */
  double worstError() {
    Sums weights = new Sums(dw);
    Sums biases = new Sums(db);
    Sums inputs = new Sums(dx == null ? FloatBuffer.allocate(x.capacity()) : dx);
    FloatBuffer values = y.asFloatBuffer();
    for (int e = 0; e < dy.capacity(); e++) {
      if (!relu || values.get(e) > 0) {
        element(e, weights, biases, inputs);
      }
    }
    double worst = Math.max(weights.worst(), biases.worst());
    return dx == null ? worst : Math.max(worst, inputs.worst());
  }

  /** Adds what the pooled element {@code e} contributes. */
  private void element(int e, Sums weights, Sums biases, Sums inputs) {
    int k = e % shape.filters();
    int q = e / shape.filters() % shape.pooledWidth();
    int p = e / shape.filters() / shape.pooledWidth() % shape.pooledHeight();
    int n = e / shape.filters() / shape.positions();
    int h = p * shape.strideHeight() + argmax.get(e) / shape.poolWidth() - shape.paddingHeight();
    int v = q * shape.strideWidth() + argmax.get(e) % shape.poolWidth() - shape.paddingWidth();
    biases.add(k, dy.get(e));
    for (int r = 0; r < shape.kernelHeight(); r++) {
      for (int s = 0; s < shape.kernelWidth(); s++) {
        if (h + r >= 0 && h + r < shape.height() && v + s >= 0 && v + s < shape.width()) {
          for (int c = 0; c < shape.channels(); c++) {
            int at = ((n * shape.height() + h + r) * shape.width() + v + s) * shape.channels() + c;
            int i =
                ((k * shape.channels() + c) * shape.kernelHeight() + r) * shape.kernelWidth() + s;
            weights.add(i, (double) dy.get(e) * x.get(at));
            inputs.add(at, (double) dy.get(e) * w.get(i));
          }
        }
      }
    }
  }

  /** Sums in double beside those to be judged. */
  private static final class Sums {
    private final FloatBuffer actual;
    private final double[] sum;
    private final double[] size;
    private final int[] terms;

    Sums(FloatBuffer actual) {
      this.actual = actual;
      sum = new double[actual.capacity()];
      size = new double[actual.capacity()];
      terms = new int[actual.capacity()];
    }

    void add(int i, double term) {
      sum[i] += term;
      size[i] += Math.abs(term);
      terms[i]++;
    }

    double worst() {
      double worst = 0;
      for (int i = 0; i < sum.length; i++) {
        double allowed = (terms[i] + 1) * ROUNDING * size[i];
        double error = Math.abs(actual.get(i) - sum[i]);
        worst = Math.max(worst, error == 0 ? 0 : error / allowed);
        if (Double.isNaN(error)) {
          return Double.NaN;
        }
      }
      return worst;
    }
  }

  private static void fill(FloatBuffer buffer, RandomStream random) {
    for (int i = 0; i < buffer.capacity(); i++) {
      buffer.put(i, (float) random.nextGaussian());
    }
  }

  private static FloatBuffer floats(int count) {
    return bytes(Float.BYTES * count).asFloatBuffer();
  }

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.allocateDirect(count).order(ByteOrder.nativeOrder());
  }
}
