package org.sparkconvnet.jobs.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a run came to.
 *
 * @param epochAccuracy test accuracy after each epoch
 * @param seconds of training, evaluation left out
 * @param stepsToTarget minibatch steps of a worker until the training loss, averaged over the
 *     latest 6,400 images, first was at the target or below
 */
public record Outcome(
    List<Double> epochAccuracy,
    double testAccuracy,
    double trainingLoss,
    double seconds,
    double imagesPerSecond,
    OptionalLong stepsToTarget) {
  private static final double AVERAGED_IMAGES = 6_400;

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
        last.path("seconds").asDouble(),
        last.path("images_per_second").asDouble(),
        steps);
  }
}
