package org.sparkconvnet.conformance;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.random.RandomStream;

/**
 * What a backend of some precision might do to the oracle's numbers: each number that its format
 * cannot hold exactly moves at random, uniformly within a bound that follows from the precision and
 * from how the number was summed.
 *
 * <ul>
 *   <li>Storing y moves it by at most u |y|, u the format's unit roundoff (2^-24, 2^-8, 2^-11);
 *       float16 moves numbers below 2^-14 by at most 2^-25.
 *   <li>In tf32 a product reads 10 bits of fraction of its operands. Hardware may round them or cut
 *       them off, which is up to 2^-11 |x| either way or up to 2^-10 |x| towards 0, and that is no
 *       matter of chance: a run does one or the other throughout, and the samples hold runs of both
 *       kinds.
 *   <li>Summing n products in float32, in whatever order, moves the sum by about 2^-24 sqrt(n - 1)
 *       max(|y|, s), s the root of the products' sum of squares: each of n - 1 additions rounds a
 *       partial sum, the partial sums of products of random sign grow to about s, those of one sign
 *       to |y|, and n - 1 independent roundings add up as a square root (Higham, Mary: A new
 *       approach to probabilistic rounding error analysis, 2019). Blocked sums do better.
 *   <li>Numbers exact in the format stay: zeros from ReLU and dropout, float32 inputs, small
 *       integers.
 * </ul>
 *
 * <p>Running the oracle under several such disturbances measures how far rounding carries through
 * this very network on these very inputs (Monte Carlo arithmetic; Parker, 1997). Decisions, which
 * jump, are either held to the exact run's ({@link #steady}) or taken cautiously ({@link
 * #cautious}), to tell the two effects apart.
 */
final class Disturbance implements Arithmetic {
  private static final double ACCUMULATION = Rounding.unit(Precision.FP32);

  private static final double TF32_UNIT = 0x1p-11;

  private final Precision precision;
  private final Set<Narrowed> narrowed;
  private final boolean cuts;
  private final List<OracleStep> held;
  private final Map<String, Double> spread;
  private final RandomStream random;
  private final Map<String, Integer> visits = new HashMap<>();

  private Disturbance(
      Formats formats, List<OracleStep> held, Map<String, Double> spread, long seed) {
    this.precision = formats.precision();
    this.narrowed = formats.narrowed();
    this.held = held;
    this.spread = spread;
    this.random = new RandomStream(seed);
    this.cuts = precision == Precision.TF32 && random.nextDouble() < 0.5;
  }

  /** Numbers move, every ReLU and max pooling decides as in {@code exact}. */
  static Disturbance steady(Formats formats, List<OracleStep> exact, long seed) {
    return new Disturbance(formats, exact, Map.of(), seed);
  }

  /** Numbers move, and ReLU and max pooling decide by them as they are. */
  static Disturbance free(Formats formats, long seed) {
    return new Disturbance(formats, List.of(), Map.of(), seed);
  }

  /**
   * Numbers move, and ReLU and max pooling decide by numbers moved further, so that a decision
   * which rounding could turn is seen to turn in a few samples.
   *
   * @param spread per deciding node, the standard deviation of how far
   */
  static Disturbance cautious(Formats formats, Map<String, Double> spread, long seed) {
    return new Disturbance(formats, List.of(), spread, seed);
  }

  @Override
  public void activation(double[] values, int terms, double scale) {
    move(values, precision, terms, scale);
  }

  @Override
  public void float32(double[] values, int terms, double scale) {
    move(values, Precision.FP32, terms, scale);
  }

  @Override
  public void weight(double[] values) {
    move(values, precision, 1, 0);
  }

  @Override
  public void convolutionBias(double[] values) {
    move(values, narrow(Narrowed.CONVOLUTION_BIASES), 1, 0);
  }

  @Override
  public void filterGradient(double[] values, int terms, double scale) {
    move(values, narrow(Narrowed.FILTER_GRADIENTS), terms, scale);
  }

  @Override
  public double[] operand(double[] values) {
    if (precision != Precision.TF32) {
      return values;
    }
    double[] read = values.clone();
    for (int i = 0; i < read.length; i++) {
      if ((Float.floatToRawIntBits((float) read[i]) & 0x1FFF) != 0) {
        double part = cuts ? -2 * random.nextDouble() : symmetric();
        read[i] += TF32_UNIT * part * read[i];
      }
    }
    return read;
  }

  private Precision narrow(Narrowed what) {
    return narrowed.contains(what) ? precision : Precision.FP32;
  }

  @Override
  public double[] shown(String node, double[] values) {
    double width = Math.sqrt(3) * spread.getOrDefault(node, 0.0);
    if (width == 0) {
      return values;
    }
    double[] shown = values.clone();
    for (int i = 0; i < shown.length; i++) {
      shown[i] += values[i] == 0 ? 0 : width * symmetric();
    }
    return shown;
  }

  @Override
  public int[] decided(String node, int[] decision) {
    if (held.isEmpty()) {
      return decision;
    }
    int step = visits.merge(node, 1, Integer::sum) - 1;
    return held.get(step).decisions().get(node);
  }

  private void move(double[] values, Precision format, int terms, double scale) {
    double storing = Rounding.unit(format);
    double summing = ACCUMULATION * Math.sqrt(Math.max(terms - 1, 0));
    for (int i = 0; i < values.length; i++) {
      double size = Math.abs(values[i]);
      if (values[i] != Rounding.to(format, values[i])) {
        double storingMoves = Math.max(storing * size, Rounding.smallest(format));
        values[i] += storingMoves * symmetric() + summing * Math.max(size, scale) * symmetric();
      }
    }
  }

  /** Uniform in [-1, 1). */
  private double symmetric() {
    return 2 * random.nextDouble() - 1;
  }
}
