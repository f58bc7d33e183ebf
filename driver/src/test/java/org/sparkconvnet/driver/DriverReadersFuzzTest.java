package org.sparkconvnet.driver;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.data.Normalization;
import org.sparkconvnet.fuzz.Fuzz;
import org.sparkconvnet.fuzz.Mutator;
import org.sparkconvnet.io.FileFormatException;
import org.sparkconvnet.io.Safetensors;
import org.sparkconvnet.io.TensorFile;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.plan.Plan;

/** Damaged files of every format that the driver reads. */
class DriverReadersFuzzTest {
  private static final ParameterLayout LAYOUT = ParameterLayout.of(TestRuns.UNCOUPLED);
  private static final Set<Class<? extends RuntimeException>> FORMAT =
      Set.of(FileFormatException.class);

  @Test
  void checkpoints() {
    Fuzz.bytes(List.of(checkpoint()), file -> Checkpoint.decode(file, "f", LAYOUT), FORMAT);
  }

  /** Sealed again, so that what reads the metadata meets the damage. */
  @Test
  void checkpointsWhoseChecksumsHold() {
    Fuzz.run(
        DriverReadersFuzzTest::withOtherMetadata,
        List.of(checkpoint()),
        file -> Checkpoint.decode(file, "f", LAYOUT),
        FORMAT);
  }

  @Test
  void tunings() {
    Tuning tuning =
        new Tuning("onednn", "key", Map.of("conv1.forward", "nhwc", "conv1.data", "any"));
    Tunings tunings =
        new Tunings(
            "onednn",
            "oneDNN 3",
            "a processor",
            List.of(new Tunings.PlanTuning(Plan.Mode.TRAINING, 32, false, tuning)));
    Fuzz.bytes(
        List.of(tunings.toJson().getBytes(StandardCharsets.UTF_8)),
        file -> Tunings.fromJson(new String(file, StandardCharsets.UTF_8), "f"),
        FORMAT);
  }

  @Test
  void settings() {
    TrainingSettings settings = TestRuns.settings(TestRuns.UNCOUPLED).build();
    Fuzz.bytes(
        List.of(Json.text(SettingsJson.of(settings)).getBytes(StandardCharsets.UTF_8)),
        file ->
            SettingsJson.differences(
                settings, Json.parse(new String(file, StandardCharsets.UTF_8), "f")),
        FORMAT);
  }

  private static byte[] checkpoint() {
    return new Checkpoint(
            RunState.initial(LAYOUT, TestRuns.settings(TestRuns.UNCOUPLED).build()),
            "0123",
            new Normalization(List.of(0.1f, 0.2f, 0.3f), List.of(1f, 2f, 3f)),
            List.of("a", "b"),
            340)
        .encode(LAYOUT);
  }

  private static byte[] withOtherMetadata(byte[] file, Mutator mutator) {
    TensorFile whole = Safetensors.read(file, "f", true);
    Map<String, String> metadata = new TreeMap<>(whole.metadata());
    List<String> keys = List.copyOf(metadata.keySet());
    for (int i = 0; i <= mutator.nextInt(3); i++) {
      String key = keys.get(mutator.nextInt(keys.size()));
      String old = metadata.getOrDefault(key, "");
      byte[] damaged = mutator.mutate(old.getBytes(StandardCharsets.UTF_8));
      switch (mutator.nextInt(3)) {
        case 0 -> metadata.remove(key);
        case 1 -> metadata.put(key, mutator.word());
        default -> metadata.put(key, new String(damaged, StandardCharsets.UTF_8));
      }
    }
    return Safetensors.toBytes(whole.tensors(), metadata);
  }
}
