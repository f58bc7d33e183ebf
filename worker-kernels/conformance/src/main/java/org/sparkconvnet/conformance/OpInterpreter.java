package org.sparkconvnet.conformance;

import static org.sparkconvnet.conformance.ElementKernels.masked;
import static org.sparkconvnet.conformance.ElementKernels.positivePart;
import static org.sparkconvnet.conformance.ElementKernels.signs;

import java.util.Arrays;
import java.util.List;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Window;
import org.sparkconvnet.plan.ActivationOp;
import org.sparkconvnet.plan.ConvolutionOp;
import org.sparkconvnet.plan.DenseOp;
import org.sparkconvnet.plan.DropoutOp;
import org.sparkconvnet.plan.JoiningOp;
import org.sparkconvnet.plan.LossOp;
import org.sparkconvnet.plan.NormalizationOp;
import org.sparkconvnet.plan.OpVisitor;
import org.sparkconvnet.plan.PoolingOp;
import org.sparkconvnet.plan.Tensor;

/** Runs one op on the step's memory: reads all, computes in double, writes all. */
final class OpInterpreter implements OpVisitor<Void> {
  private final StepMemory memory;
  private long stepSeed;
  private double lossSum;
  private int correct;

  OpInterpreter(StepMemory memory) {
    this.memory = memory;
  }

  void start(long seed) {
    stepSeed = seed;
  }

  double lossSum() {
    return lossSum;
  }

  int correct() {
    return correct;
  }

  @Override
  public Void convolutionForward(ConvolutionOp.ConvolutionForward op) {
    ConvolutionKernels kernels = convolution(op.window(), op.groups(), op.x(), op.y());
    double[] b = op.b() == null ? null : memory.read(op.b());
    double[] y = kernels.forward(memory.read(op.x()), memory.read(op.w()), b);
    memory.write(op.y(), ActivationKernels.applied(op.activation(), y));
    return null;
  }

  @Override
  public Void convolutionBackwardWeights(ConvolutionOp.ConvolutionBackwardWeights op) {
    ConvolutionKernels kernels = convolution(op.window(), op.groups(), op.x(), op.dy());
    double[] dy = memory.read(op.dy());
    memory.write(op.dw(), kernels.weights(memory.read(op.x()), dy));
    if (op.db() != null) {
      memory.write(op.db(), kernels.bias(dy));
    }
    return null;
  }

  @Override
  public Void convolutionBackwardData(ConvolutionOp.ConvolutionBackwardData op) {
    ConvolutionKernels kernels = convolution(op.window(), op.groups(), op.dx(), op.dy());
    memory.write(op.dx(), kernels.data(memory.read(op.dy()), memory.read(op.w())));
    return null;
  }

  @Override
  public Void denseForward(DenseOp.DenseForward op) {
    double[] b = op.b() == null ? null : memory.read(op.b());
    double[] y = dense(op.x(), op.y()).forward(memory.read(op.x()), memory.read(op.w()), b);
    memory.write(op.y(), ActivationKernels.applied(op.activation(), y));
    return null;
  }

  @Override
  public Void denseBackwardWeights(DenseOp.DenseBackwardWeights op) {
    ConvolutionKernels kernels = dense(op.x(), op.dy());
    double[] dy = memory.read(op.dy());
    memory.write(op.dw(), kernels.weights(memory.read(op.x()), dy));
    if (op.db() != null) {
      memory.write(op.db(), kernels.bias(dy));
    }
    return null;
  }

  @Override
  public Void denseBackwardData(DenseOp.DenseBackwardData op) {
    double[] dy = memory.read(op.dy());
    memory.write(op.dx(), dense(op.dx(), op.dy()).data(dy, memory.read(op.w())));
    return null;
  }

  @Override
  public Void poolingForward(PoolingOp.PoolingForward op) {
    PoolingKernels kernels = pooling(op.window(), op.x(), op.y());
    double[] x = memory.read(op.x());
    if (op.kind() == Layer.Pooling.Kind.AVERAGE) {
      memory.write(op.y(), kernels.mean(x));
      return null;
    }
    double[] argmax = kernels.argmax(x);
    memory.write(op.y(), kernels.largest(x, argmax));
    if (op.argmax() != null) {
      memory.write(op.argmax(), argmax);
    }
    return null;
  }

