package org.sparkconvnet.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.dnnl_backward;
import static org.bytedeco.dnnl.global.dnnl.dnnl_batch_normalization_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_batch_normalization_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_fuse_norm_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_workspace_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_global_stats;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_scale;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_shift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparkconvnet.plan.NormalizationOp;
import org.sparkconvnet.plan.Tensor;

/**
 * Batch normalisations, in the layout of what they read. Flat vectors (N, C) are taken as images of
 * one position, which is the same memory.
 */
final class NormLowering {
  private static final int AFFINE = dnnl_use_scale | dnnl_use_shift;

  private final ProgramBuilder program;
  private final Primitives primitives;

  NormLowering(ProgramBuilder program) {
    this.program = program;
    this.primitives = program.primitives();
  }

  void forward(NormalizationOp.BatchNormForward op) {
    Value x = image(op.x());
    int flags = flags(op.relu());
    Descriptor norm = forward(op.name(), dnnl_forward_training, x.layout(), op.epsilon(), flags);
    program.remember(op.mean(), norm);
    Value mean = program.definePlain(op.mean());
    Value variance = program.definePlain(op.variance());
    List<Call.Argument> arguments = new ArrayList<>();
    arguments.add(Arguments.source(x));
    arguments.add(scale(op.scale()));
    arguments.add(Call.Argument.read("shift", DNNL_ARG_SHIFT, program.first(op.shift())));
    arguments.add(Arguments.destination(program.define(op.y(), x.layout())));
    arguments.add(Call.Argument.write("mean", DNNL_ARG_MEAN, mean));
    arguments.add(Call.Argument.write("variance", DNNL_ARG_VARIANCE, variance));
    if (op.relu()) {
      Value mask = program.define(op.mask(), norm.layout(dnnl_query_workspace_md));
      arguments.add(Arguments.workspaceWritten(mask));
    }
    program.call(op.name(), new Call.Primitive(norm), arguments);
    updateStatistics(op, mean, variance);
  }

  void backward(NormalizationOp.BatchNormBackward op) {
    Value x = image(op.x());
    Layout layout = x.layout();
    int flags = flags(op.relu());
    Descriptor norm =
        backward(op.name(), layout, op.epsilon(), flags, program.forwardOf(op.mean()));
    Value dy = program.want(op.dy(), layout);
    List<Call.Argument> arguments = new ArrayList<>();
    arguments.add(Arguments.source(x));
    arguments.add(Call.Argument.read("mean", DNNL_ARG_MEAN, program.first(op.mean())));
    arguments.add(Call.Argument.read("variance", DNNL_ARG_VARIANCE, program.first(op.variance())));
    arguments.add(scale(op.scale()));
    if (op.relu()) {
      arguments.add(Arguments.workspaceRead(program.first(op.mask())));
    }
    arguments.add(Arguments.destinationGradient(dy));
    arguments.add(Arguments.sourceGradient(program.define(op.dx(), layout)));
    arguments.add(Call.Argument.write("dscale", DNNL_ARG_DIFF_SCALE, program.first(op.dscale())));
    arguments.add(Call.Argument.write("dshift", DNNL_ARG_DIFF_SHIFT, program.first(op.dshift())));
    program.call(op.name(), new Call.Primitive(norm), arguments);
  }

  void inference(NormalizationOp.BatchNormInference op) {
    Value x = image(op.x());
    int flags = flags(op.relu()) | dnnl_use_global_stats;
    Descriptor norm = forward(op.name(), dnnl_forward_inference, x.layout(), op.epsilon(), flags);
    Value mean = program.first(op.runningMean());
    Value variance = program.first(op.runningVariance());
    Value y = program.define(op.y(), x.layout());
    program.call(
        op.name(),
        new Call.Primitive(norm),
        List.of(
            Arguments.source(x),
            Call.Argument.read("mean", DNNL_ARG_MEAN, mean),
            Call.Argument.read("variance", DNNL_ARG_VARIANCE, variance),
            scale(op.scale()),
            Call.Argument.read("shift", DNNL_ARG_SHIFT, program.first(op.shift())),
            Arguments.destination(y)));
  }

  private void updateStatistics(NormalizationOp.BatchNormForward op, Value mean, Value variance) {
    HostCode code = new RunningStatisticsCode((float) op.momentum());
    program.call(
        op.name(),
        new Call.Host(code),
        List.of(
            Call.Argument.read("mean", 0, mean),
            Call.Argument.read("variance", 1, variance),
            Call.Argument.write("running mean", 2, program.first(op.runningMean())),
            Call.Argument.write("running variance", 3, program.first(op.runningVariance()))));
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

  private static int flags(boolean relu) {
    return relu ? AFFINE | dnnl_fuse_norm_relu : AFFINE;
  }

  private Descriptor forward(String op, int propagation, Layout layout, double epsilon, int flags) {
    return primitives.make(
        op + " with x " + layout,
        pd ->
            dnnl_batch_normalization_forward_primitive_desc_create(
                pd,
                primitives.engine(),
                propagation,
                layout.descriptor(),
                layout.descriptor(),
                (float) epsilon,
                flags,
                primitives.attributes(false)));
  }

  private Descriptor backward(
      String op, Layout layout, double epsilon, int flags, Descriptor hint) {
    return primitives.make(
        op + " with x " + layout,
        pd ->
            dnnl_batch_normalization_backward_primitive_desc_create(
                pd,
                primitives.engine(),
                dnnl_backward,
                layout.descriptor(),
                layout.descriptor(),
                layout.descriptor(),
                (float) epsilon,
                flags,
                hint.descriptor(),
                primitives.attributes(false)));
  }
}
