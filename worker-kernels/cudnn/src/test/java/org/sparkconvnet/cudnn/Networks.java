package org.sparkconvnet.cudnn;

import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;

/** Networks that the tests run. */
final class Networks {
  private static final Window THREE = Window.square(3).withPadding(1);
  private static final Window HALF = Window.square(2).withStride(2);

  private Networks() {}

  /** Small, and with one op of every kind. */
  static Network everyKind() {
    return Network.builder("every-kind", Shape.of(3, 8, 8))
        .convolution("conv", 8, THREE)
        .batchNormalization("norm")
        .relu("relu")
        .convolution("left", 6, THREE)
        .relu("left-relu")
        .from("relu")
        .convolution("right", 6, THREE)
        .add("sum", "left-relu", "right")
        .concatenation("stack", "sum", "relu")
        .maxPooling("pool", HALF)
        .dropout("dropout", 0.25)
        .averagePooling("mean", HALF)
        .from("dropout")
        .globalAveragePooling("global")
        .from("mean")
        .flatten("flat")
        .concatenation("features", "flat", "global")
        .dense("hidden", 12)
        .relu("active")
        .dense("logits", 4)
        .softmaxCrossEntropy("loss")
        .build();
  }

  /** One residual block with batch normalisation. */
  static Network residual() {
    return Network.builder("residual", Shape.of(3, 8, 8))
        .convolutionWithoutBias("stem", 16, THREE)
        .batchNormalization("stem-norm")
        .relu("stem-relu")
        .convolutionWithoutBias("first", 16, THREE)
        .batchNormalization("first-norm")
        .relu("first-relu")
        .convolutionWithoutBias("second", 16, THREE)
        .batchNormalization("second-norm")
        .add("sum", "second-norm", "stem-relu")
        .relu("sum-relu")
        .globalAveragePooling("mean")
        .dense("logits", 10)
        .softmaxCrossEntropy("loss")
        .build();
  }
}
