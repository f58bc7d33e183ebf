package org.sparkconvnet.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkconvnet.zoo.Zoo;

class NetworkTest {
  private static NetworkBuilder cifar() {
    return Network.builder("test", Shape.of(3, 32, 32));
  }

  /**
   * As published: AlexNet, VGG and GoogLeNet (without auxiliary classifiers) as Caffe's models have
   * them, the residual networks as torchvision's, the wide ones as in their paper's table, to a
   * tenth of a million there.
   */
  @ParameterizedTest
  @CsvSource({
    "alexnet, 60965224",
    "vgg11, 132863336",
    "vgg16, 138357544",
    "googlenet, 6998552",
    "resnet18, 11689512",
    "resnet34, 21797672",
    "resnet50, 25557032",
    "wideresnet16-4, 2748890",
    "wideresnet28-10, 36479194"
  })
  void zooNetworksHaveAsManyParametersAsPublished(String name, int parameters) {
    assertEquals(parameters, layoutOf(name).parameterCount());
  }

  @Test
  void theLecturesNetworkHas22466Parameters() {
    ParameterLayout layout = ParameterLayout.of(Zoo.get("convnetjs-cifar10").network());
    assertEquals(List.of(1216, 8020, 10020, 3210), layout.countsByLayer());
    assertEquals(22466, layout.parameterCount());
  }

  @Test
  void resNet20HasItsPublishedSize() {
    assertEquals(272474, layoutOf("resnet20").parameterCount());
    assertEquals(2 * (7 * 16 + 7 * 32 + 7 * 64), layoutOf("resnet20").stateCount());
  }

  private static ParameterLayout layoutOf(String name) {
    return ParameterLayout.of(Zoo.get(name).network());
  }

  @Test
  void aWindowThatDoesNotFitNamesLayerAndShapes() {
    NetworkException error =
        assertThrows(
            NetworkException.class,
            () ->
                Network.builder("test", Shape.of(3, 4, 4))
                    .convolution("conv1", 8, Window.square(5))
                    .dense("classifier", 10)
                    .softmaxCrossEntropy("loss")
                    .build());
    assertEquals(
        "layer 'conv1' does not fit: its window 5x5 stride 1x1 padding 0x0 does not fit its input"
            + " 3x4x4",
        error.getMessage());
  }

  @Test
  void clipsTakeWindowsOfThreeAxes() {
    Network clips =
        Network.builder("clips", Shape.of(3, 8, 25, 24))
            .convolution("conv", 4, Window.of(3, 5, 5).withStride(1, 2, 2).withPadding(1, 2, 2))
            .maxPooling("pool", Window.of(2, 2, 2).withStride(2))
            .globalAveragePooling("mean")
            .softmaxCrossEntropy("loss")
            .build();
    assertEquals(Shape.of(4, 8, 13, 12), clips.shapes().get("conv"));
    assertEquals(Shape.of(4, 4, 6, 6), clips.shapes().get("pool"));
    assertEquals(Shape.of(4), clips.shapes().get("mean"));
    assertEquals(4 * 3 * 75 + 4, ParameterLayout.of(clips).parameterCount());
    assertEquals(clips, NetworkJson.read(NetworkJson.write(clips), "text"));
    NetworkException error =
        assertThrows(
            NetworkException.class, () -> Zoo.get("motion3d").network(Shape.of(3, 32, 32), 10));
    assertEquals(
        "layer 'conv1' does not fit: its window has 3 axes (3x5x5 stride 1x2x2 padding 1x2x2) and"
            + " its input is 3x32x32",
        error.getMessage());
  }

  @Test
  void addNeedsEqualShapes() {
    NetworkException error =
        assertThrows(
            NetworkException.class,
            () ->
                cifar()
                    .convolution("a", 4, Window.square(1))
                    .convolution("b", 8, Window.square(1))
                    .add("sum", "a", "b")
                    .dense("classifier", 10)
                    .softmaxCrossEntropy("loss")
                    .build());
    assertTrue(error.getMessage().contains("'sum'"), error.getMessage());
    assertTrue(error.getMessage().contains("[4x32x32, 8x32x32]"), error.getMessage());
  }

  @Test
  void groupsMustDivideTheChannels() {
    NetworkException error =
        assertThrows(
            NetworkException.class,
            () ->
                cifar()
                    .groupedConvolution("conv", 4, Window.square(3), 2)
                    .dense("classifier", 10)
                    .softmaxCrossEntropy("loss")
                    .build());
    assertEquals(
        "layer 'conv' does not fit: its 2 groups do not divide the channels of input 3x32x32",
        error.getMessage());
  }

  @Test
  void namesMustBeKnownAndUnique() {
    assertThrows(NetworkException.class, () -> cifar().from("nowhere").relu("relu").build());
    assertThrows(
        NetworkException.class,
        () -> cifar().dense("same", 10).dense("same", 10).softmaxCrossEntropy("loss").build());
  }

  @Test
  void aNetworkEndsWithItsOneLoss() {
    NetworkException error =
        assertThrows(NetworkException.class, () -> cifar().dense("classifier", 10).build());
    assertTrue(error.getMessage().contains("must end with its one loss"), error.getMessage());
  }

  @Test
  void everyLayerMustBeRead() {
    NetworkException error =
        assertThrows(
            NetworkException.class,
            () ->
                cifar()
                    .relu("dead_end")
                    .from("input")
                    .dense("classifier", 10)
                    .softmaxCrossEntropy("loss")
                    .build());
    assertEquals("nothing reads layer 'dead_end'", error.getMessage());
  }

  @Test
  void theLossNeedsAFlatVector() {
    NetworkException error =
        assertThrows(NetworkException.class, () -> cifar().softmaxCrossEntropy("loss").build());
    assertTrue(error.getMessage().contains("its input is 3x32x32"), error.getMessage());
  }

  @Test
  void shapesFollowTheWindowFormula() {
    Network network =
        cifar()
            .layer(
                "conv",
                new Layer.Convolution(
                    7,
                    new Window(List.of(3, 5), List.of(2, 3), List.of(1, 0), List.of(2, 1)),
                    1,
                    false,
                    new Initializer.He()))
            .maxPooling("pool", Window.square(3).withStride(2).withPadding(1))
            .flatten("flat")
            .dense("classifier", 4)
            .softmaxCrossEntropy("loss")
            .build();
    assertEquals(Shape.of(7, 15, 10), network.shapes().get("conv"));
    assertEquals(Shape.of(7, 8, 5), network.shapes().get("pool"));
    assertEquals(Shape.of(280), network.shapes().get("flat"));
    assertEquals(4, network.classes());
  }
}
