package org.sparkconvnet.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_lrn_across_channels;
import static org.bytedeco.dnnl.global.dnnl.dnnl_lrn_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_lrn_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_workspace_md;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.plan.NormalizationOp;
import org.sparkconvnet.plan.Tensor;

/**
 * Local response normalisation. Flat vectors (N, C) are taken as images of one position, which is
 * the same memory.
 */
final class LocalResponseLowering {
  private final ProgramBuilder program;
  private final Primitives primitives;

  LocalResponseLowering(ProgramBuilder program) {
    this.program = program;
    this.primitives = program.primitives();
  }

  /** In the layout of what it reads; the workspace stands for the plan's sums. */
  void localResponse(NormalizationOp.LocalResponseNormForward op) {
    Value x = image(op.x());
    Descriptor norm = localResponse(op.name(), op.settings(), x.layout());
    List<Call.Argument> arguments = new ArrayList<>();
    arguments.add(Arguments.source(x));
    arguments.add(Arguments.destination(program.define(op.y(), x.layout())));
    if (op.sums() != null) {
      program.remember(op.sums(), norm);
      if (norm.has(dnnl_query_workspace_md)) {
        Value sums = program.define(op.sums(), norm.layout(dnnl_query_workspace_md));
        arguments.add(Arguments.workspaceWritten(sums));
      }
    }
    program.call(op.name(), new Call.Primitive(norm), arguments);
  }

  void localResponseBackward(NormalizationOp.LocalResponseNormBackward op) {
    Value x = image(op.x());
    Layout layout = x.layout();
    Descriptor hint = program.forwardOf(op.sums());
    Descriptor norm = localResponseBackward(op.name(), op.settings(), layout, hint);
    List<Call.Argument> arguments = new ArrayList<>();
    arguments.add(Arguments.source(x));
    arguments.add(Arguments.destinationGradient(program.want(op.dy(), layout)));
    if (norm.has(dnnl_query_workspace_md)) {
      arguments.add(Arguments.workspaceRead(program.first(op.sums())));
    }
    arguments.add(Arguments.sourceGradient(program.define(op.dx(), layout)));
    program.call(op.name(), new Call.Primitive(norm), arguments);
  }

  private Descriptor localResponse(
      String op, Layer.LocalResponseNormalization settings, Layout layout) {
    return primitives.make(
        op + " with x " + layout,
        pd ->
            dnnl_lrn_forward_primitive_desc_create(
                pd,
                primitives.engine(),
                program.training() ? dnnl_forward_training : dnnl_forward_inference,
                dnnl_lrn_across_channels,
                layout.descriptor(),
                layout.descriptor(),
                settings.size(),
                (float) settings.alpha(),
                (float) settings.beta(),
                (float) settings.k(),
                primitives.attributes(false)));
  }

  private Descriptor localResponseBackward(
      String op, Layer.LocalResponseNormalization settings, Layout layout, Descriptor hint) {
    return primitives.make(
        op + " with x " + layout,
        pd ->
            dnnl_lrn_backward_primitive_desc_create(
                pd,
                primitives.engine(),
                dnnl_lrn_across_channels,
                layout.descriptor(),
                layout.descriptor(),
                layout.descriptor(),
                settings.size(),
                (float) settings.alpha(),
                (float) settings.beta(),
                (float) settings.k(),
                hint.descriptor(),
                primitives.attributes(false)));
  }

  /** The tensor as it lies, or as an image of one position if it is flat. */
  private Value image(Tensor tensor) {
    Value first = program.first(tensor);
    if (first.layout().rank() > 2) {
      return first;
    }
    long[] dims = Arrays.copyOf(Layouts.dims(tensor.dims()), 4);
    dims[2] = 1;
    dims[3] = 1;
    return program.want(tensor, program.layouts().channelsLast(dims, first.layout().type()));
  }
}
