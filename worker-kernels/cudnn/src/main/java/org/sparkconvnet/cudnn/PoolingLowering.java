package org.sparkconvnet.cudnn;

import java.util.ArrayList;
import java.util.List;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Window;
import org.sparkconvnet.plan.PoolingOp;
import org.sparkconvnet.plan.Tensor;

/**
 * Poolings. The argmax is the position within the window, one byte; four where a window has more
 * than 256 positions, and over clips.
 */
final class PoolingLowering {
  private static final int BYTE_POSITIONS = 256;
  private static final int CLIP = 3; // axes: depth, height, width

  private final ProgramBuilder program;

  PoolingLowering(ProgramBuilder program) {
    this.program = program;
  }

  void forward(PoolingOp.PoolingForward op) {
    boolean max = op.kind() == Layer.Pooling.Kind.MAX;
    List<Argument> arguments = new ArrayList<>();
    arguments.add(program.at(op.x()));
    arguments.add(program.at(op.y()));
    if (max) {
      arguments.add(argmax(op));
    }
    arguments.addAll(extents(op.name(), op.x(), op.y(), op.window()));
    program.each(
        op.name(),
        max ? maximum(op.window()) : average(op.window()),
        op.y().elements(),
        arguments.toArray(Argument[]::new));
  }

  void backward(PoolingOp.PoolingBackward op) {
    boolean max = op.kind() == Layer.Pooling.Kind.MAX;
    List<Argument> arguments = new ArrayList<>();
    arguments.add(program.at(op.dy()));
    if (max) {
      arguments.add(program.at(op.argmax()));
    }
    arguments.add(program.at(op.dx()));
    arguments.addAll(extents(op.name(), op.dx(), op.dy(), op.window()));
    program.each(
        op.name(),
        max ? maximumGradient(op.window()) : averageGradient(op.window()),
        op.dx().elements(),
        arguments.toArray(Argument[]::new));
  }

  void globalForward(PoolingOp.GlobalAverageForward op) {
    global(op.name(), Kernel.GLOBAL_AVERAGE, op.x(), op.x(), op.y(), op.y().elements());
  }

  void globalBackward(PoolingOp.GlobalAverageBackward op) {
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

  private Argument argmax(PoolingOp.PoolingForward op) {
    if (op.argmax() != null && wide(op.window())) {
      program.extra(op.argmax(), Integer.BYTES * op.argmax().elements());
    }
    return program.at(op.argmax());
  }

  private static Kernel maximum(Window window) {
    if (window.rank() == CLIP) {
      return Kernel.MAX_POOL_3D;
    }
    return wide(window) ? Kernel.MAX_POOL_WIDE : Kernel.MAX_POOL;
  }

  private static Kernel maximumGradient(Window window) {
    if (window.rank() == CLIP) {
      return Kernel.MAX_POOL_GRADIENT_3D;
    }
    return wide(window) ? Kernel.MAX_POOL_GRADIENT_WIDE : Kernel.MAX_POOL_GRADIENT;
  }

  private static Kernel average(Window window) {
    return window.rank() == CLIP ? Kernel.AVERAGE_POOL_3D : Kernel.AVERAGE_POOL;
  }

  private static Kernel averageGradient(Window window) {
    return window.rank() == CLIP ? Kernel.AVERAGE_POOL_GRADIENT_3D : Kernel.AVERAGE_POOL_GRADIENT;
  }

  private static boolean wide(Window window) {
    return window.rank() == CLIP || window.taps() > BYTE_POSITIONS;
  }

  /** C; the extents of x, then of y; kernel, stride, padding, dilation along each axis. */
  private static List<Argument> extents(String op, Tensor x, Tensor y, Window window) {
    if (window.rank() != 2 && window.rank() != CLIP) {
      throw ProgramBuilder.unsupported(op, "pooling over " + window.rank() + " axes");
    }
    ImageDims from = ImageDims.of(x);
    ImageDims to = ImageDims.of(y);
    List<Integer> numbers = new ArrayList<>(List.of(from.channels()));
    numbers.addAll(from.spatial());
    numbers.addAll(to.spatial());
    numbers.addAll(window.kernel());
    numbers.addAll(window.stride());
    numbers.addAll(window.padding());
    numbers.addAll(window.dilation());
    List<Argument> arguments = new ArrayList<>();
    numbers.forEach(number -> arguments.add(new Argument.Int(number)));
    return arguments;
  }
}
