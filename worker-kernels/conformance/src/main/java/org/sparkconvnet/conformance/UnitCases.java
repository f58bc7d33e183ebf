package org.sparkconvnet.conformance;

import java.util.stream.Stream;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.NetworkBuilder;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;

/** Maxout and radial basis functions over images and vectors, first, last and read twice. */
final class UnitCases {
  private static final Window THREE = Window.square(3).withPadding(1);

  private UnitCases() {}

  static Stream<ConformanceCase> all() {
    return Stream.of(
        logits(start("maxout first", 6, 3, 5).maxout("m", 3).convolution("c", 4, THREE), 2),
        logits(
            start("maxout of a convolution", 3, 5, 4).convolution("c", 34, THREE).maxout("m", 2),
            2),
        logits(
            start("maxout of vectors", 7)
                .dense("a", 45)
                .maxout("m", 5)
                .dense("d", 4)
                .maxout("n", 2),
            3),
        logits(
            start("maxout read twice", 2, 4, 3)
                .convolution("c", 9, THREE)
                .relu("r")
                .maxout("m", 3)
                .convolution("e", 3, THREE)
                .add("sum", "e", "m"),
            1),
        logits(start("radial basis first", 3, 4, 5).radialBasis("r", 1).dense("d", 4), 2),
        logits(
            start("radial basis of a convolution", 3, 5, 3)
                .convolution("c", 17, THREE)
                .radialBasis("r", 1.5)
                .dense("d", 9)
                .radialBasis("s", 0.75)
                .dense("e", 3),
            3),
        logits(
            start("radial basis read twice", 5)
                .dense("a", 6)
                .radialBasis("r", 2)
                .dense("d", 6)
                .add("sum", "d", "r", "a"),
            7));
  }

  private static NetworkBuilder start(String name, int channels, int... spatial) {
    return Network.builder(name, Shape.of(channels, spatial));
  }

  private static ConformanceCase logits(NetworkBuilder builder, int batch) {
    return ConformanceCase.of(builder.flatten("logits").softmaxCrossEntropy("loss").build(), batch);
  }
}