  @Override
  public Void poolingBackward(PoolingOp.PoolingBackward op) {
    PoolingKernels kernels = pooling(op.window(), op.dx(), op.dy());
    double[] dy = memory.read(op.dy());
    boolean average = op.kind() == Layer.Pooling.Kind.AVERAGE;
    double[] dx = average ? kernels.toAll(dy) : kernels.toLargest(dy, memory.read(op.argmax()));
    memory.write(op.dx(), dx);
    return null;
  }

  @Override
  public Void globalAverageForward(PoolingOp.GlobalAverageForward op) {
    int positions = (int) (op.x().elements() / op.y().elements());
    memory.write(op.y(), ElementKernels.means(memory.read(op.x()), positions));
    return null;
  }

  @Override
  public Void globalAverageBackward(PoolingOp.GlobalAverageBackward op) {
    int positions = (int) (op.dx().elements() / op.dy().elements());
    memory.write(op.dx(), ElementKernels.shares(memory.read(op.dy()), positions));
    return null;
  }

  @Override
  public Void reluForward(ActivationOp.ReluForward op) {
    memory.write(op.y(), positivePart(memory.read(op.x())));
    return null;
  }

  @Override
  public Void reluBackward(ActivationOp.ReluBackward op) {
    memory.write(op.dx(), masked(memory.read(op.dy()), memory.read(op.y())));
    return null;
  }

  @Override
  public Void activationForward(ActivationOp.ActivationForward op) {
    memory.write(op.y(), ActivationKernels.applied(op.activation(), memory.read(op.x())));
    return null;
  }

  @Override
  public Void activationBackward(ActivationOp.ActivationBackward op) {
    double[] dy = memory.read(op.dy());
    memory.write(op.dx(), ActivationKernels.backward(op.activation(), memory.read(op.value()), dy));
    return null;
  }

  @Override
  public Void maxoutForward(ActivationOp.MaxoutForward op) {
    MaxoutUnits units = MaxoutUnits.of(op.x().dims(), op.pieces());
    double[] x = memory.read(op.x());
    int[] argmax = units.argmax(x);
    memory.write(op.y(), units.pick(x, argmax));
    if (op.argmax() != null) {
      memory.write(op.argmax(), Arrays.stream(argmax).asDoubleStream().toArray());
    }
    return null;
  }

  @Override
  public Void maxoutBackward(ActivationOp.MaxoutBackward op) {
    MaxoutUnits units = MaxoutUnits.of(op.dx().dims(), op.pieces());
    int[] argmax = Arrays.stream(memory.read(op.argmax())).mapToInt(each -> (int) each).toArray();
    memory.write(op.dx(), units.send(memory.read(op.dy()), argmax));
    return null;
  }

  @Override
  public Void radialBasisForward(ActivationOp.RadialBasisForward op) {
    double[] x = memory.read(op.x());
    double[] w = memory.read(op.centers());
    memory.write(op.y(), ElementKernels.radialBasis(x, w, op.sigma(), op.x().dims()));
    return null;
  }

  @Override
  public Void radialBasisBackward(ActivationOp.RadialBasisBackward op) {
    double[] x = memory.read(op.x());
    double[] w = memory.read(op.centers());
    double[] dx = memory.read(op.dy());
    double[] y = memory.read(op.y());
    double[] dcenters = new double[w.length];
    int positions = (int) (op.x().elements() / op.x().dims().get(0) / w.length);
    for (int i = 0; i < dx.length; i++) {
      int channel = i / positions % w.length;
      dx[i] *= y[i] * 2 * (w[channel] - x[i]) / (op.sigma() * op.sigma());
      dcenters[channel] -= dx[i];
    }
    memory.write(op.dx(), dx);
    memory.write(op.dcenters(), dcenters);
    return null;
  }

