package org.sparkconvnet.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.sparkconvnet.io.FileFormatException;
import org.sparkconvnet.jobs.compare.Comparison;
import org.sparkconvnet.jobs.compare.ComparisonPlan;
import org.sparkconvnet.jobs.compare.NetworkEdit;
import org.sparkconvnet.jobs.compare.Outcome;
import org.sparkconvnet.jobs.compare.Results;
import org.sparkconvnet.jobs.compare.Variant;
import org.sparkconvnet.network.NetworkJson;

/**
 * The runs of a comparison plan, each what {@code train} makes of its arguments, in a folder named
 * by their digest: variants of several comparisons that are trained alike share their runs.
 */
final class StrategyRuns {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String LOG = "run.jsonl";
  private static final int DIGEST_LETTERS = 16;

  private final ComparisonPlan plan;
  private final String data;
  private final Path folder;
  private final String master;
  private final Configuration hadoop;
  private final Map<String, String> failures = new HashMap<>();

  /**
   * Runs in a folder.
   *
   * @param master handed to {@code train}; null for none
   */
  StrategyRuns(ComparisonPlan plan, String data, Path folder, String master, Configuration hadoop) {
    this.plan = plan;
    this.data = data;
    this.folder = folder;
    this.master = master;
    this.hadoop = hadoop;
  }

  /** Writes the plan's own networks, so that {@code train} can be told of them. */
  void writeNetworks() {
    SmallFiles files = SmallFiles.in(networks(), hadoop);
    for (NetworkEdit edit : plan.networks()) {
      files.write(edit.name() + ".json", NetworkJson.write(edit.network()));
    }
  }

  /**
   * Makes the runs that have not finished yet, until Java is told to end.
   *
   * @param afterEach called after each comparison
   */
  void run(List<Comparison> comparisons, Consumer<String> lines, Runnable afterEach) {
    int all = wanting(comparisons);
    long start = System.nanoTime();
    int done = 0;
    for (Comparison comparison : comparisons) {
      for (Map.Entry<String, List<String>> run : wanted(comparison).entrySet()) {
        String told = train(run.getKey(), run.getValue());
        if (told == null) {
          return;
        }
        done++;
        double seconds = (System.nanoTime() - start) / 1e9;
        lines.accept(
            "%d of %d, %s: %s: %s; about %s left"
                .formatted(
                    done,
                    all,
                    comparison.name(),
                    String.join(" ", run.getValue()),
                    told,
                    Units.duration(seconds / done * (all - done))));
      }
      afterEach.run();
    }
  }

  /** How many runs failed just now. */
  int failures() {
    return failures.size();
  }

  /** What the comparison's runs came to, variant by variant. */
  List<Results> results(Comparison comparison) {
    List<Results> results = new ArrayList<>();
    for (Variant variant : comparison.variants()) {
      List<Outcome> finished = new ArrayList<>();
      List<String> failed = new ArrayList<>();
      int missing = 0;
      for (long seed : plan.seeds()) {
        String run = name(arguments(variant, seed));
        Optional<Outcome> outcome = outcome(run, comparison);
        if (outcome.isPresent()) {
          finished.add(outcome.get());
        } else if (failure(run) != null) {
          failed.add(failure(run));
        } else {
          missing++;
        }
      }
      results.add(new Results(variant, finished, failed, missing));
    }
    return results;
  }

  private int wanting(List<Comparison> comparisons) {
    Map<String, List<String>> all = new HashMap<>();
    comparisons.forEach(comparison -> all.putAll(wanted(comparison)));
    return all.size();
  }

  /** Arguments of the runs that are still to be made, by name. */
  private Map<String, List<String>> wanted(Comparison comparison) {
    Map<String, List<String>> wanted = new LinkedHashMap<>();
    for (Variant variant : comparison.variants()) {
      for (long seed : plan.seeds()) {
        List<String> arguments = arguments(variant, seed);
        String run = name(arguments);
        if (finishedLines(run).isEmpty() && !failures.containsKey(run)) {
          wanted.put(run, arguments);
        }
      }
    }
    return wanted;
  }

  /** Trains and says in a few words how that went; null where Java was told to end meanwhile. */
  private String train(String run, List<String> arguments) {
    List<String> all = new ArrayList<>(List.of("train"));
    all.addAll(arguments);
    all.addAll(List.of("--data", data, "--out", runFolder(run), "--overwrite"));
    if (master != null) {
      all.addAll(List.of("--master", master));
    }
    StringWriter errors = new StringWriter();
    int code =
        SparkConvnet.execute(
            new PrintWriter(PrintWriter.nullWriter()),
            new PrintWriter(errors),
            all.toArray(String[]::new));
    List<JsonNode> lines = finishedLines(run);
    if (Interruption.isEnding()) {
      return null; // whatever broke while Java ends is to be made again
    }
    if (code != 0 || lines.isEmpty()) {
      String why = errors.toString().strip().lines().findFirst().orElse("exit code " + code);
      failures.put(run, why);
      failureFiles().write(run + ".txt", why + "\n");
      return why;
    }
    JsonNode last = lines.get(lines.size() - 1);
    return "%s in %s"
        .formatted(
            Units.percent(last.path("test_accuracy").asDouble()),
            Units.duration(last.path("seconds").asDouble()));
  }

  private Optional<Outcome> outcome(String run, Comparison comparison) {
    List<JsonNode> lines = finishedLines(run);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    JsonNode settings = SmallFiles.in(runFolder(run), hadoop).parse("settings.json", MAPPER);
    double images = settings.path("workers").asDouble() * settings.path("batch").asDouble();
    return Optional.of(Outcome.of(lines, images, comparison.lossTarget().orElse(Double.NaN)));
  }

  /** Why a run failed when it was last made; null where it did not. */
  private String failure(String run) {
    SmallFiles files = failureFiles();
    return files.exists(run + ".txt") ? files.read(run + ".txt").strip() : null;
  }

  private SmallFiles failureFiles() {
    return SmallFiles.in(folder.resolve("failures").toString(), hadoop);
  }

  /** The lines of a run's log; none where it has not finished. */
  private List<JsonNode> finishedLines(String run) {
    SmallFiles files = SmallFiles.in(runFolder(run), hadoop);
    if (!files.exists(LOG)) {
      return List.of();
    }
    List<JsonNode> lines = new ArrayList<>();
    for (String line : files.read(LOG).lines().toList()) {
      try {
        lines.add(MAPPER.readTree(line));
      } catch (JsonProcessingException cut) {
        return List.of(); // a run that was killed may end within a line
      }
    }
    boolean finished =
        !lines.isEmpty() && lines.get(lines.size() - 1).path("event").asText().equals("finished");
    return finished ? lines : List.of();
  }

  private List<String> arguments(Variant variant, long seed) {
    return plan.arguments(variant, seed, networks());
  }

  /** Arguments say what a run is, but for networks, which are told by what they are. */
  private String name(List<String> arguments) {
    StringBuilder text = new StringBuilder(data);
    for (String argument : arguments) {
      text.append('\n');
      text.append(argument.startsWith(networks()) ? networkText(argument) : argument);
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, DIGEST_LETTERS);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private String networkText(String file) {
    for (NetworkEdit edit : plan.networks()) {
      if (file.endsWith("/" + edit.name() + ".json")) {
        return NetworkJson.write(edit.network());
      }
    }
    throw new FileFormatException(file, "none of the plan's networks");
  }

  private String networks() {
    return folder.resolve("networks").toString();
  }

  private String runFolder(String run) {
    return folder.resolve(run).toString();
  }
}
