package org.sparkconvnet.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_backward_data_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_backward_weights_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_direct;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_diff_dst_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_diff_src_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_diff_weights_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_dst_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_src_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_weights_md;

import java.util.ArrayList;
import java.util.List;
import org.sparkconvnet.network.Activation;
import org.sparkconvnet.network.Window;
import org.sparkconvnet.plan.ConvolutionOp;
import org.sparkconvnet.plan.Tensor;

/**
 * Convolutions. The tuning says for each op on its own in which layout its images lie; weights take
 * the layout that the implementation likes. With groups, oneDNN's weights are [G, K/G, C/G, R, S],
 * the same memory as the plan's [K, C/G, R, S].
 */
final class ConvolutionLowering {
  private final ProgramBuilder program;
  private final Primitives primitives;

  ConvolutionLowering(ProgramBuilder program) {
    this.program = program;
    this.primitives = program.primitives();
  }

  /** What a convolution asks for: wished layouts and the window. */
  private record Wish(Layout x, Layout w, Layout b, Layout y, Geometry window) {
    private String text(String op) {
      String bias = b == null ? "" : ", b " + b;
      return op + " with x " + x + ", w " + w + bias + ", y " + y + ", window " + window;
    }
  }

  void forward(ConvolutionOp.ConvolutionForward op) {
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

  void backwardWeights(ConvolutionOp.ConvolutionBackwardWeights op) {
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

  void backwardData(ConvolutionOp.ConvolutionBackwardData op) {
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

  Descriptor descriptor(ConvolutionOp.ConvolutionForward op, Choice choice) {
    Wish wish = wish(choice, op.window(), op.groups(), op.x(), op.w(), op.b(), op.y());
    return forward(op.name(), wish, op.activation()).choose(choice.implementation());
  }

  /** The gradients of weights are float32, whatever the activations are. */
  Descriptor descriptor(ConvolutionOp.ConvolutionBackwardWeights op, Choice choice) {
    Wish wish = wish(choice, op.window(), op.groups(), op.x(), op.dw(), op.db(), op.dy());
    Descriptor hint = forward(op.name(), wish, null);
    Layout dw = program.layouts().any(wish.w.dims(), ElementType.F32);
    Wish wishBack = new Wish(wish.x, dw, wish.b, wish.y, wish.window);
    return backwardWeights(op.name(), wishBack, hint).choose(choice.implementation());
  }

  Descriptor descriptor(ConvolutionOp.ConvolutionBackwardData op, Choice choice) {
    Wish wish = wish(choice, op.window(), op.groups(), op.dx(), op.w(), null, op.dy());
    Descriptor hint = forward(op.name(), wish, null);
    return backwardData(op.name(), wish, hint).choose(choice.implementation());
  }

  private Wish wish(
      Choice choice, Window window, int groups, Tensor x, Tensor w, Tensor b, Tensor y) {
    Layouts layouts = program.layouts();
    ElementType type = program.activationType();
    return new Wish(
        choice.layout(layouts, Layouts.dims(x.dims()), type),
        layouts.any(weightDims(w, groups), type),
        b == null ? null : layouts.rowMajor(Layouts.dims(b.dims()), ElementType.F32),
        choice.layout(layouts, Layouts.dims(y.dims()), type),
        Geometry.of(window));
  }

  private static long[] weightDims(Tensor w, int groups) {
    if (groups == 1) {
      return Layouts.dims(w.dims());
    }
    List<Integer> dims = new ArrayList<>(List.of(groups, w.dims().get(0) / groups));
    dims.addAll(w.dims().subList(1, w.dims().size()));
    return Layouts.dims(dims);
  }

  private Descriptor forward(String op, Wish wish, Activation last) {
    return primitives.make(
        wish.text(op),
        pd ->
            dnnl_convolution_forward_primitive_desc_create(
                pd,
                primitives.engine(),
                program.training() ? dnnl_forward_training : dnnl_forward_inference,
                dnnl_convolution_direct,
                wish.x.descriptor(),
                wish.w.descriptor(),
                wish.b == null ? null : wish.b.descriptor(),
                wish.y.descriptor(),
                wish.window.strides(),
                wish.window.dilations(),
                wish.window.padding(),
                wish.window.padding(),
                primitives.attributes(last)));
  }

  private Descriptor backwardWeights(String op, Wish wish, Descriptor hint) {
    return primitives.make(
        wish.text(op),
        pd ->
            dnnl_convolution_backward_weights_primitive_desc_create(
                pd,
                primitives.engine(),
                dnnl_convolution_direct,
                wish.x.descriptor(),
                wish.w.descriptor(),
                wish.b == null ? null : wish.b.descriptor(),
                wish.y.descriptor(),
                wish.window.strides(),
                wish.window.dilations(),
                wish.window.padding(),
                wish.window.padding(),
                hint.descriptor(),
                primitives.attributes(false)));
  }

  private Descriptor backwardData(String op, Wish wish, Descriptor hint) {
    return primitives.make(
        wish.text(op),
        pd ->
            dnnl_convolution_backward_data_primitive_desc_create(
                pd,
                primitives.engine(),
                dnnl_convolution_direct,
                wish.x.descriptor(),
                wish.w.descriptor(),
                wish.y.descriptor(),
                wish.window.strides(),
                wish.window.dilations(),
                wish.window.padding(),
                wish.window.padding(),
                hint.descriptor(),
                primitives.attributes(false)));
  }
}
