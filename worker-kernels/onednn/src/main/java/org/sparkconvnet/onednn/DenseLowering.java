package org.sparkconvnet.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_inner_product_backward_data_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_inner_product_backward_weights_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_inner_product_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_diff_dst_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_diff_src_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_diff_weights_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_dst_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_src_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_weights_md;

import java.util.ArrayList;
import java.util.List;
import org.sparkconvnet.network.Activation;
import org.sparkconvnet.plan.DenseOp;
import org.sparkconvnet.plan.Tensor;

/**
 * Dense layers, as inner products. Over images (N, C, H, W) oneDNN takes source and weights with
 * their spatial dimensions, so that no reorder to rows is needed where it can read the image as it
 * lies.
 */
final class DenseLowering {
  private final ProgramBuilder program;
  private final Primitives primitives;

  DenseLowering(ProgramBuilder program) {
    this.program = program;
    this.primitives = program.primitives();
  }

  /** What a dense layer asks for. */
  private record Wish(Layout x, Layout w, Layout b, Layout y) {
    private String text(String op) {
      return op + " with x " + x + ", w " + w + (b == null ? "" : ", b " + b) + ", y " + y;
    }
  }

  void forward(DenseOp.DenseForward op) {
    Descriptor chosen = descriptor(op, program.choice(op.name()));
    List<Call.Argument> arguments = new ArrayList<>();
    arguments.add(Arguments.source(program.want(op.x(), chosen.layout(dnnl_query_src_md))));
    arguments.add(Arguments.weights(program.want(op.w(), chosen.layout(dnnl_query_weights_md))));
    if (op.b() != null) {
      arguments.add(Arguments.bias(program.first(op.b())));
    }
    Value y = program.define(op.y(), chosen.layout(dnnl_query_dst_md));
    arguments.add(Arguments.destination(y));
    program.call(op.name(), new Call.Primitive(chosen), arguments);
  }

  void backwardWeights(DenseOp.DenseBackwardWeights op) {
    Descriptor chosen = descriptor(op, program.choice(op.name()));
    Value x = program.want(op.x(), chosen.layout(dnnl_query_src_md));
    Value dy = program.want(op.dy(), chosen.layout(dnnl_query_diff_dst_md));
    Value target = program.gradientTarget(op.dw(), chosen.layout(dnnl_query_diff_weights_md));
    List<Call.Argument> arguments = new ArrayList<>();
    arguments.add(Arguments.source(x));
    arguments.add(Arguments.destinationGradient(dy));
    arguments.add(Arguments.weightsGradient(target));
    if (op.db() != null) {
      arguments.add(Arguments.biasGradient(program.first(op.db())));
    }
    program.call(op.name(), new Call.Primitive(chosen), arguments);
    program.store(op.dw(), target);
  }

  void backwardData(DenseOp.DenseBackwardData op) {
    Descriptor chosen = descriptor(op, program.choice(op.name()));
    Value dy = program.want(op.dy(), chosen.layout(dnnl_query_diff_dst_md));
    Value w = program.want(op.w(), chosen.layout(dnnl_query_weights_md));
    Value dx = program.define(op.dx(), chosen.layout(dnnl_query_diff_src_md));
    program.call(
        op.name(),
        new Call.Primitive(chosen),
        List.of(
            Arguments.destinationGradient(dy), Arguments.weights(w), Arguments.sourceGradient(dx)));
  }

  Descriptor descriptor(DenseOp.DenseForward op, Choice choice) {
    Wish wish = wish(choice, op.x(), op.b(), op.y());
    return forward(op.name(), wish, op.activation()).choose(choice.implementation());
  }

  /** The gradients of weights are float32, whatever the activations are. */
  Descriptor descriptor(DenseOp.DenseBackwardWeights op, Choice choice) {
    Wish wish = wish(choice, op.x(), op.db(), op.dy());
    Descriptor hint = forward(op.name(), wish, null);
    Layout dw = program.layouts().any(wish.w.dims(), ElementType.F32);
    return backwardWeights(op.name(), new Wish(wish.x, dw, wish.b, wish.y), hint)
        .choose(choice.implementation());
  }

  Descriptor descriptor(DenseOp.DenseBackwardData op, Choice choice) {
    Wish wish = wish(choice, op.dx(), null, op.dy());
    Descriptor hint = forward(op.name(), wish, null);
    return backwardData(op.name(), wish, hint).choose(choice.implementation());
  }

  /** Logits are float32 whatever the activations are: the loss is computed from them. */
  private Wish wish(Choice choice, Tensor x, Tensor b, Tensor y) {
    Layouts layouts = program.layouts();
    ElementType type = program.activationType();
    long[] images = Layouts.dims(x.dims());
    long[] weights = images.clone();
    weights[0] = y.dims().get(1);
    boolean logits = y.equals(program.plan().output());
    return new Wish(
        choice.layout(layouts, images, type),
        layouts.any(weights, type),
        b == null ? null : layouts.rowMajor(Layouts.dims(b.dims()), ElementType.F32),
        layouts.rowMajor(Layouts.dims(y.dims()), logits ? ElementType.F32 : type));
  }

  private Descriptor forward(String op, Wish wish, Activation last) {
    return primitives.make(
        wish.text(op),
        pd ->
            dnnl_inner_product_forward_primitive_desc_create(
                pd,
                primitives.engine(),
                program.training() ? dnnl_forward_training : dnnl_forward_inference,
                wish.x.descriptor(),
                wish.w.descriptor(),
                wish.b == null ? null : wish.b.descriptor(),
                wish.y.descriptor(),
                primitives.attributes(last)));
  }

  private Descriptor backwardWeights(String op, Wish wish, Descriptor hint) {
    return primitives.make(
        wish.text(op),
        pd ->
            dnnl_inner_product_backward_weights_primitive_desc_create(
                pd,
                primitives.engine(),
                wish.x.descriptor(),
                wish.w.descriptor(),
                wish.b == null ? null : wish.b.descriptor(),
                wish.y.descriptor(),
                hint.descriptor(),
                primitives.attributes(false)));
  }

  private Descriptor backwardData(String op, Wish wish, Descriptor hint) {
    return primitives.make(
        wish.text(op),
        pd ->
            dnnl_inner_product_backward_data_primitive_desc_create(
                pd,
                primitives.engine(),
                wish.x.descriptor(),
                wish.w.descriptor(),
                wish.y.descriptor(),
                hint.descriptor(),
                primitives.attributes(false)));
  }
}
