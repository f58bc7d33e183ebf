package org.sparkconvnet.cudnn;

import org.sparkconvnet.plan.Tensor;

/** Adds a bias to each column, and takes the maximum with 0 where asked, in place. */
final class Bias {
  private Bias() {}

  /**
   * @param b [C], or null for none
   */
  static void add(ProgramBuilder program, String op, Tensor y, Tensor b, boolean relu) {
    ImageDims dims = ImageDims.of(y);
    program.each(
        op,
        Kernel.ADD_BIAS,
        dims.elements(),
        program.at(y),
        program.at(b),
        new Argument.Int(dims.channels()),
        new Argument.Int(relu ? 1 : 0));
  }
}
