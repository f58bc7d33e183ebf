package org.sparkconvnet.zoo;

import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.data.GeneratedMotion;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.NetworkBuilder;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;
import org.sparkconvnet.train.Recipe;
import org.sparkconvnet.train.Schedule;

/**
 * A small network of 3D convolutions over clips, after C3D (Tran et al.: Learning spatiotemporal
 * features with 3D convolutional networks, 2015), and the same without the axis of time. Neither is
 * trained on mirrored images: that would turn a motion to the left into one to the right.
 */
final class ClipNetworks {
  private static final Recipe RECIPE =
      new Recipe(10, 16, 0.05, new Schedule.OneCycle(0.2), 0.9, true, 1e-4, Augmentation.NONE);

  private ClipNetworks() {}

  /** Three 3D convolutions, each with batch normalisation and ReLU, two poolings, a mean. */
  static ZooEntry motion3d() {
    return new ZooEntry(
        "motion3d",
        "3D convolutions over clips: 3 x (conv, batch norm, ReLU), for generated:motion",
        GeneratedMotion.SHAPE,
        GeneratedMotion.CLASS_NAMES.size(),
        (input, classes) ->
            network(
                "motion3d",
                input,
                classes,
                Window.of(3, 5, 5).withStride(1, 2, 2).withPadding(1, 2, 2),
                Window.of(3, 3, 3).withPadding(1),
                Window.of(1, 2, 2).withStride(1, 2, 2),
                Window.of(2, 2, 2).withStride(2)),
        RECIPE);
  }

  /** The same with windows over height and width alone, on one frame. */
  static ZooEntry motion2d() {
    return new ZooEntry(
        "motion2d",
        "motion3d without time, on one frame: near chance on generated:motion?frame=4",
        GeneratedMotion.FRAME_SHAPE,
        GeneratedMotion.CLASS_NAMES.size(),
        (input, classes) ->
            network(
                "motion2d",
                input,
                classes,
                Window.square(5).withStride(2).withPadding(2),
                Window.square(3).withPadding(1),
                Window.square(2).withStride(2),
                Window.square(2).withStride(2)),
        RECIPE);
  }

  private static Network network(
      String name,
      Shape input,
      int classes,
      Window stem,
      Window three,
      Window firstPool,
      Window secondPool) {
    NetworkBuilder builder = Network.builder(name, input);
    block(builder, 1, 12, stem).maxPooling("pool1", firstPool);
    block(builder, 2, 24, three).maxPooling("pool2", secondPool);
    return block(builder, 3, 48, three)
        .globalAveragePooling("average")
        .dense("classifier", classes)
        .softmaxCrossEntropy("loss")
        .build();
  }

  private static NetworkBuilder block(
      NetworkBuilder builder, int number, int filters, Window window) {
    return builder
        .convolutionWithoutBias("conv" + number, filters, window)
        .batchNormalization("norm" + number)
        .relu("relu" + number);
  }
}
