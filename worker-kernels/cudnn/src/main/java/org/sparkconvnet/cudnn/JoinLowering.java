package org.sparkconvnet.cudnn;

import org.sparkconvnet.plan.JoiningOp;
import org.sparkconvnet.plan.Tensor;

/** What only moves numbers: the minibatch's way in, concatenations, changes of dims. */
final class JoinLowering {
  private final ProgramBuilder program;

  JoinLowering(ProgramBuilder program) {
    this.program = program;
  }

  /** From the host's (N, C, H, W) to (N, H, W, C). */
  void upload(Tensor input) {
    Slot staging = new Slot(input.name() + ".rows", Region.STAGING, 0, input.bytes());
    Kernel kernel = program.element().isHalf() ? Kernel.LOAD_IMAGES : Kernel.ROWS_TO_IMAGES;
    move("upload", kernel, staging, program.slot(input), ImageDims.of(input));
  }

  void concatenation(JoiningOp.ConcatenationForward op) {
    int offset = 0;
    for (Tensor part : op.parts()) {
      int width = ImageDims.of(part).channels();
      copy(op.name(), part, 0, op.y(), offset, width);
      offset += width;
    }
  }

  void concatenationGradient(JoiningOp.ConcatenationBackward op) {
    int offset = 0;
    for (Tensor part : op.dparts()) {
      int width = ImageDims.of(part).channels();
      copy(op.name(), op.dy(), offset, part, 0, width);
      offset += width;
    }
  }

  /** Between images and rows the order in memory differs; otherwise numbers are only copied. */
  void reshape(JoiningOp.Reshape op) {
    boolean fromImage = op.x().dims().size() > 2;
    boolean toImage = op.y().dims().size() > 2;
    if (fromImage && toImage) {
      throw ProgramBuilder.unsupported(op.name(), "images reshaped to images");
    }
    ImageDims dims = ImageDims.of(fromImage ? op.x() : op.y());
    Kernel kernel = fromImage ? Kernel.IMAGES_TO_ROWS : Kernel.ROWS_TO_IMAGES;
    move(op.name(), kernel, program.slot(op.x()), program.slot(op.y()), dims);
  }

  private void move(String op, Kernel kernel, Slot from, Slot to, ImageDims images) {
    program.each(
        op,
        kernel,
        images.elements(),
        new Argument.At(from),
        new Argument.At(to),
        new Argument.Int(images.channels()),
        new Argument.Int(images.positions()));
  }

  private void copy(String op, Tensor from, int fromOffset, Tensor to, int toOffset, int columns) {
    ImageDims source = ImageDims.of(from);
    program.each(
        op,
        Kernel.COPY_COLUMNS,
        source.rows() * columns,
        program.at(from),
        new Argument.Int(source.channels()),
        new Argument.Int(fromOffset),
        program.at(to),
        new Argument.Int(ImageDims.of(to).channels()),
        new Argument.Int(toOffset),
        new Argument.Int(columns));
  }
}
