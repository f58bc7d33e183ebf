package org.sparkconvnet.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu_use_dst_for_bwd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;

import java.util.List;
import org.sparkconvnet.plan.Op;

/** ReLUs that stand alone, in the layout of what they read; the gradient from y, in y's layout. */
final class ReluLowering {
  private final ProgramBuilder program;
  private final Primitives primitives;

  ReluLowering(ProgramBuilder program) {
    this.program = program;
    this.primitives = program.primitives();
  }

  void forward(Op.ReluForward op) {
    Value x = program.first(op.x());
    Descriptor relu = forward(op.name(), dnnl_eltwise_relu, x.layout());
    Value y = program.define(op.y(), x.layout());
    y.buffer().takeOver(x.buffer());
    program.call(
        op.name(),
        new Call.Primitive(relu),
        List.of(Arguments.source(x), Arguments.destination(y)));
  }

  void backward(Op.ReluBackward op) {
    Value y = program.first(op.y());
    Layout layout = y.layout();
    Descriptor hint = forward(op.name(), dnnl_eltwise_relu_use_dst_for_bwd, layout);
    Descriptor relu =
        primitives.make(
            op.name() + " with y " + layout,
            pd ->
                dnnl_eltwise_backward_primitive_desc_create(
                    pd,
                    primitives.engine(),
                    dnnl_eltwise_relu_use_dst_for_bwd,
                    layout.descriptor(),
                    layout.descriptor(),
                    layout.descriptor(),
                    0,
                    0,
                    hint.descriptor(),
                    primitives.attributes(false)));
    Value dy = program.want(op.dy(), layout);
    Value dx = program.define(op.dx(), layout);
    dx.buffer().takeOver(dy.buffer());
    program.call(
        op.name(),
        new Call.Primitive(relu),
        List.of(
            Arguments.result(y), Arguments.destinationGradient(dy), Arguments.sourceGradient(dx)));
  }

  private Descriptor forward(String op, int algorithm, Layout layout) {
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
                0,
                0,
                primitives.attributes(false)));
  }
}
