package org.sparkconvnet.conformance;

import java.util.stream.Stream;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.NetworkBuilder;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;

/** ReLU, dropout, flattening and batch normalisation in every place they can stand. */
final class ElementwiseCases {
  private static final Window THREE = Window.square(3).withPadding(1);

  private ElementwiseCases() {}

  static Stream<ConformanceCase> all() {
    return Stream.of(relus(), dropouts(), flattenings(), normalizations(), fusable())
        .flatMap(cases -> cases);
  }

  private static Stream<ConformanceCase> relus() {
    return Stream.of(
        logits(start("relu first", 3, 4, 4).relu("r").convolution("c", 4, THREE), 2),
        logits(stem("relu of a convolution", 5, 4, 3).relu("r"), 2),
        logits(stem("relu of relu", 5, 4, 3).relu("r").relu("s"), 2),
        logits(stem("relu of 1x1 images", 17, 1, 1).relu("r").convolution("c", 6, THREE), 1),
        logits(start("relu of vectors", 6).dense("a", 20).relu("r").dense("d", 5), 3));
  }

  private static Stream<ConformanceCase> dropouts() {
    return Stream.of(
        logits(stem("dropout 0.5", 4, 4, 3).dropout("o", 0.5), 3),
        logits(stem("dropout 0", 4, 4, 3).dropout("o", 0), 2),
        logits(start("dropout first", 2, 5, 5).dropout("o", 0.25).convolution("c", 3, THREE), 2),
        logits(start("dropout of vectors", 9).dense("a", 17).dropout("o", 0.5).dense("d", 4), 3),
        logits(
            stem("three dropouts", 6, 4, 4)
                .dropout("o", 0.5)
                .convolution("c", 5, THREE)
                .dropout("p", 0)
                .relu("r")
                .dropout("q", 0.75),
            2),
        logits(stem("relu and dropout", 6, 4, 4).relu("r").dropout("o", 0.5), 2),
        logits(stem("dropout and relu", 6, 4, 4).dropout("o", 0.5).relu("r"), 2));
  }

  private static Stream<ConformanceCase> flattenings() {
    return Stream.of(
        logits(stem("flatten, dense", 4, 3, 5).flatten("f").dense("d", 6), 2),
        logits(stem("flatten, relu, dense", 4, 3, 5).flatten("f").relu("r").dense("d", 6), 2),
        logits(stem("flatten, dropout", 4, 3, 5).flatten("f").dropout("o", 0.5).dense("d", 6), 2),
        logits(stem("flatten, normalisation", 4, 2, 3).flatten("f").batchNormalization("n"), 4),
        logits(stem("flatten twice", 4, 3, 2).flatten("f").flatten("e").dense("d", 3), 2),
        logits(
            stem("flatten read by dense and relu", 4, 3, 2)
                .flatten("f")
                .dense("d", 6)
                .from("f")
                .relu("r")
                .concatenation("stack", "r", "d"),
            2),
        logits(
            stem("flatten of a concatenation", 3, 3, 4)
                .convolution("b", 5, Window.square(1))
                .concatenation("stack", "b", "stem")
                .flatten("f")
                .dense("d", 5),
            3),
        logits(
            stem("two dense layers read a flattening", 3, 3, 4)
                .flatten("f")
                .dense("d", 5)
                .from("f")
                .dense("e", 5)
                .add("sum", "d", "e"),
            2));
  }

  private static Stream<ConformanceCase> normalizations() {
    return Stream.of(
        logits(stem("normalisation", 5, 4, 3).batchNormalization("n"), 3),
        logits(stem("normalisation, one example", 17, 3, 3).batchNormalization("n"), 1),
        logits(start("normalisation first", 3, 4, 4).batchNormalization("n"), 3),
        logits(start("normalisation of vectors", 6).dense("a", 20).batchNormalization("n"), 7),
        logits(
            stem("normalisation of 1x1 images", 6, 1, 1)
                .batchNormalization("n")
                .convolution("c", 5, Window.square(1)),
            5),
        logits(
            stem("normalisation of one number", 6, 1, 1)
                .batchNormalization("n")
                .convolution("c", 5, Window.square(1)),
            1),
        logits(
            stem("normalisation without convolution bias", 20, 4, 4)
                .convolutionWithoutBias("c", 17, THREE)
                .batchNormalization("n")
                .convolution("d", 3, THREE),
            2),
        logits(
            stem("normalisation twice", 4, 4, 4).batchNormalization("n").batchNormalization("m"),
            3));
  }

  private static Stream<ConformanceCase> fusable() {
    return Stream.of(
        logits(stem("normalisation and relu", 5, 4, 4).batchNormalization("n").relu("r"), 3),
        logits(
            stem("normalisation read by relu and sum", 5, 4, 4)
                .batchNormalization("n")
                .relu("r")
                .add("sum", "r", "n"),
            3),
        logits(
            stem("normalisation, relu read twice", 5, 4, 4)
                .batchNormalization("n")
                .relu("r")
                .convolution("c", 5, THREE)
                .add("sum", "r", "c"),
            2),
        logits(start("dense and relu", 9).dense("a", 17).relu("r").dense("d", 3), 2));
  }

  private static NetworkBuilder start(String name, int channels, int... spatial) {
    return Network.builder(name, Shape.of(channels, spatial));
  }

  private static NetworkBuilder stem(String name, int channels, int height, int width) {
    return start(name, 3, height, width).convolution("stem", channels, THREE);
  }

  /** The layers' output, flattened, are the logits. */
  private static ConformanceCase logits(NetworkBuilder builder, int batch) {
    return ConformanceCase.of(builder.flatten("logits").softmaxCrossEntropy("loss").build(), batch);
  }
}
