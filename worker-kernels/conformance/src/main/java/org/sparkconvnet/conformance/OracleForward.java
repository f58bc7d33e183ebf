package org.sparkconvnet.conformance;

import java.util.Arrays;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.LayerVisitor;
import org.sparkconvnet.network.Node;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.plan.DropoutMask;

/** Computes each layer's value from its inputs' values; formulas as in {@link Layer}. */
final class OracleForward implements LayerVisitor<double[]> {
  private final OraclePass pass;
  private final boolean training;
  private final long stepSeed;
  private final Arithmetic arithmetic;
  private Node node;
  private int dropouts;

  OracleForward(OraclePass pass, boolean training, long stepSeed) {
    this.pass = pass;
    this.training = training;
    this.stepSeed = stepSeed;
    this.arithmetic = pass.arithmetic();
  }

  void visit(Node next) {
    node = next;
    double[] value = node.layer().accept(this);
    if (value != null) {
      pass.setValue(node.name(), value);
    }
  }

  @Override
  public double[] convolution(Layer.Convolution layer) {
    SlidingProduct product = pass.product(layer, input(), node.name());
    return product(product, layer.bias() ? convolutionBias() : null);
  }

  @Override
  public double[] dense(Layer.Dense layer) {
    double[] bias = layer.bias() ? pass.parameter(node.name() + ".bias") : null;
    return product(pass.product(layer, input()), bias);
  }

  @Override
  public double[] pooling(Layer.Pooling layer) {
    SlidingPool pool = pass.pool(layer.window(), input(), node.name());
    if (layer.kind() == Layer.Pooling.Kind.MAX) {
      decide(pool.argmax(arithmetic.shown(node.name(), x())));
      return pool.pick(x(), pool.argmax(x()));
    }
    double[] y = pool.average(x());
    int taps = layer.window().taps();
    arithmetic.activation(y, taps, Vectors.rootMeanSquare(x()) / Math.sqrt(taps));
    return y;
  }

  @Override
  public double[] globalAveragePooling(Layer.GlobalAveragePooling layer) {
    Shape shape = pass.shape(input());
    ChannelNorm planes = new ChannelNorm(1, pass.batch() * shape.channels(), shape.positions(), 0);
    double[] y = planes.mean(x());
    int positions = shape.positions();
    arithmetic.activation(y, positions, Vectors.rootMeanSquare(x()) / Math.sqrt(positions));
    return y;
  }

  @Override
  public double[] relu(Layer.Relu layer) {
    double[] shown = arithmetic.shown(node.name(), x());
    double[] y = new double[shown.length];
    int[] positive = new int[shown.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = Math.max(x()[i], 0);
      positive[i] = shown[i] > 0 ? 1 : 0;
    }
    decide(positive);
    return y;
  }

  @Override
  public double[] activate(Layer.Activate layer) {
    ActivationFormula formula = new ActivationFormula(layer.activation());
    double[] shown = arithmetic.shown(node.name(), x());
    double[] y = new double[shown.length];
    double[] scales = new double[shown.length];
    int[] sides = new int[shown.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = formula.value(x()[i]);
      scales[i] = formula.scale(x()[i]);
      sides[i] = formula.side(shown[i]);
    }
    arithmetic.activation(y, formula.roundings(), Vectors.rootMeanSquare(scales));
    if (layer.activation().hasKink()) {
      decide(sides);
    } else {
      pass.save(node.name() + ".sides", Arrays.stream(sides).asDoubleStream().toArray());
    }
    return y;
  }

  @Override
  public double[] maxout(Layer.Maxout layer) {
    MaxoutUnits units = pass.units(layer, input());
    decide(units.argmax(arithmetic.shown(node.name(), x())));
    return units.pick(x(), units.argmax(x()));
  }

  @Override
  public double[] radialBasis(Layer.RadialBasis layer) {
    double[] w = pass.parameter(node.name() + ".centers");
    int positions = pass.shape(input()).positions();
    double[] y = new double[x().length];
    for (int i = 0; i < y.length; i++) {
      y[i] = Math.exp(-Math.pow((w[i / positions % w.length] - x()[i]) / layer.sigma(), 2));
    }
    arithmetic.activation(y, ActivationFormula.ROUNDINGS, 1);
    return y;
  }

  @Override
  public double[] spatialDropout(Layer.SpatialDropout layer) {
    return dropout(layer.rate(), pass.shape(input()).positions());
  }

  @Override
  public double[] localResponseNormalization(Layer.LocalResponseNormalization layer) {
    NeighbourNorm norm = NeighbourNorm.of(layer, pass.shape(input()));
    double[] sums = norm.sums(x());
    double[] y = norm.divide(x(), sums);
    arithmetic.activation(y, layer.size() + ActivationFormula.ROUNDINGS, 0);
    return y;
  }

  @Override
  public double[] groupNormalization(Layer.GroupNormalization layer) {
    GroupNorm norm = GroupNorm.of(layer, pass.batch(), pass.shape(input()));
    double[] mean = norm.mean(x());
    double[] variance = norm.variance(x(), mean);
    int members = norm.members();
    if (members > 1) {
      arithmetic.float32(mean, members, Vectors.rootMeanSquare(x()) / Math.sqrt(members));
      arithmetic.float32(variance, members, 0);
    }
    double[] normalized = norm.normalize(x(), mean, variance);
    pass.save(node.name() + ".normalized", normalized);
    pass.save(node.name() + ".variance", variance);
    double[] scale = pass.parameter(node.name() + ".scale");
    double[] y = norm.affine(normalized, scale, pass.parameter(node.name() + ".shift"));
    arithmetic.activation(y, 2, norm.gain(scale, variance) * Vectors.rootMeanSquare(x()));
    return y;
  }

