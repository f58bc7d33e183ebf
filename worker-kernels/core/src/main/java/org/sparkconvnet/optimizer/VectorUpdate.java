package org.sparkconvnet.optimizer;

import java.util.List;
import org.sparkconvnet.network.Parameter;
import org.sparkconvnet.network.ParameterLayout;

/**
 * An {@link UpdateRule} over flat vectors that the processor reads, in pieces that stay in the
 * core's nearest cache. Holds the optimiser's vectors; allocates nothing after construction. Sums
 * run in double in an order that the layout alone decides.
 */
public final class VectorUpdate {
  private static final int PIECE = 4096;

  /** Where weights and gradients lie; ranges are of the flat vectors. */
  public interface Memory {
    /** Copies weights [at, at + length) to the beginning of {@code target}. */
    void readParameters(int at, float[] target, int length);

    /** Copies the beginning of {@code source} to weights [at, at + length). */
    void writeParameters(int at, float[] source, int length);

    /** Copies the gradient of [at, at + length) to the beginning of {@code target}. */
    void readGradients(int at, float[] target, int length);
  }

  private final UpdateRule rule;
  private final Memory memory;
  private final List<Parameter> parameters;
  private final Penalty[] penalties;
  private final ElementUpdate update;
  private final StepCoefficients coefficients = new StepCoefficients();
  private final float[][] vectors;
  private final double[] squares;
  private final float[] w = new float[PIECE];
  private final float[] g = new float[PIECE];

  /** An update of the vectors in {@code memory}; the optimiser's are zero at first. */
  public VectorUpdate(UpdateRule rule, ParameterLayout layout, Memory memory) {
    this.rule = rule;
    this.memory = memory;
    parameters = layout.parameters();
    penalties = parameters.stream().map(rule::penalty).toArray(Penalty[]::new);
    update = rule.optimizer().accept(new ElementUpdate.Of());
    vectors = new float[rule.vectors().size()][layout.parameterCount()];
    squares = new double[parameters.size()];
  }

  /** Bytes of the optimiser's vectors. */
  public long bytes() {
    return vectors.length == 0 ? 0 : (long) Float.BYTES * vectors.length * vectors[0].length;
  }

  /** Replaces the optimiser's vectors, one after another in {@code source}. */
  public void write(float[] source) {
    for (int i = 0; i < vectors.length; i++) {
      System.arraycopy(source, i * vectors[i].length, vectors[i], 0, vectors[i].length);
    }
  }

  /** Copies the optimiser's vectors out. */
  public void read(float[] target) {
    for (int i = 0; i < vectors.length; i++) {
      System.arraycopy(vectors[i], 0, target, i * vectors[i].length, vectors[i].length);
    }
  }

  /**
   * One update.
   *
   * @param rate the learning rate
   * @param step t, from 1
   */
  public void step(float rate, long step) {
    float[] c = coefficients.of(rule.optimizer(), rate, step);
    double norm = rule.clipping().norm();
    boolean layerwise = rule.optimizer() instanceof Optimizer.Lars;
    float scale = 1;
    if (norm > 0 || layerwise) {
      double whole = sumGradientSquares();
      scale = whole > norm && norm > 0 ? (float) (norm / whole) : 1;
    }
    for (int p = 0; p < penalties.length; p++) {
      update(p, c, scale, local(p, scale));
    }
    for (int p = 0; p < penalties.length; p++) {
      if (penalties[p].maxNorm() > 0) {
        limit(parameters.get(p), penalties[p].maxNorm());
      }
    }
  }

  private void update(int p, float[] c, float scale, float local) {
    Parameter parameter = parameters.get(p);
    float l2 = rule.optimizer().decouplesDecay() ? 0 : (float) penalties[p].l2();
    float l1 = (float) penalties[p].l1();
    int end = parameter.end();
    for (int at = parameter.offset(); at < end; at += PIECE) {
      int n = Math.min(PIECE, end - at);
      memory.readParameters(at, w, n);
      readClipped(at, n);
      penalise(w, g, n, scale, l2, l1);
      update.apply(w, g, vectors, at, n, c, local);
      memory.writeParameters(at, w, n);
    }
  }

