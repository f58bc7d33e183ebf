package org.sparkconvnet.zoo;

import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.NetworkBuilder;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;
import org.sparkconvnet.train.Recipe;
import org.sparkconvnet.train.Schedule;

/** Residual networks (He et al.: Deep Residual Learning, 2015). */
final class ResidualNetworks {
  private ResidualNetworks() {}

  /**
   * For ImageNet, {@code depth} 18, 34 or 50; of the bottlenecks of 50 the 3x3 convolution has the
   * stride, as is usual today, and the parameters are as many.
   */
  static ZooEntry imageNet(int depth) {
    return new ZooEntry(
        "resnet" + depth,
        "ResNet-" + depth + " (recipe after the paper, not tried here)",
        Shape.of(3, 224, 224),
        1000,
        (input, classes) -> imageNet(depth, input, classes),
        new Recipe(
            90,
            64,
            0.1,
            new Schedule.Cosine(0.05),
            0.9,
            true,
            1e-4,
            Augmentation.parse("mirror,crop=0.08")));
  }

  private static Network imageNet(int depth, Shape input, int classes) {
    int[] blocks = depth == 18 ? new int[] {2, 2, 2, 2} : new int[] {3, 4, 6, 3};
    NetworkBuilder builder = Network.builder("resnet" + depth, input);
    convolutionNormRelu(builder, "stem", 64, 7, 2);
    builder.maxPooling("stem.pool", Window.square(3).withStride(2).withPadding(1));
    int channels = 64;
    for (int stage = 0; stage < blocks.length; stage++) {
      for (int block = 0; block < blocks[stage]; block++) {
        int width = 64 << stage;
        int filters = depth == 50 ? 4 * width : width;
        int stride = stage > 0 && block == 0 ? 2 : 1;
        String prefix = "stage" + (stage + 1) + ".block" + (block + 1);
        if (depth == 50) {
          bottleneck(builder, prefix, width, stride, filters != channels);
        } else {
          residualBlock(builder, prefix, filters, stride, filters != channels);
        }
        channels = filters;
      }
    }
    return builder
        .globalAveragePooling("average")
        .dense("classifier", classes)
        .softmaxCrossEntropy("loss")
        .build();
  }

  private static void bottleneck(
      NetworkBuilder builder, String prefix, int width, int stride, boolean project) {
    String source = builder.current();
    convolutionNormRelu(builder, prefix + ".first", width, 1, 1);
    convolutionNormRelu(builder, prefix + ".second", width, 3, stride);
    convolutionNorm(builder, prefix + ".third", 4 * width, 1, 1);
    join(builder, prefix, source, 4 * width, stride, project);
  }

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
    join(builder, prefix, source, filters, stride, project);
  }

  private static void join(
      NetworkBuilder builder,
      String prefix,
      String source,
      int filters,
      int stride,
      boolean project) {
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
