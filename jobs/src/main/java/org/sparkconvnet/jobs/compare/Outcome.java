package org.sparkconvnet.jobs.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a run came to.
 *
 * @param epochAccuracy test accuracy after each epoch
 * @param computed images/s of computing alone: of a round over its stages data (augmentation too)
 *     and compute, in the round nine tenths of the way to the fastest, which other work on the
 *     machine disturbs little; NaN where rounds say nothing of it
 * @param stepsToTarget minibatch steps of a worker until the training loss, averaged over the
 *     latest 6,400 images, first was at the target or below
 */
public record Outcome(
    List<Double> epochAccuracy,
    double testAccuracy,
    double trainingLoss,
    double computed,
    OptionalLong stepsToTarget) {
  private static final double AVERAGED_IMAGES = 6_400;
  private static final double UNDISTURBED = 0.9;

  public Outcome {
    epochAccuracy = List.copyOf(epochAccuracy);
  }

  /**
   * Reads the lines of a finished run's run.jsonl.
   *
   * @param imagesPerStep images of all workers in one step
   * @param target NaN for none
   */
  public static Outcome of(List<JsonNode> lines, double imagesPerStep, double target) {
    List<Double> accuracies = new ArrayList<>();
    double images = 0;
    double average = Double.NaN;
    OptionalLong steps = OptionalLong.empty();
    for (JsonNode line : lines) {
      if (!line.path("event").asText().equals("round")) {
        continue;
      }
      images += line.path("images").asDouble();
      double loss = line.path("loss").asDouble(Double.POSITIVE_INFINITY);
      double share = Math.min(1, line.path("images").asDouble() / AVERAGED_IMAGES);
      average = Double.isNaN(average) ? loss : average + share * (loss - average);
      if (steps.isEmpty() && images >= AVERAGED_IMAGES && average <= target) {
        steps = OptionalLong.of(Math.round(Math.ceil(images / imagesPerStep)));
      }
      if (line.has("test_accuracy")) {
        accuracies.add(line.get("test_accuracy").asDouble());
      }
    }
    JsonNode last = lines.get(lines.size() - 1);
    return new Outcome(
        accuracies,
        last.path("test_accuracy").asDouble(),
        last.path("loss").asDouble(Double.NaN),
        computed(lines),
        steps);
  }

  private static double computed(List<JsonNode> lines) {
    double[] rates =
        lines.stream()
            .filter(line -> line.path("event").asText().equals("round"))
            .filter(line -> line.has("milliseconds"))
            .mapToDouble(Outcome::computed)
            .sorted()
            .toArray();
    return rates.length == 0 ? Double.NaN : rates[(int) (UNDISTURBED * (rates.length - 1))];
  }

  private static double computed(JsonNode round) {
    JsonNode stages = round.get("milliseconds");
    double milliseconds = stages.path("data").asDouble() + stages.path("compute").asDouble();
    return 1e3 * round.path("images").asDouble() / milliseconds;
  }
}
