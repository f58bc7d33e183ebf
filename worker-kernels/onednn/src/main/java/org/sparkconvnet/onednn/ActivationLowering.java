package org.sparkconvnet.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;

import java.util.List;
import org.sparkconvnet.network.Activation;
import org.sparkconvnet.plan.ActivationOp;
import org.sparkconvnet.plan.Tensor;

/**
 * Activations that stand alone, in the layout of what they read; the gradient in the layout of the
 * value it is computed from, y where y is enough, else x.
 */
final class ActivationLowering {
  private final ProgramBuilder program;
  private final Primitives primitives;

  ActivationLowering(ProgramBuilder program) {
    this.program = program;
    this.primitives = program.primitives();
  }

  void forward(ActivationOp.ReluForward op) {
    forward(op.name(), Activation.RELU, op.x(), op.y());
  }

  void forward(ActivationOp.ActivationForward op) {
    forward(op.name(), op.activation(), op.x(), op.y());
  }

  void backward(ActivationOp.ReluBackward op) {
    backward(op.name(), Activation.RELU, op.y(), op.dy(), op.dx());
  }

  void backward(ActivationOp.ActivationBackward op) {
    backward(op.name(), op.activation(), op.value(), op.dy(), op.dx());
  }

  private void forward(String op, Activation activation, Tensor read, Tensor written) {
    Value x = program.first(read);
    Value y = program.define(written, x.layout());
    y.buffer().takeOver(x.buffer());
    Value source = x;
    for (Eltwise eltwise : Eltwise.steps(activation)) {
      Descriptor descriptor = forward(op, eltwise, eltwise.forward(), x.layout());
      program.call(
          op,
          new Call.Primitive(descriptor),
          List.of(Arguments.source(source), Arguments.destination(y)));
      source = y;
    }
  }

  private void backward(String op, Activation activation, Tensor read, Tensor dy, Tensor dx) {
    Value value = program.first(read);
    Layout layout = value.layout();
    Eltwise eltwise = Eltwise.of(activation);
    Descriptor descriptor = backward(op, eltwise, layout);
    Value gradient = program.want(dy, layout);
    Value written = program.define(dx, layout);
    written.buffer().takeOver(gradient.buffer());
    boolean fromResult = activation.derivativeFromResult();
    program.call(
        op,
        new Call.Primitive(descriptor),
        List.of(
            fromResult ? Arguments.result(value) : Arguments.source(value),
            Arguments.destinationGradient(gradient),
            Arguments.sourceGradient(written)));
  }

  private Descriptor forward(String op, Eltwise eltwise, int algorithm, Layout layout) {
    return primitives.make(
        op + " with x " + layout,
        pd ->
            dnnl_eltwise_forward_primitive_desc_create(
                pd,
                primitives.engine(),
                dnnl_forward_training,
                algorithm,
                layout.descriptor(),
                layout.descriptor(),
                eltwise.alpha(),
                eltwise.beta(),
                primitives.attributes(false)));
  }

  private Descriptor backward(String op, Eltwise eltwise, Layout layout) {
    Descriptor hint = forward(op, eltwise, eltwise.backward(), layout);
    return primitives.make(
        op + " with y " + layout,
        pd ->
            dnnl_eltwise_backward_primitive_desc_create(
                pd,
                primitives.engine(),
                eltwise.backward(),
                layout.descriptor(),
                layout.descriptor(),
                layout.descriptor(),
                eltwise.alpha(),
                eltwise.beta(),
                hint.descriptor(),
                primitives.attributes(false)));
  }
}
