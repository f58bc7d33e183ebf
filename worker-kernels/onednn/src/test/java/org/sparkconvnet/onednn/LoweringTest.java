package org.sparkconvnet.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;

/** Lowered programs, held to their recorded texts; those differ by instruction set. */
final class LoweringTest {
  private static final Map<String, String> CHOICES =
      Map.of(
          "conv2.backward_data", "nhwc",
          "conv3.forward", "nhwc",
          "conv3.backward_data", "nhwc",
          "conv3.backward_weights", "nhwc",
          "classifier.forward", "nchw");

  @Test
  void lectureNetworkInTraining() throws IOException {
    expect("lecture.training", Networks.lecture(), Plan.Mode.TRAINING, CHOICES);
  }

  @Test
  void lectureNetworkInInference() throws IOException {
    expect("lecture.inference", Networks.lecture(), Plan.Mode.INFERENCE, CHOICES);
  }

  @Test
  void everyKindInTraining() throws IOException {
    expect("every-kind.training", Networks.everyKind(), Plan.Mode.TRAINING, Map.of());
  }

  @Test
  void outputInBlocksIsMadePlainForward() {
    Network network =
        Network.builder("means", Shape.of(3, 4, 3))
            .convolution("stem", 5, Window.square(3).withPadding(1))
            .globalAveragePooling("g")
            .softmaxCrossEntropy("loss")
            .build();
    try (Backend backend = Backends.open("onednn")) {
      Plan plan = Planner.plan(network, 3, Plan.Mode.INFERENCE, backend.fusions(Precision.FP32));
      for (Candidates.Group group : Candidates.of(plan, ElementType.F32)) {
        for (Choice choice : group.choices()) {
          Map<String, String> choices = Map.of("stem.forward", choice.text());
          String text = program(backend, plan, choices);
          assertFalse(text.contains("\nbackward\n"), text);
        }
      }
    }
  }

  private static void expect(
      String name, Network network, Plan.Mode mode, Map<String, String> choices)
      throws IOException {
    String resource = "/programs/" + name + "." + OneDnnLibrary.load().instructions() + ".txt";
    String actual = program(network, mode, choices);
    try (InputStream recorded = LoweringTest.class.getResourceAsStream(resource)) {
      assumeTrue(recorded != null, "no recorded program " + resource);
      String expected = new String(recorded.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(expected, actual, () -> "now " + resource + " would be:\n" + actual);
    }
  }

  private static String program(Network network, Plan.Mode mode, Map<String, String> choices) {
    try (Backend backend = Backends.open("onednn")) {
      Plan plan = Planner.plan(network, 64, mode, backend.fusions(Precision.FP32));
      return program(backend, plan, choices);
    }
  }

  private static String program(Backend backend, Plan plan, Map<String, String> choices) {
    Tuning tuning = new Tuning(OneDnnBackend.NAME, "", choices);
    try (OneDnnExecutable executable =
        (OneDnnExecutable) backend.compile(plan, Precision.FP32, tuning)) {
      return executable.program().print();
    }
  }

  /** Prints the program that a recorded text should hold: its name, then mode and network. */
  public static void main(String[] arguments) {
    boolean lecture = arguments[0].startsWith("lecture");
    Plan.Mode mode = arguments[0].endsWith("training") ? Plan.Mode.TRAINING : Plan.Mode.INFERENCE;
    System.out.print(
        program(
            lecture ? Networks.lecture() : Networks.everyKind(),
            mode,
            lecture ? CHOICES : Map.of()));
  }
}
