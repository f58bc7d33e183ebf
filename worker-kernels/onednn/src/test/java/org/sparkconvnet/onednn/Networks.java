package org.sparkconvnet.onednn;

import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;
import org.sparkconvnet.zoo.Zoo;

/** Networks that the tests run. */
final class Networks {
  private static final Window THREE = Window.square(3).withPadding(1);
  private static final Window HALF = Window.square(2).withStride(2);

  private Networks() {}

  /** The lecture's network for CIFAR-10. */
  static Network lecture() {
    return Zoo.get("convnetjs-cifar10").network();
  }

  /** Small, and with one op of nearly every kind. */
  static Network everyKind() {
    return Network.builder("every-kind", Shape.of(3, 8, 8))
        .convolution("conv", 8, THREE)
        .batchNormalization("norm")
        .relu("relu")
        .convolution("left", 5, THREE)
        .from("relu")
        .convolution("right", 5, THREE)
        .add("sum", "left", "right")
        .concatenation("stack", "sum", "relu")
        .maxPooling("pool", HALF)
        .dropout("dropout", 0.25)
        .averagePooling("mean", HALF)
        .flatten("flat")
        .dense("hidden", 12)
        .relu("active")
        .dense("logits", 4)
        .softmaxCrossEntropy("loss")
        .build();
  }
}
