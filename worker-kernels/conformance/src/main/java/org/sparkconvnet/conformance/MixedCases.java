package org.sparkconvnet.conformance;

import java.util.stream.Stream;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.NetworkBuilder;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;
import org.sparkconvnet.zoo.Zoo;

/** Whole networks as people train them, small. */
final class MixedCases {
  private static final Window THREE = Window.square(3).withPadding(1);

  private MixedCases() {}

  static Stream<ConformanceCase> all() {
    Network lecture = Zoo.get("convnetjs-cifar10").network();
    return Stream.concat(
        small(),
        Stream.of(
            new ConformanceCase(lecture, 2, 1, Draw.Numbers.GAUSSIAN),
            new ConformanceCase(lecture, 3, 1, Draw.Numbers.DYADIC),
            new ConformanceCase(lecture, 7, 1, Draw.Numbers.DYADIC)));
  }

  static Stream<ConformanceCase> small() {
    return Stream.of(
        ConformanceCase.of(residual(), 3),
        ConformanceCase.of(residual(), 1),
        ConformanceCase.of(inception(), 2),
        ConformanceCase.of(inception(), 2).dyadic(),
        ConformanceCase.of(mobile(), 4),
        ConformanceCase.of(perceptron(), 5));
  }

  /** Two residual blocks, the second with stride 2 and a 1x1 projection. */
  private static Network residual() {
    NetworkBuilder builder = Network.builder("residual network", Shape.of(3, 8, 8));
    normRelu(builder.convolutionWithoutBias("stem", 6, THREE), "stem");
    normRelu(builder.convolutionWithoutBias("a1", 6, THREE), "a1");
    builder.convolutionWithoutBias("a2", 6, THREE).batchNormalization("a2.norm");
    builder.add("a", "a2.norm", "stem.relu").relu("a.relu");
    normRelu(builder.convolutionWithoutBias("b1", 10, THREE.withStride(2)), "b1");
    builder.convolutionWithoutBias("b2", 10, THREE).batchNormalization("b2.norm");
    builder
        .from("a.relu")
        .convolutionWithoutBias("shortcut", 10, Window.square(1).withStride(2))
        .batchNormalization("shortcut.norm");
    return builder
        .add("b", "b2.norm", "shortcut.norm")
        .relu("b.relu")
        .globalAveragePooling("average")
        .dense("classifier", 10)
        .softmaxCrossEntropy("loss")
        .build();
  }

  /** One module of four branches (Szegedy et al.: Going deeper with convolutions, 2014). */
  private static Network inception() {
    NetworkBuilder builder = Network.builder("inception network", Shape.of(3, 9, 8));
    builder
        .convolution("stem", 8, THREE)
        .relu("stem.relu")
        .maxPooling("stem.pool", Window.square(3).withStride(2).withPadding(1));
    builder.convolution("one", 5, Window.square(1)).relu("one.relu").from("stem.pool");
    builder.convolution("two.reduce", 3, Window.square(1)).relu("two.reduce.relu");
    builder.convolution("two", 7, THREE).relu("two.relu").from("stem.pool");
    builder.convolution("three.reduce", 2, Window.square(1)).relu("three.reduce.relu");
    builder
        .convolution("three", 4, Window.square(5).withPadding(2))
        .relu("three.relu")
        .from("stem.pool");
    builder.maxPooling("four.pool", THREE).convolution("four", 3, Window.square(1));
    return builder
        .relu("four.relu")
        .concatenation("stack", "one.relu", "two.relu", "three.relu", "four.relu")
        .averagePooling("average", Window.square(2).withStride(2))
        .flatten("flat")
        .dropout("drop", 0.4)
        .dense("classifier", 6)
        .softmaxCrossEntropy("loss")
        .build();
  }

  /** Depthwise and 1x1 convolutions (Howard et al.: MobileNets, 2017). */
  private static Network mobile() {
    NetworkBuilder builder = Network.builder("depthwise separable network", Shape.of(3, 10, 9));
    normRelu(builder.convolutionWithoutBias("stem", 8, THREE.withStride(2)), "stem");
    normRelu(builder.groupedConvolution("depth", 8, THREE, 8), "depth");
    normRelu(builder.convolutionWithoutBias("point", 17, Window.square(1)), "point");
    return builder
        .globalAveragePooling("average")
        .dropout("drop", 0.25)
        .dense("classifier", 5)
        .softmaxCrossEntropy("loss")
        .build();
  }

  private static Network perceptron() {
    return Network.builder("perceptron", Shape.of(3, 4, 4))
        .flatten("flat")
        .dense("a", 20)
        .relu("a.relu")
        .dropout("drop", 0.5)
        .dense("b", 17)
        .batchNormalization("b.norm")
        .relu("b.relu")
        .dense("classifier", 4)
        .softmaxCrossEntropy("loss")
        .build();
  }

  private static void normRelu(NetworkBuilder builder, String prefix) {
    builder.batchNormalization(prefix + ".norm").relu(prefix + ".relu");
  }
}
