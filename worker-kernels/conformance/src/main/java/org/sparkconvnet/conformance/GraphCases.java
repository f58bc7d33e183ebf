package org.sparkconvnet.conformance;

import java.util.stream.Stream;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.NetworkBuilder;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;

/** Sums, concatenations and values that several layers read. */
final class GraphCases {
  private static final Window ONE = Window.square(1);
  private static final Window THREE = Window.square(3).withPadding(1);

  private GraphCases() {}

  static Stream<ConformanceCase> all() {
    return Stream.concat(sums(), Stream.concat(shared(), concatenations()));
  }

  private static Stream<ConformanceCase> sums() {
    return Stream.of(
        logits(stem("sum of two").convolution("b", 5, THREE).add("sum", "stem", "b"), 2),
        logits(
            stem("sum of three, relu")
                .convolution("b", 5, THREE)
                .convolution("c", 5, ONE)
                .add("sum", "c", "stem", "b")
                .relu("r"),
            3),
        logits(stem("sum of one value twice").add("sum", "stem", "stem").relu("r"), 2),
        logits(
            stem("sum with the input")
                .convolution("b", 3, THREE)
                .add("sum", Network.INPUT, "b")
                .convolution("c", 4, ONE),
            2),
        logits(
            stem("sum of sums")
                .convolution("b", 5, THREE)
                .add("sum", "stem", "b")
                .add("again", "sum", "b", "stem")
                .relu("r")
                .convolution("c", 4, THREE),
            2));
  }

  private static Stream<ConformanceCase> shared() {
    return Stream.of(
        logits(
            stem("relu read by two")
                .relu("r")
                .convolution("b", 4, THREE)
                .from("r")
                .convolution("c", 4, ONE)
                .add("sum", "b", "c"),
            2),
        logits(stem("convolution read by relu and sum").relu("r").add("sum", "stem", "r"), 2),
        logits(
            stem("convolution read by two relus")
                .relu("r")
                .from("stem")
                .relu("s")
                .convolution("c", 5, THREE)
                .add("sum", "r", "c"),
            2),
        logits(
            stem("dropout read by two")
                .dropout("o", 0.5)
                .convolution("b", 5, THREE)
                .add("sum", "o", "b"),
            2),
        logits(
            stem("pooling read by three")
                .relu("r")
                .maxPooling("p", Window.square(2).withStride(2))
                .convolution("b", 5, THREE)
                .from("p")
                .convolution("c", 5, ONE)
                .add("sum", "p", "c", "b"),
            3));
  }

  private static Stream<ConformanceCase> concatenations() {
    return Stream.of(
        logits(
            stem("concatenation of uneven parts")
                .convolution("b", 1, THREE)
                .from("stem")
                .convolution("c", 17, ONE)
                .concatenation("stack", "b", "c", "stem")
                .convolution("d", 3, ONE),
            2),
        logits(stem("concatenation of one value twice").concatenation("stack", "stem", "stem"), 2),
        logits(
            stem("concatenation with the input")
                .concatenation("stack", Network.INPUT, "stem", Network.INPUT)
                .convolution("c", 4, THREE),
            2),
        logits(
            stem("relu and dropout of a concatenation")
                .convolution("b", 3, THREE)
                .concatenation("stack", "stem", "b")
                .relu("r")
                .dropout("o", 0.5),
            1),
        logits(
            Network.builder("concatenation of vectors", Shape.of(4))
                .dense("a", 3)
                .from(Network.INPUT)
                .dense("b", 20)
                .concatenation("stack", "b", "a")
                .relu("r")
                .dense("d", 4),
            3));
  }

  private static NetworkBuilder stem(String name) {
    return Network.builder(name, Shape.of(3, 6, 4)).convolution("stem", 5, THREE);
  }

  private static ConformanceCase logits(NetworkBuilder builder, int batch) {
    return ConformanceCase.of(builder.flatten("logits").softmaxCrossEntropy("loss").build(), batch);
  }
}
