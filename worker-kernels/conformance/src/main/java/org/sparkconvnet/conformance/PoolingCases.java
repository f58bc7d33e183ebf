package org.sparkconvnet.conformance;

import java.util.List;
import java.util.stream.Stream;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.NetworkBuilder;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;

/** Poolings behind a convolution, with and without ReLU, and ties. */
final class PoolingCases {
  private static final Window THREE = Window.square(3).withPadding(1);
  private static final Window HALVES = Window.square(2).withStride(2);
  private static final Window OVERLAPPING = Window.square(3).withStride(2).withPadding(1);
  private static final Window WIDE =
      new Window(List.of(1, 3), List.of(1, 2), List.of(0, 1), List.of(1, 1));

  private PoolingCases() {}

  static Stream<ConformanceCase> all() {
    return Stream.of(
            bothKinds("2x2", 3, 6, 4, HALVES, 2),
            bothKinds("2x2 that divides not", 17, 5, 7, HALVES, 1),
            bothKinds("3x3 stride 2 padding 1", 5, 7, 6, OVERLAPPING, 3),
            bothKinds("3x3 stride 1", 3, 5, 5, Window.square(3), 2),
            bothKinds("3x3 stride 1 padding 1", 20, 4, 3, THREE, 2),
            bothKinds("2x2 stride 3", 3, 8, 7, Window.square(2).withStride(3), 2),
            bothKinds("1x3", 4, 3, 8, WIDE, 2),
            bothKinds("of the whole image", 6, 4, 3, whole(4, 3), 2),
            bothKinds("of 1x1 images", 3, 1, 1, THREE, 1),
            globalAverages(),
            withRelu())
        .flatMap(cases -> cases);
  }

  private static Stream<ConformanceCase> bothKinds(
      String name, int channels, int height, int width, Window window, int batch) {
    return Stream.of(Layer.Pooling.Kind.values())
        .map(
            kind ->
                flat(
                    stem(kind.name().toLowerCase() + " pooling " + name, channels, height, width)
                        .layer("p", new Layer.Pooling(kind, window)),
                    batch));
  }

  private static Stream<ConformanceCase> globalAverages() {
    return Stream.of(
        ConformanceCase.of(
            stem("global average", 5, 4, 3)
                .globalAveragePooling("g")
                .softmaxCrossEntropy("loss")
                .build(),
            3),
        ConformanceCase.of(
            stem("global average of 1x1 images, dense", 17, 1, 1)
                .globalAveragePooling("g")
                .dense("d", 4)
                .softmaxCrossEntropy("loss")
                .build(),
            2));
  }

  private static Stream<ConformanceCase> withRelu() {
    return Stream.of(
        flat(stem("max pooling of relu", 6, 6, 4).relu("r").maxPooling("p", HALVES), 3),
        flat(stem("overlapping max of relu", 6, 7, 5).relu("r").maxPooling("p", OVERLAPPING), 2),
        flat(stem("relu of max pooling", 6, 6, 4).maxPooling("p", HALVES).relu("r"), 2),
        flat(stem("average of relu", 6, 6, 4).relu("r").averagePooling("p", HALVES), 2),
        flat(
            stem("max pooling of max pooling of relu", 4, 8, 9)
                .relu("r")
                .maxPooling("p", HALVES)
                .maxPooling("q", HALVES),
            2),
        flat(
            stem("relu read by two max poolings", 4, 6, 6)
                .relu("r")
                .maxPooling("p", HALVES)
                .from("r")
                .maxPooling("q", OVERLAPPING)
                .concatenation("stack", "p", "q"),
            2),
        flat(
            stem("relu between normalisation and max pooling", 4, 6, 5)
                .batchNormalization("n")
                .relu("r")
                .maxPooling("p", HALVES),
            3));
  }

  private static NetworkBuilder stem(String name, int channels, int height, int width) {
    return Network.builder(name, Shape.of(3, height, width)).convolution("stem", channels, THREE);
  }

  private static ConformanceCase flat(NetworkBuilder builder, int batch) {
    return ConformanceCase.of(builder.flatten("logits").softmaxCrossEntropy("loss").build(), batch);
  }

  private static Window whole(int height, int width) {
    return new Window(List.of(height, width), List.of(1, 1), List.of(0, 0), List.of(1, 1));
  }
}
