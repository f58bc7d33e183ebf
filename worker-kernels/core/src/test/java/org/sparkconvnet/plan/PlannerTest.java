package org.sparkconvnet.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkconvnet.network.Activation;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;
import org.sparkconvnet.zoo.Zoo;

class PlannerTest {
  private static final Set<Fusion> ALL = EnumSet.allOf(Fusion.class);

  /**
   * Golden plans: {@code -Dgolden.write=DIR} writes them anew, to be read before they are
   * committed.
   */
  @ParameterizedTest
  @CsvSource({
    "convnetjs-cifar10, TRAINING, all",
    "convnetjs-cifar10, TRAINING, none",
    "convnetjs-cifar10, INFERENCE, all",
    "resnet20, TRAINING, all",
    "motion3d, TRAINING, all",
    "branches, TRAINING, all",
    "branches, TRAINING, none",
    "branches, INFERENCE, all"
  })
  void plansAreAsRecorded(String name, Plan.Mode mode, String fusions) throws IOException {
    Network network = name.equals("branches") ? branches() : Zoo.get(name).network();
    Set<Fusion> chosen = fusions.equals("all") ? ALL : Set.of();
    String text = Planner.plan(network, 4, mode, chosen).print();
    assertEquals(text, Planner.plan(network, 4, mode, chosen).print());
    String file = name + "-" + mode.name().toLowerCase(java.util.Locale.ROOT) + "-" + fusions;
    assertEquals(golden(file + ".txt", text), text);
  }

