package org.sparkconvnet.zoo;

import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.network.Initializer;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;
import org.sparkconvnet.train.Recipe;
import org.sparkconvnet.train.Schedule;

/** The lecture's network and the linear classifier it is compared with. */
final class SmallNetworks {
  private static final Shape CIFAR = Shape.of(3, 32, 32);

  private SmallNetworks() {}

  /**
   * The ConvNetJS CIFAR-10 demo's network (Karpathy, 2014): three times 5x5 convolution, ReLU and
   * 2x2 max pooling, then a linear classifier. 22,466 parameters at 3x32x32 and 10 classes.
   */
  static ZooEntry convNetJsCifar10() {
    return new ZooEntry(
        "convnetjs-cifar10",
        "the lecture's network: 3 x (conv 5x5, ReLU, max pool 2x2), dense",
        CIFAR,
        10,
        SmallNetworks::convNetJs,
        new Recipe(
            25, 32, 0.01, new Schedule.OneCycle(0.2), 0.9, true, 0, new Augmentation(true, 2, 0)));
  }

  /** Softmax regression on raw pixels: what a network without convolutions can do. */
  static ZooEntry softmax() {
    return new ZooEntry(
        "softmax",
        "softmax regression on raw pixels, the baseline without convolutions",
        CIFAR,
        10,
        (input, classes) ->
            Network.builder("softmax", input)
                .initializer(new Initializer.UniformFanIn())
                .dense("classifier", classes)
                .softmaxCrossEntropy("loss")
                .build(),
        new Recipe(10, 64, 0.001, new Schedule.Cosine(0.05), 0.9, false, 0, Augmentation.NONE));
  }

  private static Network convNetJs(Shape input, int classes) {
    Window five = Window.square(5).withPadding(2);
    Window half = Window.square(2).withStride(2);
    return Network.builder("convnetjs-cifar10", input)
        .initializer(new Initializer.UniformFanIn())
        .convolution("conv1", 16, five)
        .relu("relu1")
        .maxPooling("pool1", half)
        .convolution("conv2", 20, five)
        .relu("relu2")
        .maxPooling("pool2", half)
        .convolution("conv3", 20, five)
        .relu("relu3")
        .maxPooling("pool3", half)
        .dense("classifier", classes)
        .softmaxCrossEntropy("loss")
        .build();
  }
}
