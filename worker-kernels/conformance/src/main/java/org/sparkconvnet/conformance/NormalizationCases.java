package org.sparkconvnet.conformance;

import java.util.stream.Stream;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.NetworkBuilder;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;

/** Normalisations within an example, and dropout of whole channels. */
final class NormalizationCases {
  private static final Window THREE = Window.square(3).withPadding(1);

  private NormalizationCases() {}

  static Stream<ConformanceCase> all() {
    return Stream.of(groups(), neighbours(), channels()).flatMap(cases -> cases);
  }

  private static Stream<ConformanceCase> groups() {
    return Stream.of(
        logits(start("group norm first", 6, 4, 3).groupNormalization("n", 3).dense("d", 4), 2),
        logits(stem("group norm of a convolution", 20, 5, 3).groupNormalization("n", 4), 2),
        logits(stem("layer norm and relu", 17, 4, 4).layerNormalization("n").relu("r"), 3),
        logits(stem("group norm of each channel", 5, 4, 4).groupNormalization("n", 5), 1),
        logits(start("layer norm of vectors", 7).dense("a", 12).layerNormalization("n"), 5),
        logits(
            stem("group norm read twice", 8, 3, 5)
                .groupNormalization("n", 2)
                .relu("r")
                .add("sum", "r", "n")
                .convolution("c", 3, THREE),
            2));
  }

  private static Stream<ConformanceCase> neighbours() {
    return Stream.of(
        logits(
            start("local response first", 3, 4, 5)
                .localResponseNormalization("n", 3, 0.5, 0.75, 2)
                .convolution("c", 4, THREE),
            2),
        logits(
            stem("local response of a convolution", 17, 4, 3)
                .relu("r")
                .localResponseNormalization("n", 5, 1, 0.75, 1)
                .maxPooling("p", Window.square(2)),
            3),
        logits(
            stem("local response wider than its channels", 4, 3, 3)
                .localResponseNormalization("n", 11, 2, 0.5, 1.5),
            1),
        logits(
            start("local response of vectors", 5)
                .dense("a", 9)
                .localResponseNormalization("n", 5, 1e-2, 1, 1)
                .dense("d", 4),
            3));
  }

  private static Stream<ConformanceCase> channels() {
    return Stream.of(
        logits(
            stem("spatial dropout", 9, 4, 3)
                .spatialDropout("o", 0.5)
                .dropout("p", 0.25)
                .convolution("c", 3, THREE),
            3),
        logits(start("spatial dropout first", 5, 3, 3).spatialDropout("o", 0.25).dense("d", 4), 2),
        logits(
            start("spatial dropout of vectors", 9)
                .dense("a", 17)
                .spatialDropout("o", 0.5)
                .dense("d", 4),
            3));
  }

  private static NetworkBuilder start(String name, int channels, int... spatial) {
    return Network.builder(name, Shape.of(channels, spatial));
  }

  private static NetworkBuilder stem(String name, int channels, int height, int width) {
    return start(name, 3, height, width).convolution("stem", channels, THREE);
  }

  private static ConformanceCase logits(NetworkBuilder builder, int batch) {
    return ConformanceCase.of(builder.flatten("logits").softmaxCrossEntropy("loss").build(), batch);
  }
}