  private static void penalise(float[] w, float[] g, int n, float scale, float l2, float l1) {
    if (l1 != 0) { // a loop of its own: the sign costs more than all else
      for (int i = 0; i < n; i++) {
        g[i] = scale * g[i] + l2 * w[i] + l1 * Math.signum(w[i]);
      }
    } else if (l2 != 0 || scale != 1) {
      for (int i = 0; i < n; i++) {
        g[i] = scale * g[i] + l2 * w[i];
      }
    }
  }

  private void readClipped(int at, int n) {
    memory.readGradients(at, g, n);
    float most = (float) rule.clipping().value();
    if (most > 0) {
      for (int i = 0; i < n; i++) {
        g[i] = Math.max(-most, Math.min(most, g[i]));
      }
    }
  }

  private float local(int p, float scale) {
    if (rule.optimizer().decouplesDecay()) {
      return (float) penalties[p].l2();
    }
    if (rule.optimizer() instanceof Optimizer.Lars lars && parameters.get(p).decays()) {
      double ofWeights = StrictMath.sqrt(weightSquares(parameters.get(p)));
      double ofGradient = scale * StrictMath.sqrt(squares[p]);
      return ofWeights > 0 && ofGradient > 0
          ? (float) (lars.trust() * ofWeights / (ofGradient + penalties[p].l2() * ofWeights))
          : 1;
    }
    return 1;
  }

  /** Fills {@link #squares} and returns the whole gradient's 2-norm. */
  private double sumGradientSquares() {
    double all = 0;
    for (int p = 0; p < squares.length; p++) {
      Parameter parameter = parameters.get(p);
      int end = parameter.end();
      double sum = 0;
      for (int at = parameter.offset(); at < end; at += PIECE) {
        int n = Math.min(PIECE, end - at);
        readClipped(at, n);
        sum += squares(g, n);
      }
      squares[p] = sum;
      all += sum;
    }
    return StrictMath.sqrt(all);
  }

  private double weightSquares(Parameter parameter) {
    int end = parameter.end();
    double sum = 0;
    for (int at = parameter.offset(); at < end; at += PIECE) {
      int n = Math.min(PIECE, end - at);
      memory.readParameters(at, w, n);
      sum += squares(w, n);
    }
    return sum;
  }

  private void limit(Parameter parameter, double most) {
    int length = parameter.elements() / parameter.dims().get(0);
    int end = parameter.end();
    for (int row = parameter.offset(); row < end; row += length) {
      double sum = 0;
      for (int at = row; at < row + length; at += PIECE) {
        int n = Math.min(PIECE, row + length - at);
        memory.readParameters(at, w, n);
        sum += squares(w, n);
      }
      double norm = StrictMath.sqrt(sum);
      if (norm > most) {
        scale(row, length, (float) (most / norm));
      }
    }
  }

  private void scale(int row, int length, float factor) {
    for (int at = row; at < row + length; at += PIECE) {
      int n = Math.min(PIECE, row + length - at);
      memory.readParameters(at, w, n);
      for (int i = 0; i < n; i++) {
        w[i] *= factor;
      }
      memory.writeParameters(at, w, n);
    }
  }

  /** In four chains, which hides the additions' latency and fixes their order. */
  private static double squares(float[] values, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      a += (double) values[i] * values[i];
      b += (double) values[i + 1] * values[i + 1];
      c += (double) values[i + 2] * values[i + 2];
      d += (double) values[i + 3] * values[i + 3];
    }
    for (; i < n; i++) {
      a += (double) values[i] * values[i];
    }
    return (a + b) + (c + d);
  }
}
