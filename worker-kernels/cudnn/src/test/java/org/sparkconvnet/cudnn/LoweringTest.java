package org.sparkconvnet.cudnn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.conformance.ConformanceCase;
import org.sparkconvnet.conformance.ConformanceCases;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.optimizer.Clipping;
import org.sparkconvnet.optimizer.Optimizer;
import org.sparkconvnet.optimizer.Regularization;
import org.sparkconvnet.optimizer.UpdateRule;
import org.sparkconvnet.plan.Fusion;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;
import org.sparkconvnet.zoo.Zoo;

/** Programs, made and checked without a GPU. */
final class LoweringTest {
  /** Every program checks its slots and arguments when it is made. */
  @ParameterizedTest
  @MethodSource("cases")
  void everyConformanceCaseLowers(ConformanceCase subject) {
    for (Set<Fusion> fusions : List.of(EnumSet.allOf(Fusion.class), Set.<Fusion>of())) {
      for (Plan.Mode mode : Plan.Mode.values()) {
        Plan plan = Planner.plan(subject.network(), subject.batch(), mode, fusions);
        for (Precision precision : Precision.values()) {
          String text = Lowering.lower(plan, precision).print();
          assertEquals(text, Lowering.lower(plan, precision).print());
        }
      }
    }
  }

  static Stream<ConformanceCase> cases() {
    return ConformanceCases.all().stream();
  }

  /** Recorded in {@code src/test/resources/programs}. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "convnetjs-cifar10.training",
        "convnetjs-cifar10.inference",
        "every-kind.training",
        "every-kind.inference",
        "convnetjs-cifar10.training.bf16",
        "convnetjs-cifar10.inference.bf16",
        "residual.training.bf16",
        "residual.training.fp16",
        "motion3d.training"
      })
  void programsAreAsRecorded(String name) throws IOException {
    String actual = program(name);
    try (InputStream recorded = LoweringTest.class.getResourceAsStream(resource(name))) {
      assertNotNull(recorded, () -> resource(name) + " would be:\n" + actual);
      String expected = new String(recorded.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(expected, actual, () -> "now " + resource(name) + " would be:\n" + actual);
    }
  }

  /** Recorded likewise: what each optimiser, penalty and limit launches. */
  @Test
  void updatesAreAsRecorded() throws IOException {
    String actual = updates();
    try (InputStream recorded = LoweringTest.class.getResourceAsStream(resource("updates"))) {
      assertNotNull(recorded, () -> resource("updates") + " would be:\n" + actual);
      String expected = new String(recorded.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(expected, actual, () -> "now " + resource("updates") + " would be:\n" + actual);
    }
  }

  @Test
  void theLectureNetworkFitsSmallMemory() {
    Plan plan =
        Planner.plan(
            Zoo.get("convnetjs-cifar10").network(),
            64,
            Plan.Mode.TRAINING,
            EnumSet.allOf(Fusion.class));
    long bytes =
        Lowering.lower(plan, Precision.FP32).bytes().values().stream()
            .mapToLong(Long::longValue)
            .sum();
    assertTrue(bytes < 16L << 20, () -> bytes + " bytes");
  }

  private static String resource(String name) {
    return "/programs/" + name + ".txt";
  }

  private static String program(String name) {
    String network = name.substring(0, name.indexOf('.'));
    Plan.Mode mode = name.contains(".training") ? Plan.Mode.TRAINING : Plan.Mode.INFERENCE;
    String last = name.substring(name.lastIndexOf('.') + 1);
    Precision precision = last.endsWith("16") ? Precision.parse(last) : Precision.FP32;
    Network built =
        switch (network) {
          case "every-kind" -> Networks.everyKind();
          case "residual" -> Networks.residual();
          default -> Zoo.get(network).network();
        };
    Plan plan = Planner.plan(built, 64, mode, EnumSet.allOf(Fusion.class));
    return Lowering.lower(plan, precision).print();
  }

  private static String updates() {
    Plan plan =
        Planner.plan(
            Zoo.get("convnetjs-cifar10").network(),
            64,
            Plan.Mode.TRAINING,
            EnumSet.allOf(Fusion.class));
    StringBuilder text = new StringBuilder();
    for (String name : List.of("sgd", "momentum", "nesterov", "averaged", "adadelta", "rmsprop")) {
      append(text, plan, name, Regularization.NONE, new Clipping(0.5, 0));
    }
    append(text, plan, "adam", new Regularization(1e-5, 0, List.of()), Clipping.NONE);
    append(text, plan, "adamw", Regularization.NONE, new Clipping(0, 1));
    append(text, plan, "lars", new Regularization(0, 3, List.of()), Clipping.NONE);
    return text.toString();
  }

  private static void append(
      StringBuilder text, Plan plan, String name, Regularization regularization, Clipping clip) {
    UpdateRule rule = new UpdateRule(Optimizer.parse(name), 1e-4, regularization, clip);
    String program = Lowering.lower(plan, Precision.FP32, rule).print();
    text.append(name).append('\n').append(program.substring(program.indexOf("update\n")));
  }

  /** Prints the program that a recorded text should hold, or the updates. */
  public static void main(String[] arguments) {
    System.out.print(arguments[0].equals("updates") ? updates() : program(arguments[0]));
  }
}
