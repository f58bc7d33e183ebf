package org.sparkconvnet.zoo;

import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.NetworkBuilder;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;
import org.sparkconvnet.train.Recipe;
import org.sparkconvnet.train.Schedule;

/**
 * Wide residual networks for small images (Zagoruyko, Komodakis, 2016): normalisation and ReLU come
 * before each convolution, and a block whose shape changes takes its 1x1 shortcut from behind them.
 */
final class WideResidualNetworks {
  private WideResidualNetworks() {}

  /** {@code depth} 6n + 4 convolutions, {@code widening} times 16, 32 and 64 filters. */
  static ZooEntry wideResNet(int depth, int widening) {
    String name = "wideresnet" + depth + "-" + widening;
    return new ZooEntry(
        name,
        "WideResNet-"
            + depth
            + "-"
            + widening
            + " for CIFAR (recipe after the paper, not tried here)",
        Shape.of(3, 32, 32),
        10,
        (input, classes) -> network(name, depth, widening, input, classes),
        new Recipe(
            200,
            128,
            0.1,
            new Schedule.Cosine(0.02),
            0.9,
            true,
            5e-4,
            new Augmentation(true, 4, 0)));
  }

  private static Network network(String name, int depth, int widening, Shape input, int classes) {
    NetworkBuilder builder =
        Network.builder(name, input).convolutionWithoutBias("stem", 16, window(3, 1));
    int channels = 16;
    for (int stage = 0; stage < 3; stage++) {
      int filters = (16 << stage) * widening;
      for (int block = 0; block < (depth - 4) / 6; block++) {
        int stride = stage > 0 && block == 0 ? 2 : 1;
        String prefix = "stage" + (stage + 1) + ".block" + (block + 1);
        block(builder, prefix, filters, stride, filters != channels);
        channels = filters;
      }
    }
    return builder
        .batchNormalization("norm")
        .relu("relu")
        .globalAveragePooling("average")
        .dense("classifier", classes)
        .softmaxCrossEntropy("loss")
        .build();
  }

  private static void block(
      NetworkBuilder builder, String prefix, int filters, int stride, boolean project) {
    String source = builder.current();
    builder.batchNormalization(prefix + ".first.norm").relu(prefix + ".first.relu");
    String active = builder.current();
    builder
        .convolutionWithoutBias(prefix + ".first.conv", filters, window(3, stride))
        .batchNormalization(prefix + ".second.norm")
        .relu(prefix + ".second.relu")
        .convolutionWithoutBias(prefix + ".second.conv", filters, window(3, 1));
    String path = builder.current();
    String shortcut = source;
    if (project) {
      builder.from(active).convolutionWithoutBias(prefix + ".shortcut", filters, window(1, stride));
      shortcut = builder.current();
    }
    builder.add(prefix + ".add", path, shortcut);
  }

  private static Window window(int kernel, int stride) {
    return Window.square(kernel).withStride(stride).withPadding(kernel / 2);
  }
}
