package org.sparkconvnet.conformance;

import java.util.List;
import java.util.stream.Stream;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;

/** Every loss with all its settings, of logits from dense layers and from other layers. */
final class LossCases {
  /** For networks of four classes. */
  static final List<Layer.Loss> LOSSES_OF_FOUR =
      List.of(
          new Layer.SoftmaxCrossEntropy(),
          new Layer.SoftmaxCrossEntropy(0.25, List.of(1.0, 0.5, 3.0, 2.0)),
          new Layer.QuadraticError(),
          new Layer.SigmoidCrossEntropy());

  private LossCases() {}

  static Stream<ConformanceCase> all() {
    return Stream.of(
            new Layer.SoftmaxCrossEntropy(0.1, List.of()),
            new Layer.SoftmaxCrossEntropy(0, List.of(0.5, 2.0, 1.0, 0.125, 3.0)),
            new Layer.SoftmaxCrossEntropy(0.3, List.of(0.7, 2.5, 1.0, 0.1, 3.0)),
            new Layer.QuadraticError(),
            new Layer.SigmoidCrossEntropy())
        .flatMap(loss -> Stream.of(dense(loss, 7), pooled(loss)));
  }

  private static ConformanceCase dense(Layer.Loss loss, int batch) {
    return ConformanceCase.of(
        Network.builder("dense, " + loss, Shape.of(6))
            .dense("hidden", 9)
            .relu("relu")
            .dense("classifier", 5)
            .layer("loss", loss)
            .build(),
        batch);
  }

  private static ConformanceCase pooled(Layer.Loss loss) {
    return ConformanceCase.of(
        Network.builder("global average, " + loss, Shape.of(2, 4, 3))
            .convolution("c", 5, Window.square(3).withPadding(1))
            .globalAveragePooling("average")
            .layer("loss", loss)
            .build(),
        3);
  }
}
