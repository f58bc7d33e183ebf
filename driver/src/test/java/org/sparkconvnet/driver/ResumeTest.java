package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;
import org.sparkconvnet.train.TrainingException;

/** A run that is killed and resumed ends as if it had not been. */
class ResumeTest extends OnTwoCores {
  private static final int ROUNDS = 8;

  @TempDir static Path folder;
  private static Path whole;

  @BeforeAll
  static void train() {
    whole = folder.resolve("whole");
    TestRuns.train(spark, settings().build(), options(), whole);
  }

  private static TrainingSettings.Builder settings() {
    return TestRuns.settings(TestRuns.NETWORK);
  }

  private static RunOptions options() {
    return TestRuns.options().withCheckpointRounds(3);
  }

  /** Trains some rounds, as if killed then. */
  private static Path killedAfter(int rounds) {
    Path out = folder.resolve("run" + System.nanoTime());
    TestRuns.train(spark, settings().build(), options().withStopAfterRounds(rounds), out);
    assertFalse(Files.exists(out.resolve(RunDirectory.MODEL)));
    return out;
  }

  private static TrainingResult resume(Path out) {
    return TestRuns.train(spark, settings().build(), options().withResume(true), out);
  }

  @Test
  void resumedAtItsCheckpointItEndsWithTheSameBits() {
    Path out = killedAfter(3);
    TrainingResult result = resume(out);
    assertEquals(ROUNDS, result.rounds());
    assertSameRun(out);
  }

  @Test
  void resumedFromAnEarlierCheckpointItEndsWithTheSameBits() throws IOException {
    Path out = killedAfter(5);
    Files.writeString(
        out.resolve(RunDirectory.LOG),
        Files.readString(out.resolve(RunDirectory.LOG)) + "{\"event\":\"round\",\"rou");
    resume(out);
    assertSameRun(out);
  }

  @Test
  void resumedBeforeItsFirstCheckpointItStartsAgain() {
    Path out = killedAfter(2);
    resume(out);
    assertSameRun(out);
  }

  @Test
  void aCompleteRunIsEvaluatedAgain() throws IOException {
    Path out = killedAfter(3);
    TrainingResult first = resume(out);
    TrainingResult second = resume(out);
    assertEquals(first.test().get().accuracy(), second.test().get().accuracy());
    assertEquals(first.loss(), second.loss());
    assertSameRun(out);
  }

  @Test
  void aRunInMicroBatchesEndsWithTheSameBitsAndWantsThemAgain() throws IOException {
    TrainingSettings parted = settings().microBatch(6).build();
    Path through = folder.resolve("parted");
    TrainingResult done = TestRuns.train(spark, parted, options(), through);
    Path out = folder.resolve("parted-and-killed");
    TestRuns.train(spark, parted, options().withStopAfterRounds(4), out);
    TrainingException refused =
        assertThrows(TrainingException.class, () -> resume(out), "without micro-batches");
    assertTrue(refused.getMessage().contains("micro_batch is absent, the run has 6"));
    TestRuns.train(spark, parted, options().withResume(true), out);
    assertEquals(ROUNDS, done.rounds());
    assertArrayEquals(TestRuns.model(through), TestRuns.model(out));
    assertFalse(Arrays.equals(TestRuns.model(whole), TestRuns.model(out)), "no effect");
    assertFalse(
        Files.readString(whole.resolve(RunDirectory.SETTINGS)).contains("micro"),
        "settings without micro-batches are as they were");
  }

  /** As runs from before evaluation folded batch normalisations. */
  @Test
  void aRunThatWasTunedToEvaluateWithoutFoldingGoesOnSo() throws IOException {
    Path out = killedAfter(3);
    Path file = out.resolve(RunDirectory.TUNING);
    Tunings folding = Tunings.fromJson(Files.readString(file), file.toString());
    assertTrue(folding.foldsNormalizations());
    List<Tunings.PlanTuning> plans = new ArrayList<>();
    try (Backend backend = Backends.open("onednn")) {
      for (Tunings.PlanTuning plan : folding.plans()) {
        if (plan.mode() == Plan.Mode.INFERENCE) {
          Plan unfolded =
              Planner.plan(
                  TestRuns.NETWORK, plan.batch(), plan.mode(), backend.fusions(Precision.FP32));
          Tuning tuning = backend.tune(unfolded, Precision.FP32);
          plans.add(new Tunings.PlanTuning(plan.mode(), plan.batch(), false, tuning));
        } else {
          plans.add(plan);
        }
      }
    }
    Tunings old = new Tunings("onednn", folding.library(), folding.device(), plans);
    assertFalse(old.foldsNormalizations());
    assertFalse(old.toJson().contains("folded"), "nothing else differs in the file");
    Files.writeString(file, old.toJson());
    resume(out);
    assertArrayEquals(TestRuns.model(whole), TestRuns.model(out));
    assertEquals(old.toJson(), Files.readString(file));
  }

  @Test
  void keepsTwoCheckpoints() {
    assertEquals(
        List.of("round-00000006.safetensors", "round-00000008.safetensors"),
        Checkpoints.names(RunDirectory.open(whole.toString(), spark.hadoopConfiguration())));
  }

  @Test
  void otherSettingsAreRefusedByName() {
    Path out = killedAfter(3);
    TrainingSettings other = settings().learningRate(0.03).batch(8).build();
    TrainingException refused =
        assertThrows(
            TrainingException.class,
            () -> TestRuns.train(spark, other, options().withResume(true), out));
    assertEquals(
        out
            + " cannot be resumed with other settings: batch is 8, the run has 16; learning_rate is"
            + " 0.03, the run has 0.02",
        refused.getMessage());
  }

