package org.sparkconvnet.cudnn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;

final class ParameterOrderTest {
  /** Two filters of two channels and two positions, then two biases. */
  @Test
  void filtersLieChannelsLast() {
    ParameterOrder order = new ParameterOrder(List.of(new ParameterOrder.Block(1, 2, 2, 2)));
    float[] host = {9, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    float[] device = new float[host.length];
    order.toDevice(host, device);
    assertArrayEquals(new float[] {9, 1, 3, 2, 4, 5, 7, 6, 8, 9}, device);
  }

  @Test
  void whatGoesOutComesBack() {
    Plan plan = Planner.plan(Networks.everyKind(), 2, Plan.Mode.TRAINING, Set.of());
    ParameterOrder order = ParameterOrder.of(plan);
    float[] host = plan.layout().initialParameters(3);
    float[] device = new float[host.length];
    float[] back = new float[host.length];
    order.toDevice(host, device);
    order.toHost(device, back);
    assertArrayEquals(host, back);
  }

  /** Over images a dense layer reads (H, W, C); over rows it reads what the host has. */
  @Test
  void denseWeightsFollowTheirImages() {
    Network network =
        Network.builder("dense", Shape.of(3, 4, 2))
            .convolution("c", 5, Window.square(3).withPadding(1).withStride(2))
            .dense("image", 7)
            .dense("rows", 4)
            .softmaxCrossEntropy("loss")
            .build();
    Plan plan = Planner.plan(network, 2, Plan.Mode.INFERENCE, Set.of());
    assertEquals(
        List.of(
            new ParameterOrder.Block(0, 5, 3, 9), new ParameterOrder.Block(5 * 27 + 5, 7, 5, 2)),
        ParameterOrder.of(plan).blocks());
  }
}