  @Override
  public double[] flatten(Layer.Flatten layer) {
    return x().clone();
  }

  @Override
  public double[] dropout(Layer.Dropout layer) {
    return dropout(layer.rate(), 1);
  }

  /** {@code span} neighbours share their fate. */
  private double[] dropout(double rate, int span) {
    int index = dropouts++;
    if (!training) {
      return x().clone();
    }
    long seed = DropoutMask.seed(stepSeed, index);
    long threshold = DropoutMask.threshold(rate);
    double[] factor = new double[x().length];
    double[] y = new double[factor.length];
    for (int i = 0; i < y.length; i++) {
      factor[i] = DropoutMask.keeps(seed, i / span, threshold) ? 1 / (1 - rate) : 0;
      y[i] = x()[i] * factor[i];
    }
    arithmetic.activation(y, 1, 0);
    pass.save(node.name() + ".factor", factor);
    return y;
  }

  @Override
  public double[] batchNormalization(Layer.BatchNormalization layer) {
    ChannelNorm norm = pass.norm(layer, input());
    double[] mean = pass.running(node.name() + ".running_mean");
    double[] variance = pass.running(node.name() + ".running_variance");
    if (training) {
      double[] batchMean = norm.mean(x());
      double[] batchVariance = norm.variance(x(), batchMean);
      disturbStatistics(norm, batchMean, batchVariance);
      track("running_mean", mean, batchMean, layer.momentum());
      track("running_variance", variance, batchVariance, layer.momentum());
      mean = batchMean;
      variance = batchVariance;
    }
    double[] normalized = norm.normalize(x(), mean, variance);
    pass.save(node.name() + ".normalized", normalized);
    pass.save(node.name() + ".variance", variance);
    double[] scale = pass.parameter(node.name() + ".scale");
    double[] y = norm.affine(normalized, scale, pass.parameter(node.name() + ".shift"));
    arithmetic.activation(y, 2, norm.gain(scale, variance) * Vectors.rootMeanSquare(x()));
    return y;
  }

  @Override
  public double[] add(Layer.Add layer) {
    double[] y = new double[x().length];
    double squares = 0;
    for (String source : node.inputs()) {
      double[] term = pass.value(source);
      squares += Math.pow(Vectors.rootMeanSquare(term), 2);
      for (int i = 0; i < y.length; i++) {
        y[i] += term[i];
      }
    }
    arithmetic.activation(y, node.inputs().size(), Math.sqrt(squares));
    return y;
  }

  @Override
  public double[] concatenation(Layer.Concatenation layer) {
    int perExample = pass.shape(node.name()).elements();
    double[] y = new double[pass.batch() * perExample];
    int at = 0;
    for (String source : node.inputs()) {
      int part = pass.shape(source).elements();
      for (int n = 0; n < pass.batch(); n++) {
        System.arraycopy(pass.value(source), n * part, y, n * perExample + at, part);
      }
      at += part;
    }
    return y;
  }

  @Override
  public double[] softmaxCrossEntropy(Layer.SoftmaxCrossEntropy layer) {
    return null;
  }

  @Override
  public double[] quadraticError(Layer.QuadraticError layer) {
    return null;
  }

  @Override
  public double[] sigmoidCrossEntropy(Layer.SigmoidCrossEntropy layer) {
    return null;
  }

  private double[] convolutionBias() {
    double[] bias = pass.parameter(node.name() + ".bias");
    arithmetic.convolutionBias(bias);
    return bias;
  }

  private double[] product(SlidingProduct product, double[] b) {
    double[] w = pass.parameter(node.name() + ".weight");
    double[] y = product.forward(arithmetic.operand(x()), arithmetic.operand(w));
    if (b != null) {
      for (int i = 0; i < y.length; i++) {
        y[i] += b[i / product.outPositions() % product.filters()];
      }
    }
    int terms = product.termsForward();
    double scale = Vectors.rootMeanSquare(x()) * Vectors.rootMeanSquare(w) * Math.sqrt(terms);
    arithmetic.activation(y, terms + (b == null ? 0 : 1), scale);
    return y;
  }

  private void disturbStatistics(ChannelNorm norm, double[] mean, double[] variance) {
    int members = norm.members();
    if (members > 1) {
      arithmetic.float32(mean, members, Vectors.rootMeanSquare(x()) / Math.sqrt(members));
      arithmetic.float32(variance, members, 0);
    }
  }

  private void track(String name, double[] running, double[] minibatch, double momentum) {
    double[] next = new double[running.length];
    for (int c = 0; c < next.length; c++) {
      next[c] = (1 - momentum) * running[c] + momentum * minibatch[c];
    }
    arithmetic.float32(next, 2, Vectors.rootMeanSquare(running));
    pass.setRunning(node.name() + "." + name, next);
  }

  /** Keeps where the gradient will go. */
  private void decide(int[] decision) {
    if (training) {
      pass.decide(node.name(), arithmetic.decided(node.name(), decision));
    }
  }

  private String input() {
    return node.inputs().get(0);
  }

  private double[] x() {
    return pass.value(input());
  }
}
