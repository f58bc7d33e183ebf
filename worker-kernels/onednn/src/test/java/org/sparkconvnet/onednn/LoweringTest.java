package org.sparkconvnet.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.conformance.Requirements;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;

/**
 * Lowered programs, held to their recorded texts; those differ by instruction set. Those of AVX-512
 * were recorded with a library that was told to generate for it; they do not depend on the sizes of
 * caches.
 */
final class LoweringTest {
  private static final Map<String, String> CHOICES =
      Map.of(
          "conv2.backward_data", "nhwc",
          "conv3.forward", "nhwc",
          "conv3.backward_data", "nhwc",
          "conv3.backward_weights", "nhwc",
          "classifier.forward", "nchw");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lecture.training",
        "lecture.inference",
        "every-kind.training",
        "lecture.training.bf16",
        "lecture.inference.bf16",
        "every-kind.training.bf16"
      })
  void programsAreAsRecorded(String name) throws IOException {
    Precision precision = precision(name);
    try (Backend backend = Backends.open("onednn")) {
      String why = backend.report().precisions().get(precision);
      if (why != null) {
        Requirements.skip(OneDnnBackend.NAME, precision, why);
      }
    }
    String resource = "/programs/" + name + "." + instructions() + ".txt";
    String actual = program(name);
    try (InputStream recorded = LoweringTest.class.getResourceAsStream(resource)) {
      assumeTrue(recorded != null, "no recorded program " + resource);
      String expected = new String(recorded.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(expected, actual, () -> "now " + resource + " would be:\n" + actual);
    }
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
          String text = program(backend, plan, Precision.FP32, choices);
          assertFalse(text.contains("\nbackward\n"), text);
        }
      }
    }
  }

  /** The program that {@code network.mode} or {@code network.mode.precision} names. */
  private static String program(String name) {
    boolean lecture = name.startsWith("lecture");
    Network network = lecture ? Networks.lecture() : Networks.everyKind();
    Plan.Mode mode = name.contains(".training") ? Plan.Mode.TRAINING : Plan.Mode.INFERENCE;
    Precision precision = precision(name);
    try (Backend backend = Backends.open("onednn")) {
      Plan plan = Planner.plan(network, 64, mode, backend.fusions(precision));
      return program(backend, plan, precision, lecture ? CHOICES : Map.of());
    }
  }

  /** Programs of floats are the same with and without the instructions on bytes. */
  private static String instructions() {
    String instructions = OneDnnLibrary.load().instructions();
    return instructions.equals("AVX512-VNNI") ? "AVX512-CORE" : instructions;
  }

  private static Precision precision(String name) {
    return name.endsWith(".bf16") ? Precision.BF16 : Precision.FP32;
  }

  private static String program(
      Backend backend, Plan plan, Precision precision, Map<String, String> choices) {
    Tuning tuning = new Tuning(OneDnnBackend.NAME, "", choices);
    try (OneDnnExecutable executable =
        (OneDnnExecutable) backend.compile(plan, precision, tuning)) {
      return executable.program().print();
    }
  }

  /** Prints the program that a recorded text of that name should hold. */
  public static void main(String[] arguments) {
    System.out.print(program(arguments[0]));
  }
}
