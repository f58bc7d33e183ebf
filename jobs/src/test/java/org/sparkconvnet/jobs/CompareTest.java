package org.sparkconvnet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkconvnet.jobs.compare.Comparison;
import org.sparkconvnet.jobs.compare.ComparisonPlan;
import org.sparkconvnet.jobs.compare.Variant;
import picocli.CommandLine;

class CompareTest {
  private static final String PLAN =
      """
      {"format": "spark-convnet comparisons 1", "title": "Little", "text": "Of little worth.",
       "common": "--epochs 1 --workers 2 --batch 16 --network softmax", "seeds": [1, 2],
       "networks": [],
       "comparisons": [{"name": "rate", "title": "Rates", "text": "Two of them.",
         "variants": [{"name": "small", "options": "--learning-rate 0.01"},
                      {"name": "other", "options": "OTHER"}]}]}
      """;

  @TempDir private Path folder;

  @Test
  void runsAreMadeOnceAndReported() throws IOException {
    Ran first = compare("--learning-rate 0.02");
    first.assertSucceeded();
    assertTrue(first.out().contains("4 of 4, rate: "), first.out());
    assertEquals(4, runs().size());
    String report = Files.readString(folder.resolve("report.md"));
    assertTrue(report.contains("| small | `--learning-rate 0.01` | " + accuracy("0.01")), report);
    assertTrue(report.contains("| other | `--learning-rate 0.02` | " + accuracy("0.02")), report);
    assertTrue(report.contains("(report/rate.png)"), report);
    assertTrue(Files.size(folder.resolve("report/rate.png")) > 1000);

    Ran again = compare("--learning-rate 0.02");
    again.assertSucceeded();
    assertEquals("report in " + folder.resolve("report.md"), again.out().strip());
  }

  @Test
  void aRunThatFailsIsToldAndTheOthersAreMade() throws IOException {
    Ran ran = compare("--momentum 2");
    assertEquals(1, ran.code());
    assertEquals(2, runs().size());
    String report = Files.readString(folder.resolve("report.md"));
    assertTrue(report.contains("other stopped: spark-convnet: error: --momentum must be "), report);

    compare("--momentum 2", "--report-only").assertSucceeded();
    assertEquals(report, Files.readString(folder.resolve("report.md")));
  }

  /** Java is told to end when the first of four runs is made: the second is none that failed. */
  @Test
  void whatAnInterruptionBreaksIsNoFailure() throws Exception {
    List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().get()));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--add") || flag.startsWith("-XX"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Compare.class.getName()));
    command.addAll(arguments("--learning-rate 0.02"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    StringBuilder said = new StringBuilder();
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.append(line).append('\n');
        if (line.startsWith("1 of 4, rate: ")) {
          process.toHandle().destroy(); // leaves its output open
        }
      }
    }
    assertNotEquals(0, process.waitFor(), said.toString());
    assertTrue(said.toString().contains("stopped; the same command makes"), said.toString());
    assertFalse(said.toString().contains("2 of 4"), said.toString());
    assertFalse(Files.exists(folder.resolve("runs/failures")), said.toString());
    Ran rest = compare("--learning-rate 0.02");
    rest.assertSucceeded();
    assertTrue(rest.out().contains("3 of 3, rate: "), rest.out());
  }

  @Test
  void aComparisonThatHasNotBeenRunIsNamed() throws IOException {
    compare("--learning-rate 0.02", "--report-only").assertSucceeded();
    String report = Files.readString(folder.resolve("report.md"));
    assertTrue(report.endsWith("Still to be run: Rates.\n"), report);
  }

  @Test
  void aNameThatThePlanLacksIsRefused() throws IOException {
    Path plan = plan("");
    Ran.command(
            "compare", "--plan=" + plan, "--runs=" + folder, "--report=a.md", "--only=decay,rate")
        .assertError(2, "--only decay: " + plan + " compares rate");
    assertFalse(Files.exists(folder.resolve("networks")));
  }

  /** What each run of the documentation's plans is told, train understands. */
  @ParameterizedTest
  @ValueSource(strings = {"plan.json", "local-steps.json"})
  void theShippedPlansAreInOrder(String name) throws IOException {
    Path file = Path.of("../docs/training-strategies", name);
    ComparisonPlan plan =
        ComparisonPlan.parse(new ObjectMapper().readTree(file.toFile()), file.toString());
    for (Comparison comparison : plan.comparisons()) {
      for (Variant variant : comparison.variants()) {
        List<String> arguments = plan.arguments(variant, 1, "networks");
        CommandLine line = new CommandLine(new TrainCommand());
        line.parseArgs(arguments.toArray(String[]::new));
        TrainCommand train = line.getCommand();
        train.check();
      }
    }
  }

  private Ran compare(String other, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("compare"));
    arguments.addAll(arguments(other));
    arguments.addAll(List.of(more));
    return Ran.command(arguments.toArray(String[]::new));
  }

  private List<String> arguments(String other) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--master=local[2]"));
    arguments.add("--plan=" + plan(other));
    arguments.add("--data=generated:shapes?train=64&test=40");
    arguments.add("--runs=" + folder.resolve("runs"));
    arguments.add("--report=" + folder.resolve("report.md"));
    return arguments;
  }

  private Path plan(String other) throws IOException {
    return Files.writeString(folder.resolve("plan.json"), PLAN.replace("OTHER", other));
  }

  private List<Path> runs() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("runs"))) {
      return all.filter(run -> Files.exists(run.resolve("run.jsonl"))).toList();
    }
  }

  /** Mean test accuracy of the runs with a learning rate, as the report has it. */
  private String accuracy(String rate) throws IOException {
    List<Double> accuracies = new ArrayList<>();
    for (Path run : runs()) {
      JsonNode settings = new ObjectMapper().readTree(run.resolve("settings.json").toFile());
      if (settings.path("learning_rate").asDouble() == Double.parseDouble(rate)) {
        List<String> lines = Files.readAllLines(run.resolve("run.jsonl"));
        JsonNode last = new ObjectMapper().readTree(lines.get(lines.size() - 1));
        accuracies.add(last.path("test_accuracy").asDouble());
      }
    }
    assertEquals(2, accuracies.size());
    double mean = (accuracies.get(0) + accuracies.get(1)) / 2;
    double deviation = Math.abs(accuracies.get(0) - accuracies.get(1)) / Math.sqrt(2);
    return String.format(Locale.ROOT, "%.1f ± %.1f%%", 100 * mean, 100 * deviation);
  }
}
