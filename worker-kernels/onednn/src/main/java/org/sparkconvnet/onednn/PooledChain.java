package org.sparkconvnet.onednn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.onednn.pooled.PooledConvolution;
import org.sparkconvnet.plan.ActivationOp;
import org.sparkconvnet.plan.ConvolutionOp;
import org.sparkconvnet.plan.Op;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.PoolingOp;
import org.sparkconvnet.plan.Tensor;

/**
 * The backward ops of a convolution and a max pooling in a row, perhaps with a ReLU between them,
 * where nothing but the next of them reads what each writes: one kernel can stand for all.
 *
 * @param relu the ReLU's gradient, taken on the pooled tensor; null where there is none
 * @param data null where the convolution's input needs no gradient
 */
record PooledChain(
    ActivationOp.ReluBackward relu,
    PoolingOp.PoolingBackward pooling,
    ConvolutionOp.ConvolutionBackwardWeights weights,
    ConvolutionOp.ConvolutionBackwardData data) {

  /** The chains of a plan whose shapes {@link PooledConvolution} supports, in its order. */
  static List<PooledChain> of(Plan plan) {
    Map<Integer, Op> writer = new HashMap<>();
    Map<Integer, List<Op>> readers = new HashMap<>();
    for (Op op : plan.ops()) {
      op.writes().forEach(tensor -> writer.put(tensor.id(), op));
      op.reads()
          .forEach(tensor -> readers.computeIfAbsent(tensor.id(), id -> new ArrayList<>()).add(op));
    }
    List<PooledChain> chains = new ArrayList<>();
    for (Op op : plan.backward()) {
      if (op instanceof PoolingOp.PoolingBackward pooling
          && pooling.kind() == Layer.Pooling.Kind.MAX) {
        PooledChain chain = of(pooling, writer, readers);
        if (chain != null) {
          chains.add(chain);
        }
      }
    }
    return chains;
  }

  /** All its ops. */
  List<Op> ops() {
    return Stream.<Op>of(relu, pooling, weights, data).filter(Objects::nonNull).toList();
  }

  /** The gradient that reaches it. */
  Tensor dy() {
    return relu == null ? pooling.dy() : relu.dy();
  }

  /** The geometry of its layers. */
  PooledConvolution shape() {
    return PooledConvolution.of(
        weights.x().dims(), weights.dw().dims().get(0), weights.window(), pooling.window());
  }

  private static PooledChain of(
      PoolingOp.PoolingBackward pooling, Map<Integer, Op> writer, Map<Integer, List<Op>> readers) {
    ActivationOp.ReluBackward relu = relu(pooling, writer, readers);
    ConvolutionOp.ConvolutionBackwardWeights weights = null;
    ConvolutionOp.ConvolutionBackwardData data = null;
    for (Op reader : readers.getOrDefault(pooling.dx().id(), List.of())) {
      if (reader instanceof ConvolutionOp.ConvolutionBackwardWeights op && weights == null) {
        weights = op;
      } else if (reader instanceof ConvolutionOp.ConvolutionBackwardData op && data == null) {
        data = op;
      } else {
        return null;
      }
    }
    return weights != null && supported(weights, pooling) && sameLayer(weights, data)
        ? new PooledChain(relu, pooling, weights, data)
        : null;
  }

  /** The op that masks the pooling's gradient by its result, read by the pooling alone, or null. */
  private static ActivationOp.ReluBackward relu(
      PoolingOp.PoolingBackward pooling, Map<Integer, Op> writer, Map<Integer, List<Op>> readers) {
    return writer.get(pooling.dy().id()) instanceof ActivationOp.ReluBackward relu
            && writer.get(pooling.argmax().id()) instanceof PoolingOp.PoolingForward forward
            && relu.y().equals(forward.y())
            && readers.get(relu.dx().id()).size() == 1
        ? relu
        : null;
  }

  private static boolean supported(
      ConvolutionOp.ConvolutionBackwardWeights weights, PoolingOp.PoolingBackward pool) {
    return PooledConvolution.supports(weights.window(), weights.groups(), pool.window());
  }

  /** False where a gradient reaches two convolutions that read different tensors. */
  private static boolean sameLayer(
      ConvolutionOp.ConvolutionBackwardWeights weights,
      ConvolutionOp.ConvolutionBackwardData data) {
    return data == null
        || ProgramBuilder.layerOf(weights.name()).equals(ProgramBuilder.layerOf(data.name()));
  }

  /** Names of its ops, for messages. */
  @Override
  public String toString() {
    return ops().stream().map(Op::name).toList().toString();
  }
}
