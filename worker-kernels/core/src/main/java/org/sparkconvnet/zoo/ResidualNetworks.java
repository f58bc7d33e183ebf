package org.sparkconvnet.zoo;

import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.NetworkBuilder;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;
import org.sparkconvnet.train.Recipe;
import org.sparkconvnet.train.Schedule;

/** Residual networks for small images (He et al.: Deep Residual Learning, 2015, section 4.2). */
final class ResidualNetworks {
  private ResidualNetworks() {}

  /** ResNet-20 with 1x1 projections where the shape changes. */
  static ZooEntry resNet20() {
    return new ZooEntry(
        "resnet20",
        "ResNet-20 for CIFAR: 9 residual blocks of 16, 32, 64 filters, batch normalisation",
        Shape.of(3, 32, 32),
        10,
        (input, classes) -> resNet("resnet20", input, classes, 3),
        new Recipe(
            30,
            64,
            0.1,
            new Schedule.OneCycle(0.3),
            0.9,
            true,
            5e-4,
            new Augmentation(true, 4, 0)));
  }

  private static Network resNet(String name, Shape input, int classes, int blocksPerStage) {
    NetworkBuilder builder = Network.builder(name, input);
    convolutionNormRelu(builder, "stem", 16, 3, 1);
    int channels = 16;
    for (int stage = 0; stage < 3; stage++) {
      int filters = 16 << stage;
      for (int block = 0; block < blocksPerStage; block++) {
        int stride = stage > 0 && block == 0 ? 2 : 1;
        String prefix = "stage" + (stage + 1) + ".block" + (block + 1);
        residualBlock(builder, prefix, filters, stride, filters != channels);
        channels = filters;
      }
    }
    return builder
        .globalAveragePooling("average")
        .dense("classifier", classes)
        .softmaxCrossEntropy("loss")
        .build();
  }

  private static void residualBlock(
      NetworkBuilder builder, String prefix, int filters, int stride, boolean project) {
    String source = builder.current();
    convolutionNormRelu(builder, prefix + ".first", filters, 3, stride);
    convolutionNorm(builder, prefix + ".second", filters, 3, 1);
    String path = builder.current();
    String shortcut = source;
    if (project) {
      builder.from(source);
      convolutionNorm(builder, prefix + ".shortcut", filters, 1, stride);
      shortcut = builder.current();
    }
    builder.add(prefix + ".add", path, shortcut).relu(prefix + ".relu");
  }

  private static void convolutionNormRelu(
      NetworkBuilder builder, String prefix, int filters, int kernel, int stride) {
    convolutionNorm(builder, prefix, filters, kernel, stride);
    builder.relu(prefix + ".relu");
  }

  private static void convolutionNorm(
      NetworkBuilder builder, String prefix, int filters, int kernel, int stride) {
    Window window = Window.square(kernel).withStride(stride).withPadding(kernel / 2);
    builder
        .convolutionWithoutBias(prefix + ".conv", filters, window)
        .batchNormalization(prefix + ".norm");
  }
}
