package org.sparkconvnet.cudnn;

import java.util.List;
import org.sparkconvnet.network.Activation;

/** How {@code activation.cu} is told which activation. */
final class ActivationCode {
  private ActivationCode() {}

  /** The function's number and alpha, as kernels take them. */
  static List<Argument> of(Activation activation) {
    int function =
        switch (activation.function()) {
          case LEAKY_RELU -> 0;
          case ELU -> 1;
          case TANH -> 2;
          case SIGMOID -> 3;
          case HARD_TANH -> 4;
          case SOFTPLUS -> 5;
          case GELU -> 6;
          case SILU -> 7;
          case RELU -> throw new IllegalArgumentException("a ReLU has kernels of its own");
        };
    return List.of(new Argument.Int(function), new Argument.Real((float) activation.alpha()));
  }
}