  @Override
  public Void localResponseNormForward(NormalizationOp.LocalResponseNormForward op) {
    NeighbourKernels kernels = new NeighbourKernels(op.settings(), op.x().dims());
    double[] x = memory.read(op.x());
    double[] sums = kernels.sums(x);
    memory.write(op.y(), kernels.quotients(x, sums));
    if (op.sums() != null) {
      memory.write(op.sums(), sums);
    }
    return null;
  }

  @Override
  public Void localResponseNormBackward(NormalizationOp.LocalResponseNormBackward op) {
    NeighbourKernels kernels = new NeighbourKernels(op.settings(), op.x().dims());
    memory.write(
        op.dx(),
        kernels.gradient(memory.read(op.x()), memory.read(op.sums()), memory.read(op.dy())));
    return null;
  }

  @Override
  public Void groupNormForward(NormalizationOp.GroupNormForward op) {
    GroupNormKernels kernels = new GroupNormKernels(op.x().dims(), op.groups(), op.epsilon());
    double[] x = memory.read(op.x());
    double[] mean = kernels.mean(x);
    double[] variance = kernels.variance(x, mean);
    double[] scale = memory.read(op.scale());
    memory.write(op.y(), kernels.forward(x, mean, variance, scale, memory.read(op.shift())));
    if (op.mean() != null) {
      memory.write(op.mean(), mean);
      memory.write(op.variance(), variance);
    }
    return null;
  }

  @Override
  public Void groupNormBackward(NormalizationOp.GroupNormBackward op) {
    GroupNormKernels kernels = new GroupNormKernels(op.x().dims(), op.groups(), op.epsilon());
    double[] dy = memory.read(op.dy());
    double[] xhat =
        kernels.normalized(memory.read(op.x()), memory.read(op.mean()), memory.read(op.variance()));
    memory.write(op.dscale(), kernels.channelSums(dy, xhat));
    memory.write(op.dshift(), kernels.channelSums(dy, null));
    memory.write(
        op.dx(),
        kernels.dataGradient(dy, xhat, memory.read(op.variance()), memory.read(op.scale())));
    return null;
  }

  @Override
  public Void dropoutForward(DropoutOp.DropoutForward op) {
    double[] x = memory.read(op.x());
    int span = op.channels() ? positions(op.x()) : 1;
    double[] each = ElementKernels.kept(x.length / span, stepSeed, op.index(), op.rate());
    double[] mask = ElementKernels.repeated(each, span);
    memory.write(op.y(), ElementKernels.enlarged(masked(x, mask), op.rate()));
    memory.write(op.mask(), mask);
    return null;
  }

  @Override
  public Void dropoutBackward(DropoutOp.DropoutBackward op) {
    double[] dx = masked(memory.read(op.dy()), memory.read(op.mask()));
    memory.write(op.dx(), ElementKernels.enlarged(dx, op.rate()));
    return null;
  }

  @Override
  public Void batchNormForward(NormalizationOp.BatchNormForward op) {
    BatchNormKernels kernels = new BatchNormKernels(op.x().dims(), op.epsilon());
    double[] x = memory.read(op.x());
    double[] mean = kernels.mean(x);
    double[] variance = kernels.variance(x, mean);
    double[] scale = memory.read(op.scale());
    double[] y = kernels.forward(x, mean, variance, scale, memory.read(op.shift()));
    if (op.relu()) {
      memory.write(op.mask(), signs(y));
      positivePart(y);
    }
    track(op.runningMean(), mean, op.momentum());
    track(op.runningVariance(), variance, op.momentum());
    memory.write(op.y(), y);
    memory.write(op.mean(), mean);
    memory.write(op.variance(), variance);
    return null;
  }

  @Override
  public Void batchNormBackward(NormalizationOp.BatchNormBackward op) {
    BatchNormKernels kernels = new BatchNormKernels(op.x().dims(), op.epsilon());
    double[] x = memory.read(op.x());
    double[] mean = memory.read(op.mean());
    double[] variance = memory.read(op.variance());
    double[] dy = memory.read(op.dy());
    if (op.relu()) {
      dy = masked(dy, memory.read(op.mask()));
    }
    double[] dscale = kernels.scaleGradient(x, mean, variance, dy);
    double[] dshift = kernels.shiftGradient(dy);
    double[] scale = memory.read(op.scale());
    memory.write(op.dx(), kernels.dataGradient(x, mean, variance, scale, dy, dscale, dshift));
    memory.write(op.dscale(), dscale);
    memory.write(op.dshift(), dshift);
    return null;
  }

