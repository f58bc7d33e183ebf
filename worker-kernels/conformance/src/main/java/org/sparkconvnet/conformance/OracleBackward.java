package org.sparkconvnet.conformance;

import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.LayerVisitor;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Node;
import org.sparkconvnet.network.Shape;

/** Carries each layer's derivative to its inputs and parameters; call last layer first. */
final class OracleBackward implements LayerVisitor<Void> {
  private final OraclePass pass;
  private final Arithmetic arithmetic;
  private Node node;
  private double[] dy;

  OracleBackward(OraclePass pass) {
    this.pass = pass;
    this.arithmetic = pass.arithmetic();
  }

  void visit(Node next) {
    node = next;
    dy = pass.derivative(node.name());
    node.layer().accept(this);
  }

  @Override
  public Void convolution(Layer.Convolution layer) {
    product(pass.product(layer, input(), node.name()), layer.bias(), arithmetic::filterGradient);
    return null;
  }

  @Override
  public Void dense(Layer.Dense layer) {
    product(pass.product(layer, input()), layer.bias(), arithmetic::float32);
    return null;
  }

  @Override
  public Void pooling(Layer.Pooling layer) {
    SlidingPool pool = pass.pool(layer.window(), input(), node.name());
    boolean max = layer.kind() == Layer.Pooling.Kind.MAX;
    double[] dx = max ? pool.send(dy, pass.decision(node.name())) : pool.spread(dy);
    leave(dx, layer.window().taps(), Vectors.rootMeanSquare(dy));
    return null;
  }

  @Override
  public Void globalAveragePooling(Layer.GlobalAveragePooling layer) {
    int positions = pass.shape(input()).positions();
    double[] dx = new double[dy.length * positions];
    for (int i = 0; i < dx.length; i++) {
      dx[i] = dy[i / positions] / positions;
    }
    leave(dx, 1, 0);
    return null;
  }

  @Override
  public Void relu(Layer.Relu layer) {
    int[] positive = pass.decision(node.name());
    double[] dx = new double[dy.length];
    for (int i = 0; i < dx.length; i++) {
      dx[i] = positive[i] == 1 ? dy[i] : 0;
    }
    pass.contribute(input(), dx);
    return null;
  }

  @Override
  public Void activate(Layer.Activate layer) {
    ActivationFormula formula = new ActivationFormula(layer.activation());
    boolean fromResult = layer.activation().derivativeFromResult();
    double[] value = pass.value(fromResult ? node.name() : input());
    int[] sides = pass.decision(node.name());
    double[] dx = new double[dy.length];
    double[] scales = new double[dy.length];
    for (int i = 0; i < dx.length; i++) {
      int side = sides == null ? (int) pass.saved(node.name() + ".sides")[i] : sides[i];
      dx[i] = dy[i] * formula.derivative(value[i], side);
      scales[i] = dy[i] * formula.scale(value[i]);
    }
    leave(dx, formula.roundings(), Vectors.rootMeanSquare(scales));
    return null;
  }

  @Override
  public Void maxout(Layer.Maxout layer) {
    pass.contribute(input(), pass.units(layer, input()).send(dy, pass.decision(node.name())));
    return null;
  }

  @Override
  public Void radialBasis(Layer.RadialBasis layer) {
    double[] w = pass.parameter(node.name() + ".centers");
    int positions = pass.shape(input()).positions();
    double[] dx = new double[dy.length];
    for (int i = 0; i < dx.length; i++) {
      double distance = w[i / positions % w.length] - pass.value(input())[i];
      dx[i] = dy[i] * pass.value(node.name())[i] * 2 * distance / Math.pow(layer.sigma(), 2);
    }
    arithmetic.activation(dx, 5, 0);
    double[] dw = new double[w.length];
    for (int i = 0; i < dx.length; i++) {
      dw[i / positions % w.length] -= dx[i];
    }
    int terms = dx.length / w.length;
    arithmetic.float32(dw, terms, Math.sqrt(terms) * Vectors.rootMeanSquare(dx));
    pass.setGradient(node.name() + ".centers", dw);
    pass.contribute(input(), dx);
    return null;
  }

  @Override
  public Void spatialDropout(Layer.SpatialDropout layer) {
    return dropout();
  }

  @Override
  public Void localResponseNormalization(Layer.LocalResponseNormalization layer) {
    NeighbourNorm norm = NeighbourNorm.of(layer, pass.shape(input()));
    double[] x = pass.value(input());
    double[] dx = norm.backward(x, norm.sums(x), dy);
    double gain = Math.pow(layer.k(), -layer.beta());
    double scale = gain * Vectors.rootMeanSquare(dy);
    leave(dx, layer.size() + ActivationFormula.ROUNDINGS, scale);
    return null;
  }