  @Test
  void anotherNetworkIsRefused() {
    Path out = killedAfter(3);
    TrainingSettings other = TestRuns.settings(TestRuns.UNCOUPLED).build();
    TrainingException refused =
        assertThrows(
            TrainingException.class,
            () -> TestRuns.train(spark, other, options().withResume(true), out));
    assertTrue(
        refused
            .getMessage()
            .startsWith(
                out
                    + " cannot be resumed with other settings: network is uncoupled, the run has"
                    + " small; network_sha256 is "),
        refused.getMessage());
  }

  @Test
  void otherHardwareIsRefusedUnlessAccepted() throws IOException {
    Path out = killedAfter(3);
    Path tuning = out.resolve(RunDirectory.TUNING);
    Files.writeString(
        tuning,
        Files.readString(tuning).replaceAll("\"device\" : \".*\"", "\"device\" : \"abacus\""));
    TrainingException refused = assertThrows(TrainingException.class, () -> resume(out));
    assertTrue(
        refused.getMessage().matches(".* was tuned for .* on abacus, and this is .*"),
        refused.getMessage());
    TestRuns.train(
        spark, settings().build(), options().withResume(true).withAcceptHardware(true), out);
    assertSameRun(out);
  }

  @Test
  void aDamagedCheckpointIsPassedOverAndSetAside() throws IOException {
    Path out = killedAfter(7);
    Path newest = out.resolve("checkpoints/round-00000006.safetensors");
    byte[] good = TestRuns.bytes(newest);
    Checkpoints checkpoints =
        new Checkpoints(
            RunDirectory.open(out.toString(), spark.hadoopConfiguration()),
            ParameterLayout.of(TestRuns.NETWORK),
            2);
    List<byte[]> damages = new ArrayList<>();
    damages.add(Arrays.copyOf(good, good.length - 7));
    for (int position : new int[] {0, 9, good.length / 10, good.length / 2, good.length - 1}) {
      byte[] damaged = good.clone();
      damaged[position] ^= 4;
      damages.add(damaged);
    }
    for (byte[] damaged : damages) {
      Files.write(newest, damaged);
      List<String> notices = new ArrayList<>();
      assertEquals(3, checkpoints.newest(notices::add).get().state().round);
      assertEquals(1, notices.size());
      assertTrue(notices.get(0).startsWith(newest + ": "), notices.get(0));
      assertTrue(
          notices.get(0).endsWith("; going on from round-00000003.safetensors, which is whole"));
      assertFalse(Files.exists(newest));
      assertArrayEquals(
          damaged, TestRuns.bytes(newest.resolveSibling(newest.getFileName() + ".damaged")));
    }
    resume(out);
    assertSameRun(out);
  }

  @Test
  void withoutAGoodCheckpointTheAdviceIsToStartAgain() throws IOException {
    Path out = killedAfter(3);
    Path only = out.resolve("checkpoints/round-00000003.safetensors");
    Files.write(only, new byte[100]);
    TrainingException refused = assertThrows(TrainingException.class, () -> resume(out));
    assertTrue(refused.getMessage().startsWith(only + ": "), refused.getMessage());
    assertTrue(
        refused.getMessage().endsWith("; no checkpoint is whole; start again with --overwrite"),
        refused.getMessage());
    assertTrue(Files.exists(only));
  }

  /** The disk that is full is the kernel's own: what is written to the file goes to /dev/full. */
  @Test
  void storageThatFailsWhileACheckpointIsWrittenLosesNothing() throws IOException {
    Path out = folder.resolve("run" + System.nanoTime());
    Path partial = out.resolve("checkpoints/round-00000006.safetensors.partial");
    TrainingListener filling =
        new TrainingListener() {
          @Override
          public void round(RoundReport report) {
            if (report.round() == 5) {
              try {
                Files.createSymbolicLink(partial, Path.of("/dev/full"));
              } catch (IOException failed) {
                throw new UncheckedIOException(failed);
              }
            }
          }
        };
    TrainingException failed =
        assertThrows(
            TrainingException.class,
            () -> TestRuns.train(spark, settings().build(), options(), out, filling));
    assertEquals(
        "cannot write " + out + "/checkpoints/round-00000006.safetensors: No space left on device",
        failed.getMessage());
    assertEquals(
        List.of("round-00000003.safetensors"),
        Checkpoints.names(RunDirectory.open(out.toString(), spark.hadoopConfiguration())));
    resume(out);
    assertSameRun(out);
  }

  private static void assertSameRun(Path out) {
    assertArrayEquals(TestRuns.model(whole), TestRuns.model(out));
    String last = "checkpoints/round-00000008.safetensors";
    assertArrayEquals(TestRuns.bytes(whole.resolve(last)), TestRuns.bytes(out.resolve(last)));
    assertEquals(timeless(whole), timeless(out));
  }

  /** The log without what depends on the clock. */
  private static List<String> timeless(Path out) {
    List<String> lines = new ArrayList<>();
    for (String line : new String(TestRuns.bytes(out.resolve(RunDirectory.LOG))).split("\n")) {
      JsonNode json = Json.parse(line, "log");
      StringBuilder kept = new StringBuilder();
      json.fields()
          .forEachRemaining(
              field -> {
                if (!field.getKey().matches(".*per_second|milliseconds|seconds")) {
                  kept.append(field).append(' ');
                }
              });
      lines.add(kept.toString());
    }
    assertEquals(ROUNDS + 1, lines.size());
    return lines;
  }
}
