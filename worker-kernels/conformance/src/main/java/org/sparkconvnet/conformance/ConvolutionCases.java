package org.sparkconvnet.conformance;

import java.util.List;
import java.util.stream.Stream;
import org.sparkconvnet.network.Initializer;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;

/** Convolutions and dense layers of odd shapes, each behind another so that it carries dx too. */
final class ConvolutionCases {
  private static final Window ONE = Window.square(1);
  private static final Window THREE = Window.square(3).withPadding(1);

  private ConvolutionCases() {}

  static Stream<ConformanceCase> all() {
    return Stream.of(plain(), grouped(), odd(), dense()).flatMap(cases -> cases);
  }

  private static Stream<ConformanceCase> plain() {
    return Stream.of(
        alone("convolution alone", Shape.of(3, 6, 5), 4, THREE, 2),
        alone("convolution alone on one channel", Shape.of(1, 5, 5), 1, THREE, 1),
        alone("convolution alone of 20 channels", Shape.of(20, 4, 4), 17, THREE, 2),
        behind("convolution 3x3", 3, 6, 5, convolution(4, THREE), 3),
        behind("convolution 5x5, padding 2", 3, 7, 7, convolution(16, five()), 2),
        behind("convolution 1x1", 17, 3, 4, convolution(20, ONE), 2),
        behind("convolution 17 to 20", 17, 4, 4, convolution(20, THREE), 1),
        behind("convolution 20 to 17", 20, 4, 3, convolution(17, THREE), 3),
        behind("convolution 1 to 1", 1, 4, 4, convolution(1, THREE), 2),
        behind("convolution without bias", 3, 4, 4, withoutBias(5, THREE), 2),
        behind("1x1 image", 20, 1, 1, convolution(3, ONE), 1),
        behind("1x1 image in 3x3", 3, 1, 1, convolution(17, THREE), 2),
        behind("kernel of the image's size", 3, 5, 5, convolution(6, Window.square(5)), 3));
  }

  private static Stream<ConformanceCase> odd() {
    return Stream.of(
        behind("stride 2 that divides not", 3, 8, 7, convolution(5, three(2, 0)), 2),
        behind("stride 2, padding 1", 4, 7, 6, convolution(4, three(2, 1)), 3),
        behind("stride 3 above kernel 2", 3, 8, 7, convolution(4, two().withStride(3)), 2),
        behind("stride 2 of 1x1", 3, 5, 6, convolution(17, ONE.withStride(2)), 2),
        behind("padding 2 of 3x3", 3, 4, 5, convolution(4, three(1, 2)), 2),
        behind("padding beyond the kernel", 3, 4, 4, convolution(3, three(2, 4)), 2),
        behind("dilation 2", 3, 7, 6, convolution(4, THREE.withDilation(2)), 2),
        behind("dilation 2, padding 2", 3, 5, 6, convolution(4, dilated(2)), 1),
        behind("dilation 3, stride 2", 2, 9, 8, convolution(3, dilated(3).withStride(2)), 2),
        behind("kernel 1x3", 3, 4, 6, convolution(4, window(1, 3, 1, 1, 0, 1)), 2),
        behind("kernel 3x1", 3, 6, 4, convolution(4, window(3, 1, 1, 1, 1, 0)), 2),
        behind("kernel 2x5, strides 2x1", 3, 6, 7, convolution(4, window(2, 5, 2, 1, 1, 2)), 2),
        behind("tall image", 3, 13, 3, convolution(4, three(2, 1)), 2),
        behind("wide image", 3, 2, 17, convolution(4, THREE), 2));
  }

  private static Stream<ConformanceCase> grouped() {
    return Stream.of(
        behind("2 groups", 6, 5, 4, new Layer.Convolution(4, THREE, 2, true, he()), 2),
        behind("2 groups of 17", 34, 3, 3, new Layer.Convolution(6, THREE, 2, true, he()), 2),
        behind("depthwise", 20, 5, 5, new Layer.Convolution(20, THREE, 20, true, he()), 2),
        behind(
            "depthwise, stride 2, no bias",
            17,
            7,
            6,
            new Layer.Convolution(17, three(2, 1), 17, false, he()),
            3),
        behind("2 filters a channel", 3, 5, 4, new Layer.Convolution(6, THREE, 3, true, he()), 2));
  }

  private static Stream<ConformanceCase> dense() {
    return Stream.of(
        ConformanceCase.of(
            Network.builder("dense", Shape.of(7)).dense("d", 5).softmaxCrossEntropy("loss").build(),
            3),
        ConformanceCase.of(
            Network.builder("dense, one example", Shape.of(20))
                .dense("a", 17)
                .dense("d", 10)
                .softmaxCrossEntropy("loss")
                .build(),
            1),
        ConformanceCase.of(
            Network.builder("dense on images", Shape.of(3, 4, 5))
                .convolution("a", 5, THREE)
                .dense("d", 6)
                .softmaxCrossEntropy("loss")
                .build(),
            2),
        ConformanceCase.of(
            Network.builder("dense without bias", Shape.of(1))
                .layer("a", new Layer.Dense(3, false, he()))
                .layer("d", new Layer.Dense(2, false, he()))
                .softmaxCrossEntropy("loss")
                .build(),
            5));
  }

  /** The convolution's output are the logits. */
  private static ConformanceCase alone(
      String name, Shape input, int filters, Window window, int batch) {
    return ConformanceCase.of(
        Network.builder(name, input)
            .convolution("c", filters, window)
            .flatten("logits")
            .softmaxCrossEntropy("loss")
            .build(),
        batch);
  }

  /** A 1x1 convolution that keeps the shape, the one in question, its output as logits. */
  private static ConformanceCase behind(
      String name, int channels, int height, int width, Layer layer, int batch) {
    return ConformanceCase.of(
        Network.builder(name, Shape.of(channels, height, width))
            .convolution("stem", channels, ONE)
            .layer("c", layer)
            .flatten("logits")
            .softmaxCrossEntropy("loss")
            .build(),
        batch);
  }

  private static Layer convolution(int filters, Window window) {
    return new Layer.Convolution(filters, window, 1, true, he());
  }

  private static Layer withoutBias(int filters, Window window) {
    return new Layer.Convolution(filters, window, 1, false, he());
  }

  private static Initializer he() {
    return new Initializer.He();
  }

  private static Window two() {
    return Window.square(2);
  }

  private static Window three(int stride, int padding) {
    return Window.square(3).withStride(stride).withPadding(padding);
  }

  private static Window five() {
    return Window.square(5).withPadding(2);
  }

  private static Window dilated(int dilation) {
    return Window.square(3).withDilation(dilation).withPadding(dilation);
  }

  private static Window window(int height, int width, int down, int right, int above, int left) {
    return new Window(
        List.of(height, width), List.of(down, right), List.of(above, left), List.of(1, 1));
  }
}
