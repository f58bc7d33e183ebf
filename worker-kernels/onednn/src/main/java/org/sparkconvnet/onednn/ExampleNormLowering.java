package org.sparkconvnet.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.dnnl_backward;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_group_normalization_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_group_normalization_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_lrn_across_channels;
import static org.bytedeco.dnnl.global.dnnl.dnnl_lrn_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_lrn_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_workspace_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_scale;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_shift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.plan.Op;
import org.sparkconvnet.plan.Tensor;

/**
 * Normalisations within an example: local response and group normalisation. Flat vectors (N, C) are
 * taken as images of one position, which is the same memory.
 */
final class ExampleNormLowering {
  private static final int AFFINE = dnnl_use_scale | dnnl_use_shift;

  private final ProgramBuilder program;
  private final Primitives primitives;

  ExampleNormLowering(ProgramBuilder program) {
    this.program = program;
    this.primitives = program.primitives();
  }

  /** In the layout of what it reads; the workspace stands for the plan's sums. */
  void localResponse(Op.LocalResponseNormForward op) {
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

  void localResponseBackward(Op.LocalResponseNormBackward op) {
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

  /** Row-major, which oneDNN has kernels for in both directions. */
  void group(Op.GroupNormForward op) {
    Value x = rowMajor(op.x());
    Descriptor norm = group(op.name(), op.groups(), op.epsilon(), x.layout());
    List<Call.Argument> arguments = new ArrayList<>();
    arguments.add(Arguments.source(x));
    arguments.add(scale(op.scale()));
    arguments.add(Call.Argument.read("shift", DNNL_ARG_SHIFT, program.first(op.shift())));
    arguments.add(Arguments.destination(program.define(op.y(), x.layout())));
    if (op.mean() != null) {
      program.remember(op.mean(), norm);
      Value mean = program.definePlain(op.mean());
      Value variance = program.definePlain(op.variance());
      arguments.add(Call.Argument.write("mean", DNNL_ARG_MEAN, mean));
      arguments.add(Call.Argument.write("variance", DNNL_ARG_VARIANCE, variance));
    }
    program.call(op.name(), new Call.Primitive(norm), arguments);
  }

  void groupBackward(Op.GroupNormBackward op) {
    Value x = rowMajor(op.x());
    Layout layout = x.layout();
    Descriptor hint = program.forwardOf(op.mean());
    Descriptor norm = groupBackward(op.name(), op.groups(), op.epsilon(), layout, hint);
    program.call(
        op.name(),
        new Call.Primitive(norm),
        List.of(
            Arguments.source(x),
            Call.Argument.read("mean", DNNL_ARG_MEAN, program.first(op.mean())),
            Call.Argument.read("variance", DNNL_ARG_VARIANCE, program.first(op.variance())),
            scale(op.scale()),
            Arguments.destinationGradient(program.want(op.dy(), layout)),
            Arguments.sourceGradient(program.define(op.dx(), layout)),
            Call.Argument.write("dscale", DNNL_ARG_DIFF_SCALE, program.first(op.dscale())),
            Call.Argument.write("dshift", DNNL_ARG_DIFF_SHIFT, program.first(op.dshift()))));
  }

  private Value rowMajor(Tensor tensor) {
    Layout lies = image(tensor).layout();
    return program.want(tensor, program.layouts().rowMajor(lies.dims(), lies.type()));
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

  private Descriptor group(String op, int groups, double epsilon, Layout layout) {
    return primitives.make(
        op + " with x " + layout,
        pd ->
            dnnl_group_normalization_forward_primitive_desc_create(
                pd,
                primitives.engine(),
                program.training() ? dnnl_forward_training : dnnl_forward_inference,
                layout.descriptor(),
                layout.descriptor(),
                groups,
                (float) epsilon,
                AFFINE,
                primitives.attributes(false)));
  }

  private Descriptor groupBackward(
      String op, int groups, double epsilon, Layout layout, Descriptor hint) {
    return primitives.make(
        op + " with x " + layout,
        pd ->
            dnnl_group_normalization_backward_primitive_desc_create(
                pd,
                primitives.engine(),
                dnnl_backward,
                layout.descriptor(),
                layout.descriptor(),
                layout.descriptor(),
                groups,
                (float) epsilon,
                AFFINE,
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

  private Call.Argument scale(Tensor scale) {
    return Call.Argument.read("scale", DNNL_ARG_SCALE, program.first(scale));
  }
}
