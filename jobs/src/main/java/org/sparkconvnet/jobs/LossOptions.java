package org.sparkconvnet.jobs;

import java.util.List;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.NetworkException;
import picocli.CommandLine.Option;

/** The options of {@code train} that put another loss at a network's end. */
final class LossOptions {
  @Option(
      names = "--loss",
      paramLabel = "NAME",
      order = 33,
      description =
          "softmax (cross-entropy), quadratic (error) or sigmoid (cross-entropy of each class"
              + " against all others); default: the network's.")
  private String loss;

  @Option(
      names = "--label-smoothing",
      paramLabel = "X",
      order = 34,
      description = "Share of a label that is spread over all classes, in [0, 1); softmax only.")
  private Double smoothing;

  @Option(
      names = "--class-weights",
      paramLabel = "W",
      order = 35,
      split = ",",
      description = "How much an example of each class counts, as 1,1,2.5; softmax only.")
  private List<Double> classWeights;

  /** Throws {@link UsageException} for what is wrong whatever the network is. */
  void check() {
    if (loss != null && !List.of("softmax", "quadratic", "sigmoid").contains(loss)) {
      throw new UsageException("--loss must be softmax, quadratic or sigmoid, got '" + loss + "'");
    }
    if (loss != null && !loss.equals("softmax")) {
      requireUnset("--label-smoothing", smoothing, "--loss " + loss);
      requireUnset("--class-weights", classWeights, "--loss " + loss);
    }
    if (smoothing != null && !(smoothing >= 0 && smoothing < 1)) {
      throw new UsageException("--label-smoothing must be in [0, 1), got " + smoothing);
    }
    if (classWeights != null
        && !classWeights.stream().allMatch(weight -> weight > 0 && Double.isFinite(weight))) {
      throw new UsageException("--class-weights must be positive numbers, got " + classWeights);
    }
  }

  /** The network with the loss that was asked for; what was not given stays as it is. */
  Network applied(Network network) {
    if (loss == null && smoothing == null && classWeights == null) {
      return network;
    }
    Layer.Loss criterion = loss == null ? network.criterion() : of(loss);
    if (criterion instanceof Layer.SoftmaxCrossEntropy softmax) {
      criterion =
          new Layer.SoftmaxCrossEntropy(
              smoothing != null ? smoothing : softmax.smoothing(),
              classWeights != null ? classWeights : softmax.classWeights());
    } else {
      String where = "a network whose loss is no softmax cross-entropy";
      requireUnset("--label-smoothing", smoothing, where);
      requireUnset("--class-weights", classWeights, where);
    }
    try {
      return network.with(criterion);
    } catch (NetworkException misfit) {
      throw new UsageException("--class-weights: " + misfit.getMessage(), misfit);
    }
  }

  private static Layer.Loss of(String name) {
    return switch (name) {
      case "quadratic" -> new Layer.QuadraticError();
      case "sigmoid" -> new Layer.SigmoidCrossEntropy();
      default -> new Layer.SoftmaxCrossEntropy();
    };
  }

  private static void requireUnset(String option, Object value, String where) {
    if (value != null) {
      throw new UsageException(option + " goes with softmax cross-entropy, not with " + where);
    }
  }
}