  @Override
  public Void batchNormInference(NormalizationOp.BatchNormInference op) {
    BatchNormKernels kernels = new BatchNormKernels(op.x().dims(), op.epsilon());
    double[] y =
        kernels.forward(
            memory.read(op.x()),
            memory.read(op.runningMean()),
            memory.read(op.runningVariance()),
            memory.read(op.scale()),
            memory.read(op.shift()));
    memory.write(op.y(), op.relu() ? positivePart(y) : y);
    return null;
  }

  @Override
  public Void sum(JoiningOp.Sum op) {
    double[] y = ElementKernels.sum(op.terms().stream().map(memory::read).toList());
    memory.write(op.y(), op.relu() ? positivePart(y) : y);
    return null;
  }

  @Override
  public Void concatenationForward(JoiningOp.ConcatenationForward op) {
    List<double[]> parts = op.parts().stream().map(memory::read).toList();
    memory.write(op.y(), ElementKernels.stacked(parts, op.y().dims().get(0)));
    return null;
  }

  @Override
  public Void concatenationBackward(JoiningOp.ConcatenationBackward op) {
    int batch = op.dy().dims().get(0);
    List<double[]> parts = ElementKernels.unstacked(memory.read(op.dy()), op.dparts(), batch);
    for (int i = 0; i < parts.size(); i++) {
      memory.write(op.dparts().get(i), parts.get(i));
    }
    return null;
  }

  @Override
  public Void reshape(JoiningOp.Reshape op) {
    memory.write(op.y(), memory.read(op.x()));
    return null;
  }

  @Override
  public Void softmaxCrossEntropy(LossOp.SoftmaxCrossEntropy op) {
    LossKernel loss = new LossKernel(memory.read(op.logits()), memory.labels());
    lossSum = loss.lossSum();
    correct = loss.correct();
    memory.write(op.dlogits(), loss.dlogits());
    return null;
  }

  @Override
  public Void targetedLoss(LossOp.TargetedLoss op) {
    TargetedLossKernel loss =
        new TargetedLossKernel(
            op.criterion(), memory.read(op.x()), memory.read(op.targets()), memory.labels());
    lossSum = loss.lossSum();
    correct = loss.correct();
    memory.write(op.dx(), loss.dx());
    return null;
  }

  private static int positions(Tensor tensor) {
    return tensor.dims().stream().skip(2).reduce(1, Math::multiplyExact);
  }

  /** running = (1 - momentum) running + momentum batch. */
  private void track(Tensor running, double[] minibatch, double momentum) {
    double[] value = memory.read(running);
    for (int c = 0; c < value.length; c++) {
      value[c] = (1 - momentum) * value[c] + momentum * minibatch[c];
    }
    memory.write(running, value);
  }

  private static ConvolutionKernels convolution(Window window, int groups, Tensor x, Tensor y) {
    GridGeometry grid = GridGeometry.of(window, x.dims(), y.dims());
    return new ConvolutionKernels(grid, groups, x.dims(), y.dims());
  }

  /** A dense layer as a 1x1 convolution of (N, C*H*W, 1, 1). */
  private static ConvolutionKernels dense(Tensor x, Tensor y) {
    int batch = y.dims().get(0);
    List<Integer> image = List.of(batch, (int) (x.elements() / batch), 1, 1);
    List<Integer> output = List.of(batch, y.dims().get(1), 1, 1);
    GridGeometry grid = GridGeometry.of(Window.square(1), image, output);
    return new ConvolutionKernels(grid, 1, image, output);
  }

  private static PoolingKernels pooling(Window window, Tensor x, Tensor y) {
    int planes = x.dims().get(0) * x.dims().get(1);
    return new PoolingKernels(GridGeometry.of(window, x.dims(), y.dims()), planes);
  }
}
