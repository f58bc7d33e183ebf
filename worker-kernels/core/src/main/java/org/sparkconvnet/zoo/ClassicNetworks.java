package org.sparkconvnet.zoo;

import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.network.Initializer;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.NetworkBuilder;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;
import org.sparkconvnet.train.Recipe;
import org.sparkconvnet.train.Schedule;

/** The networks for ImageNet that came before residual ones. */
final class ClassicNetworks {
  private static final Shape IMAGE_NET = Shape.of(3, 224, 224);
  private static final int CLASSES = 1000;
  private static final Window THREE = Window.square(3).withPadding(1);
  private static final Window HALF = Window.square(2).withStride(2);

  /** As the paper pools: windows of 3 that overlap by 1, whole at the border. */
  private static final Window OVERLAPPING = Window.square(3).withStride(2);

  private ClassicNetworks() {}

  /** Two groups in three of its convolutions, where it was split over two GPUs. */
  static ZooEntry alexNet() {
    return new ZooEntry(
        "alexnet",
        "AlexNet with groups and local response normalisation (recipe after the paper, not tried"
            + " here)",
        IMAGE_NET,
        CLASSES,
        ClassicNetworks::alexNet,
        recipe(90, 128, 0.01));
  }

  /** {@code depth} 11 or 16: configurations A and D of Simonyan, Zisserman, 2014. */
  static ZooEntry vgg(int depth) {
    return new ZooEntry(
        "vgg" + depth,
        "VGG-" + depth + " (recipe after the paper, not tried here)",
        IMAGE_NET,
        CLASSES,
        (input, classes) -> vgg(depth, input, classes),
        recipe(74, 256, 0.01));
  }

  /** Inception v1 without its two auxiliary classifiers: a network here has one loss. */
  static ZooEntry googLeNet() {
    return new ZooEntry(
        "googlenet",
        "GoogLeNet, Inception v1, without auxiliary classifiers (recipe after the paper, not tried"
            + " here)",
        IMAGE_NET,
        CLASSES,
        ClassicNetworks::googLeNet,
        recipe(60, 32, 0.01));
  }

  private static Recipe recipe(int epochs, int batch, double rate) {
    return new Recipe(
        epochs,
        batch,
        rate,
        new Schedule.Cosine(0.05),
        0.9,
        false,
        5e-4,
        Augmentation.parse("mirror,crop=0.08"));
  }

  /** Krizhevsky, Sutskever, Hinton: ImageNet classification, 2012. */
  private static Network alexNet(Shape input, int classes) {
    NetworkBuilder builder =
        Network.builder("alexnet", input)
            .convolution("conv1", 96, Window.square(11).withStride(4).withPadding(2))
            .relu("relu1");
    responseAndPool(builder, 1);
    builder.groupedConvolution("conv2", 256, Window.square(5).withPadding(2), 2).relu("relu2");
    responseAndPool(builder, 2);
    return builder
        .convolution("conv3", 384, THREE)
        .relu("relu3")
        .groupedConvolution("conv4", 384, THREE, 2)
        .relu("relu4")
        .groupedConvolution("conv5", 256, THREE, 2)
        .relu("relu5")
        .maxPooling("pool5", OVERLAPPING)
        .dense("fc6", 4096)
        .relu("relu6")
        .dropout("drop6", 0.5)
        .dense("fc7", 4096)
        .relu("relu7")
        .dropout("drop7", 0.5)
        .dense("classifier", classes)
        .softmaxCrossEntropy("loss")
        .build();
  }

  /** The paper's alpha of 1e-4 is of each of the five neighbours. */
  private static void responseAndPool(NetworkBuilder builder, int stage) {
    builder
        .localResponseNormalization("norm" + stage, 5, 5e-4, 0.75, 2)
        .maxPooling("pool" + stage, OVERLAPPING);
  }

  private static Network vgg(int depth, Shape input, int classes) {
    int[] convolutions = depth == 11 ? new int[] {1, 1, 2, 2, 2} : new int[] {2, 2, 3, 3, 3};
    NetworkBuilder builder = Network.builder("vgg" + depth, input);
    for (int stage = 0; stage < convolutions.length; stage++) {
      int filters = Math.min(512, 64 << stage);
      for (int i = 1; i <= convolutions[stage]; i++) {
        String name = (stage + 1) + "_" + i;
        builder.convolution("conv" + name, filters, THREE).relu("relu" + name);
      }
      builder.maxPooling("pool" + (stage + 1), HALF);
    }
    return builder
        .dense("fc6", 4096)
        .relu("relu6")
        .dropout("drop6", 0.5)
        .dense("fc7", 4096)
        .relu("relu7")
        .dropout("drop7", 0.5)
        .dense("classifier", classes)
        .softmaxCrossEntropy("loss")
        .build();
  }

  /** Szegedy et al.: Going deeper with convolutions, 2014, table 1. */
  private static Network googLeNet(Shape input, int classes) {
    Window pool = OVERLAPPING.withPadding(1);
    NetworkBuilder builder =
        Network.builder("googlenet", input)
            .initializer(new Initializer.UniformGlorot())
            .convolution("conv1", 64, Window.square(7).withStride(2).withPadding(3))
            .relu("relu1")
            .maxPooling("pool1", pool)
            .localResponseNormalization("norm1", 5, 1e-4, 0.75, 1)
            .convolution("conv2.reduce", 64, Window.square(1))
            .relu("relu2.reduce")
            .convolution("conv2", 192, THREE)
            .relu("relu2")
            .localResponseNormalization("norm2", 5, 1e-4, 0.75, 1)
            .maxPooling("pool2", pool);
    inception(builder, "3a", 64, 96, 128, 16, 32, 32);
    inception(builder, "3b", 128, 128, 192, 32, 96, 64);
    builder.maxPooling("pool3", pool);
    inception(builder, "4a", 192, 96, 208, 16, 48, 64);
    inception(builder, "4b", 160, 112, 224, 24, 64, 64);
    inception(builder, "4c", 128, 128, 256, 24, 64, 64);
    inception(builder, "4d", 112, 144, 288, 32, 64, 64);
    inception(builder, "4e", 256, 160, 320, 32, 128, 128);
    builder.maxPooling("pool4", pool);
    inception(builder, "5a", 256, 160, 320, 32, 128, 128);
    inception(builder, "5b", 384, 192, 384, 48, 128, 128);
    return builder
        .globalAveragePooling("average")
        .dropout("drop", 0.4)
        .dense("classifier", classes)
        .softmaxCrossEntropy("loss")
        .build();
  }

  /** Filters in the paper's order: 1x1; 3x3's reduction, 3x3; 5x5's reduction, 5x5; pooling's. */
  private static void inception(NetworkBuilder builder, String name, int... filters) {
    String from = builder.current();
    String one = unit(builder, name + ".one", filters[0], Window.square(1));
    builder.from(from);
    unit(builder, name + ".three.reduce", filters[1], Window.square(1));
    String three = unit(builder, name + ".three", filters[2], THREE);
    builder.from(from);
    unit(builder, name + ".five.reduce", filters[3], Window.square(1));
    String five = unit(builder, name + ".five", filters[4], Window.square(5).withPadding(2));
    builder.from(from).maxPooling(name + ".pool", THREE);
    String pooled = unit(builder, name + ".pool.project", filters[5], Window.square(1));
    builder.concatenation(name, one, three, five, pooled);
  }

  private static String unit(NetworkBuilder builder, String name, int filters, Window window) {
    builder.convolution(name, filters, window).relu(name + ".relu");
    return builder.current();
  }
}
