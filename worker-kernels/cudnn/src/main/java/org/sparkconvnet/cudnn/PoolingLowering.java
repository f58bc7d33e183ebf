package org.sparkconvnet.cudnn;

import java.util.ArrayList;
import java.util.List;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Window;
import org.sparkconvnet.plan.Op;
import org.sparkconvnet.plan.Tensor;

/**
 * Poolings. The argmax is the position within the window, one byte; four where a window has more
 * than 256 positions.
 */
final class PoolingLowering {
  private static final int BYTE_POSITIONS = 256;

  private final ProgramBuilder program;

  PoolingLowering(ProgramBuilder program) {
    this.program = program;
  }

  void forward(Op.PoolingForward op) {
    boolean max = op.kind() == Layer.Pooling.Kind.MAX;
    List<Argument> arguments = new ArrayList<>();
    arguments.add(program.at(op.x()));
    arguments.add(program.at(op.y()));
    if (max) {
      arguments.add(argmax(op));
    }
    arguments.addAll(extents(op.name(), op.x(), op.y(), op.window()));
    Kernel kernel = wide(op.window()) ? Kernel.MAX_POOL_WIDE : Kernel.MAX_POOL;
    program.each(
        op.name(),
        max ? kernel : Kernel.AVERAGE_POOL,
        op.y().elements(),
        arguments.toArray(Argument[]::new));
  }

  void backward(Op.PoolingBackward op) {
    boolean max = op.kind() == Layer.Pooling.Kind.MAX;
    List<Argument> arguments = new ArrayList<>();
    arguments.add(program.at(op.dy()));
    if (max) {
      arguments.add(program.at(op.argmax()));
    }
    arguments.add(program.at(op.dx()));
    arguments.addAll(extents(op.name(), op.dx(), op.dy(), op.window()));
    Kernel kernel = wide(op.window()) ? Kernel.MAX_POOL_GRADIENT_WIDE : Kernel.MAX_POOL_GRADIENT;
    program.each(
        op.name(),
        max ? kernel : Kernel.AVERAGE_POOL_GRADIENT,
        op.dx().elements(),
        arguments.toArray(Argument[]::new));
  }

  void globalForward(Op.GlobalAverageForward op) {
    global(op.name(), Kernel.GLOBAL_AVERAGE, op.x(), op.x(), op.y(), op.y().elements());
  }

  void globalBackward(Op.GlobalAverageBackward op) {
    long count = op.dx().elements();
    global(op.name(), Kernel.GLOBAL_AVERAGE_GRADIENT, op.dx(), op.dy(), op.dx(), count);
  }

  private void global(String op, Kernel kernel, Tensor image, Tensor from, Tensor to, long count) {
    ImageDims dims = ImageDims.of(image);
    program.each(
        op,
        kernel,
        count,
        program.at(from),
        program.at(to),
        new Argument.Int(dims.channels()),
        new Argument.Int(dims.positions()));
  }

  private Argument argmax(Op.PoolingForward op) {
    if (op.argmax() != null && wide(op.window())) {
      program.extra(op.argmax(), Integer.BYTES * op.argmax().elements());
    }
    return program.at(op.argmax());
  }

  private static boolean wide(Window window) {
    return window.kernel().stream().reduce(1, Math::multiplyExact) > BYTE_POSITIONS;
  }

  /** C, H, W, P, Q; kernel, stride, padding, dilation along height and width. */
  private static List<Argument> extents(String op, Tensor x, Tensor y, Window window) {
    if (window.rank() != 2) {
      throw ProgramBuilder.unsupported(op, "pooling over " + window.rank() + " axes");
    }
    ImageDims from = ImageDims.of(x);
    ImageDims to = ImageDims.of(y);
    List<Integer> numbers =
        new ArrayList<>(
            List.of(from.channels(), from.height(), from.width(), to.height(), to.width()));
    numbers.addAll(window.kernel());
    numbers.addAll(window.stride());
    numbers.addAll(window.padding());
    numbers.addAll(window.dilation());
    List<Argument> arguments = new ArrayList<>();
    numbers.forEach(number -> arguments.add(new Argument.Int(number)));
    return arguments;
  }
}
