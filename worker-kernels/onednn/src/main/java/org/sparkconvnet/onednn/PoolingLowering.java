package org.sparkconvnet.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_avg_exclude_padding;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_max;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_workspace_md;

import java.util.ArrayList;
import java.util.List;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.plan.PoolingOp;
import org.sparkconvnet.plan.Tensor;

/**
 * Poolings, in the layout of what they read; backward in the same layout, because the workspace of
 * a max pooling is laid out so too. Global averages are one window over the whole image.
 */
final class PoolingLowering {
  private final ProgramBuilder program;
  private final Primitives primitives;

  PoolingLowering(ProgramBuilder program) {
    this.program = program;
    this.primitives = program.primitives();
  }

  void forward(PoolingOp.PoolingForward op) {
    Value x = program.first(op.x());
    program.rememberLayout(op.name(), x.layout());
    Layout y = like(x.layout(), Layouts.dims(op.y().dims()));
    Geometry window = Geometry.of(op.window());
    Descriptor pool = forward(op.name(), algorithm(op.kind()), window, x.layout(), y);
    List<Call.Argument> arguments = new ArrayList<>();
    arguments.add(Arguments.source(x));
    arguments.add(Arguments.destination(program.define(op.y(), y)));
    if (op.argmax() != null) {
      Value argmax = program.define(op.argmax(), pool.layout(dnnl_query_workspace_md));
      arguments.add(Arguments.workspaceWritten(argmax));
      program.remember(op.argmax(), pool);
    }
    program.call(op.name(), new Call.Primitive(pool), arguments);
  }

  void backward(PoolingOp.PoolingBackward op) {
    Layout x = gradientLayout(op.name());
    Layout y = like(x, Layouts.dims(op.dy().dims()));
    Geometry window = Geometry.of(op.window());
    int algorithm = algorithm(op.kind());
    Descriptor hint =
        op.argmax() == null
            ? forward(op.name(), algorithm, window, x, y)
            : program.forwardOf(op.argmax());
    Descriptor pool = backward(op.name(), algorithm, window, x, y, hint);
    List<Call.Argument> arguments = new ArrayList<>();
    arguments.add(Arguments.destinationGradient(program.want(op.dy(), y)));
    if (op.argmax() != null) {
      arguments.add(Arguments.workspaceRead(program.first(op.argmax())));
    }
    arguments.add(Arguments.sourceGradient(program.define(op.dx(), x)));
    program.call(op.name(), new Call.Primitive(pool), arguments);
  }

  void globalForward(PoolingOp.GlobalAverageForward op) {
    Value x = program.first(op.x());
    program.rememberLayout(op.name(), x.layout());
    Layout y = like(x.layout(), onePosition(op.x()));
    Geometry window = Geometry.whole(op.x().dims().subList(2, op.x().dims().size()));
    Descriptor pool = forward(op.name(), dnnl_pooling_avg_exclude_padding, window, x.layout(), y);
    Value mean = program.define(op.y(), y);
    program.call(
        op.name(),
        new Call.Primitive(pool),
        List.of(Arguments.source(x), Arguments.destination(mean)));
  }

  void globalBackward(PoolingOp.GlobalAverageBackward op) {
    Layout x = gradientLayout(op.name());
    Layout y = like(x, onePosition(op.dx()));
    Geometry window = Geometry.whole(op.dx().dims().subList(2, op.dx().dims().size()));
    int algorithm = dnnl_pooling_avg_exclude_padding;
    Descriptor hint = forward(op.name(), algorithm, window, x, y);
    Descriptor pool = backward(op.name(), algorithm, window, x, y, hint);
    Value dy = program.want(op.dy(), y);
    Value dx = program.define(op.dx(), x);
    program.call(
        op.name(),
        new Call.Primitive(pool),
        List.of(Arguments.destinationGradient(dy), Arguments.sourceGradient(dx)));
  }

  /** The layout read forward. */
  private Layout gradientLayout(String op) {
    return program.layoutOfLayer(op);
  }

  private Layout like(Layout example, long[] dims) {
    return program.layouts().like(example, dims, example.type());
  }

  /** (N, C, 1, 1), whose row-major memory is that of (N, C). */
  private static long[] onePosition(Tensor image) {
    long[] dims = Layouts.dims(image.dims());
    for (int axis = 2; axis < dims.length; axis++) {
      dims[axis] = 1;
    }
    return dims;
  }

  private static int algorithm(Layer.Pooling.Kind kind) {
    return switch (kind) {
      case MAX -> dnnl_pooling_max;
      case AVERAGE -> dnnl_pooling_avg_exclude_padding;
    };
  }

  private Descriptor forward(String op, int algorithm, Geometry window, Layout x, Layout y) {
    return primitives.make(
        op + " with x " + x + ", y " + y + ", window " + window,
        pd ->
            dnnl_pooling_forward_primitive_desc_create(
                pd,
                primitives.engine(),
                program.training() ? dnnl_forward_training : dnnl_forward_inference,
                algorithm,
                x.descriptor(),
                y.descriptor(),
                window.strides(),
                window.kernel(),
                window.dilations(),
                window.padding(),
                window.padding(),
                primitives.attributes(false)));
  }

  private Descriptor backward(
      String op, int algorithm, Geometry window, Layout dx, Layout dy, Descriptor hint) {
    return primitives.make(
        op + " with dx " + dx + ", dy " + dy + ", window " + window,
        pd ->
            dnnl_pooling_backward_primitive_desc_create(
                pd,
                primitives.engine(),
                algorithm,
                dx.descriptor(),
                dy.descriptor(),
                window.strides(),
                window.kernel(),
                window.dilations(),
                window.padding(),
                window.padding(),
                hint.descriptor(),
                primitives.attributes(false)));
  }
}