  private static String golden(String file, String text) throws IOException {
    String write = System.getProperty("golden.write");
    if (write != null) {
      Files.writeString(Path.of(write, file), text);
    }
    try (InputStream in = PlannerTest.class.getResourceAsStream("/plans/" + file)) {
      return in == null
          ? "no golden file " + file
          : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Every layer kind, a value read twice, a flattening that can't be a view, uneven parts. */
  private static Network branches() {
    return Network.builder("branches", Shape.of(3, 8, 8))
        .convolutionWithoutBias("stem", 4, Window.square(3).withPadding(1))
        .batchNormalization("norm")
        .relu("stem_relu")
        .groupedConvolution("left", 4, Window.square(3).withPadding(1), 2)
        .from("stem_relu")
        .convolution("right", 4, Window.square(1))
        .add("sum", "left", "right", "stem_relu")
        .relu("sum_relu")
        .maxPooling("max", Window.square(2).withStride(2))
        .from("sum_relu")
        .averagePooling("mean", Window.square(2).withStride(2))
        .concatenation("both", "max", "mean")
        .flatten("flat")
        .dropout("dropout", 0.5)
        .dense("hidden", 6)
        .relu("hidden_relu")
        .from("both")
        .globalAveragePooling("global")
        .concatenation("features", "hidden_relu", "global")
        .dense("classifier", 3)
        .softmaxCrossEntropy("loss")
        .build();
  }

  @Test
  void theLecturesNetworkCosts21MegaflopsAnImage() {
    Plan plan = Planner.plan(Zoo.get("convnetjs-cifar10").network(), 64, Plan.Mode.TRAINING, ALL);
    long products =
        plan.ops().stream()
            .filter(op -> op.name().startsWith("conv") || op.name().startsWith("classifier"))
            .mapToLong(op -> Cost.of(op).flops())
            .sum();
    long macsForward = 1024 * 16 * 75 + 256 * 20 * 400 + 64 * 20 * 500 + 3200;
    long macsData = 256 * 20 * 400 + 64 * 20 * 500 + 3200;
    assertEquals(64 * 2 * (2 * macsForward + macsData), products);
  }

  @Test
  void theReluGradientIsTakenAfterTheMaxPooling() {
    Plan plan = Planner.plan(Zoo.get("convnetjs-cifar10").network(), 4, Plan.Mode.TRAINING, ALL);
    ActivationOp.ReluBackward relu =
        plan.backward().stream()
            .filter(ActivationOp.ReluBackward.class::isInstance)
            .map(ActivationOp.ReluBackward.class::cast)
            .findFirst()
            .orElseThrow();
    assertEquals("pool3", relu.y().name());
  }

  /** ELU(conv) alone tells the derivative; a softplus keeps x and is joined at inference only. */
  @Test
  void activationsJoinWhereTheirResultTellsTheDerivative() {
    String training = Planner.plan(activations(), 2, Plan.Mode.TRAINING, ALL).print();
    assertFalse(training.contains("  elu.forward"), training);
    assertTrue(training.contains("activation_backward(%conv2, %elu.gradient) elu"), training);
    assertTrue(training.contains("softplus.forward"), training);
    assertTrue(training.contains("activation_backward(%conv3, %softplus.gradient) softplus"));
    String inference = Planner.plan(activations(), 2, Plan.Mode.INFERENCE, ALL).print();
    assertTrue(inference.contains("] elu 1.0\n"), inference);
    assertTrue(inference.contains("] softplus\n"), inference);
  }

  /** The tanh moves behind both poolings that follow it; a GELU, which has a valley, stays. */
  @Test
  void monotoneActivationsRunAfterTheMaxPoolingsThatReadThem() {
    Plan plan = Planner.plan(activations(), 2, Plan.Mode.TRAINING, ALL);
    List<String> forward = plan.forward().stream().map(Op::name).toList();
    assertEquals(
        List.of("conv1.forward", "pool1.forward", "pool2.forward", "tanh.forward"),
        forward.subList(0, 4));
    assertTrue(plan.print().contains("tanh.forward: %tanh (2,4,3,3) <-"), plan.print());
    assertTrue(forward.indexOf("gelu.forward") < forward.indexOf("pool3.forward"));
    List<String> unchanged =
        Planner.plan(activations(), 2, Plan.Mode.TRAINING, Set.of()).forward().stream()
            .map(Op::name)
            .toList();
    assertEquals("tanh.forward", unchanged.get(1));
    assertEquals("activations", plan.network().name());
    assertEquals(activations(), plan.network());
  }

  /** What another layer reads too stays where it is. */
  @Test
  void anActivationReadTwiceStaysBeforeTheMaxPooling() {
    Network network =
        Network.builder("twice", Shape.of(3, 6, 6))
            .convolution("conv", 4, Window.square(3).withPadding(1))
            .activation("sigmoid", Activation.Function.SIGMOID)
            .maxPooling("pool", Window.square(3).withStride(1).withPadding(1))
            .add("sum", "pool", "sigmoid")
            .dense("classifier", 2)
            .softmaxCrossEntropy("loss")
            .build();
    Plan plan = Planner.plan(network, 2, Plan.Mode.TRAINING, ALL);
    List<String> forward = plan.forward().stream().map(Op::name).toList();
    assertEquals(List.of("conv.forward", "pool.forward"), forward.subList(0, 2));
  }

  private static Network activations() {
    return Network.builder("activations", Shape.of(3, 12, 12))
        .convolution("conv1", 4, Window.square(3).withPadding(1))
        .activation("tanh", Activation.Function.TANH)
        .maxPooling("pool1", Window.square(2).withStride(2))
        .maxPooling("pool2", Window.square(2).withStride(2))
        .convolution("conv2", 5, Window.square(2))
        .activation("elu", Activation.Function.ELU)
        .convolution("conv3", 5, Window.square(1))
        .activation("softplus", Activation.Function.SOFTPLUS)
        .convolution("conv4", 4, Window.square(1))
        .activation("gelu", Activation.Function.GELU)
        .maxPooling("pool3", Window.square(2).withStride(2))
        .dense("classifier", 2)
        .softmaxCrossEntropy("loss")
        .build();
  }

  @Test
  void nothingBeforeTheFirstParameterGetsAGradient() {
    Network network =
        Network.builder("test", Shape.of(3, 8, 8))
            .averagePooling("pool", Window.square(2).withStride(2))
            .dense("classifier", 2)
            .softmaxCrossEntropy("loss")
            .build();
    Plan plan = Planner.plan(network, 2, Plan.Mode.TRAINING, Set.of());
    assertTrue(
        plan.backward().stream().allMatch(op -> op.name().equals("classifier.backward_weights")));
  }

  @Test
  void theArenaIsSmallerThanItsTensors() {
    Plan plan = Planner.plan(Zoo.get("resnet20").network(), 8, Plan.Mode.TRAINING, ALL);
    long sum =
        plan.tensors().stream()
            .filter(tensor -> tensor.kind().inArena())
            .mapToLong(Tensor::bytes)
            .sum();
    assertTrue(plan.arena().bytes() < 0.75 * sum, plan.arena().bytes() + " of " + sum);
    Plan inference = Planner.plan(Zoo.get("resnet20").network(), 8, Plan.Mode.INFERENCE, ALL);
    assertFalse(inference.arena().bytes() > plan.arena().bytes() / 4);
  }
}