  @Override
  public Void groupNormalization(Layer.GroupNormalization layer) {
    GroupNorm norm = GroupNorm.of(layer, pass.batch(), pass.shape(input()));
    double[] normalized = pass.saved(node.name() + ".normalized");
    double[] variance = pass.saved(node.name() + ".variance");
    double[] scale = pass.parameter(node.name() + ".scale");
    double[] products = new double[dy.length];
    for (int i = 0; i < products.length; i++) {
      products[i] = dy[i] * normalized[i];
    }
    int terms = dy.length / scale.length;
    double[] dscale = norm.channelSums(products);
    double[] dshift = norm.channelSums(dy);
    arithmetic.float32(dscale, terms, Math.sqrt(terms) * Vectors.rootMeanSquare(products));
    arithmetic.float32(dshift, terms, Math.sqrt(terms) * Vectors.rootMeanSquare(dy));
    pass.setGradient(node.name() + ".scale", dscale);
    pass.setGradient(node.name() + ".shift", dshift);
    double[] dx = norm.backward(dy, normalized, scale, variance);
    leave(dx, norm.members() + 3, norm.gain(scale, variance) * Vectors.rootMeanSquare(dy));
    return null;
  }

  @Override
  public Void flatten(Layer.Flatten layer) {
    pass.contribute(input(), dy);
    return null;
  }

  @Override
  public Void dropout(Layer.Dropout layer) {
    return dropout();
  }

  private Void dropout() {
    double[] factor = pass.saved(node.name() + ".factor");
    double[] dx = new double[dy.length];
    for (int i = 0; i < dx.length; i++) {
      dx[i] = dy[i] * factor[i];
    }
    leave(dx, 1, 0);
    return null;
  }

  @Override
  public Void batchNormalization(Layer.BatchNormalization layer) {
    ChannelNorm norm = pass.norm(layer, input());
    double[] normalized = pass.saved(node.name() + ".normalized");
    double[] variance = pass.saved(node.name() + ".variance");
    double[] scale = pass.parameter(node.name() + ".scale");
    double[] products = new double[dy.length];
    for (int i = 0; i < products.length; i++) {
      products[i] = dy[i] * normalized[i];
    }
    double[] dscale = norm.channelSums(products);
    double[] dshift = norm.channelSums(dy);
    double each = Math.sqrt(norm.members());
    arithmetic.float32(dscale, norm.members(), each * Vectors.rootMeanSquare(products));
    arithmetic.float32(dshift, norm.members(), each * Vectors.rootMeanSquare(dy));
    pass.setGradient(node.name() + ".scale", dscale);
    pass.setGradient(node.name() + ".shift", dshift);
    double[] dx = norm.backward(dy, normalized, scale, variance, dscale, dshift);
    leave(dx, 3, norm.gain(scale, variance) * Vectors.rootMeanSquare(dy));
    return null;
  }

  @Override
  public Void add(Layer.Add layer) {
    node.inputs().forEach(source -> pass.contribute(source, dy));
    return null;
  }

  @Override
  public Void concatenation(Layer.Concatenation layer) {
    int perExample = pass.shape(node.name()).elements();
    int at = 0;
    for (String source : node.inputs()) {
      Shape shape = pass.shape(source);
      double[] part = new double[pass.batch() * shape.elements()];
      for (int n = 0; n < pass.batch(); n++) {
        System.arraycopy(dy, n * perExample + at, part, n * shape.elements(), shape.elements());
      }
      pass.contribute(source, part);
      at += shape.elements();
    }
    return null;
  }

  @Override
  public Void softmaxCrossEntropy(Layer.SoftmaxCrossEntropy layer) {
    return null;
  }

  @Override
  public Void quadraticError(Layer.QuadraticError layer) {
    return null;
  }

  @Override
  public Void sigmoidCrossEntropy(Layer.SigmoidCrossEntropy layer) {
    return null;
  }

  private void product(SlidingProduct product, boolean bias, Storing storing) {
    double[] x = pass.value(input());
    double[] w = pass.parameter(node.name() + ".weight");
    double derivative = Vectors.rootMeanSquare(dy);
    double each = Math.sqrt(product.termsWeights());
    double[] dw = product.backwardWeights(arithmetic.operand(x), arithmetic.operand(dy));
    storing.store(dw, product.termsWeights(), each * derivative * Vectors.rootMeanSquare(x));
    pass.setGradient(node.name() + ".weight", dw);
    if (bias) {
      double[] db = new double[product.filters()];
      for (int i = 0; i < dy.length; i++) {
        db[i / product.outPositions() % product.filters()] += dy[i];
      }
      arithmetic.float32(db, product.termsWeights(), each * derivative);
      pass.setGradient(node.name() + ".bias", db);
    }
    if (input().equals(Network.INPUT)) {
      return;
    }
    int terms = product.termsData();
    double scale = Math.sqrt(terms) * derivative * Vectors.rootMeanSquare(w);
    leave(product.backwardData(arithmetic.operand(dy), arithmetic.operand(w)), terms, scale);
  }

  /** What becomes of a weight's gradient. */
  private interface Storing {
    void store(double[] values, int terms, double scale);
  }

  /** Leaves this layer's dx, disturbed, for its one input. */
  private void leave(double[] dx, int terms, double scale) {
    arithmetic.activation(dx, terms, scale);
    pass.contribute(input(), dx);
  }

  private String input() {
    return node.inputs().get(0);
  }
}
