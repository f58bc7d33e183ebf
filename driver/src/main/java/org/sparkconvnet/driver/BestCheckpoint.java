package org.sparkconvnet.driver;

import java.util.Map;
import org.sparkconvnet.io.FileFormatException;
import org.sparkconvnet.io.Safetensors;
import org.sparkconvnet.io.TensorFile;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.train.Validation;

/**
 * The checkpoint of the epoch that validation found best, checkpoints/best.safetensors: kept apart
 * from the newest ones, which come and go. Better is less of what early stopping watches, and of
 * the mean loss where it watches nothing; of equals the first stays.
 */
final class BestCheckpoint {
  static final String PATH = RunDirectory.CHECKPOINTS + "/best.safetensors";
  private static final String COST = "best_validation_cost";

  private final RunDirectory directory;
  private final ParameterLayout layout;
  private final Validation validation;

  BestCheckpoint(RunDirectory directory, ParameterLayout layout, Validation validation) {
    this.directory = directory;
    this.layout = layout;
    this.validation = validation;
  }

  /** Writes the checkpoint of an epoch's end where the epoch's validation is the best so far. */
  void hear(Checkpoint checkpoint, EvaluationReport report) {
    double cost = cost(report);
    if (!Double.isFinite(cost)
        || directory.exists(PATH) && !(cost < read(COST, Double.MAX_VALUE))) {
      return;
    }
    directory.write(
        PATH,
        checkpoint.encode(
            layout,
            Map.of(
                COST,
                Double.toString(cost),
                "best_validation_loss",
                Double.toString(report.meanLoss()),
                "best_validation_accuracy",
                Double.toString(report.accuracy()))));
  }

  /** The run goes back to a round: what came after it no longer counts. */
  void rewind(long round) {
    if (directory.exists(PATH) && read("round", Double.MAX_VALUE) > round) {
      directory.delete(PATH);
    }
  }

  private double cost(EvaluationReport report) {
    return validation
        .early()
        .map(early -> early.metric().cost(report.meanLoss(), report.accuracy()))
        .orElse(report.meanLoss());
  }

  /** A number of the file's metadata; {@code otherwise} where the file is damaged. */
  private double read(String name, double otherwise) {
    try {
      TensorFile file = Safetensors.read(directory.read(PATH), directory.place(PATH), true);
      return Double.parseDouble(file.requireMetadata(name));
    } catch (FileFormatException | NumberFormatException damaged) {
      return otherwise; // replaced by the next one that is validated
    }
  }
}
