package org.sparkconvnet.cudnn;

import java.util.ArrayList;
import java.util.List;
import org.sparkconvnet.network.Activation;
import org.sparkconvnet.plan.Tensor;

/** Adds a bias to each column, and applies an activation where there is one, in place. */
final class Bias {
  private Bias() {}

  /**
   * @param b [C], or null for none
   * @param last the activation, or null for none
   */
  static void add(ProgramBuilder program, String op, Tensor y, Tensor b, Activation last) {
    ImageDims dims = ImageDims.of(y);
    List<Argument> arguments = new ArrayList<>();
    arguments.add(program.at(y));
    arguments.add(program.at(b));
    arguments.add(new Argument.Int(dims.channels()));
    boolean relu = Activation.RELU.equals(last);
    boolean simple = relu || last == null;
    arguments.addAll(simple ? List.of(new Argument.Int(relu ? 1 : 0)) : ActivationCode.of(last));
    program.each(
        op,
        simple ? Kernel.ADD_BIAS : Kernel.ADD_BIAS_ACTIVATE,
        dims.elements(),
        arguments.toArray(Argument[]::new));
  }

  /** Applies an activation in place; nothing where it is null. */
  static void activate(ProgramBuilder program, String op, Tensor y, Activation activation) {
    if (activation != null) {
      List<Argument> code = ActivationCode.of(activation);
      Argument at = program.at(y);
      program.each(op, Kernel.ACTIVATE, y.elements(), at, at, code.get(0), code.get(1));
    }
  }
}
