package org.sparkconvnet.jobs;

import org.apache.hadoop.conf.Configuration;
import org.sparkconvnet.data.Normalization;
import org.sparkconvnet.driver.Dataset;
import org.sparkconvnet.driver.ModelBundle;
import org.sparkconvnet.driver.RunDirectory;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.train.Recipe;

/**
 * The network whose gradients are measured, its weights and what goes with them.
 *
 * @param normalization of the run that the weights are from; null for new weights
 * @param words what they are, for a report
 */
record NoiseSubject(
    Network network,
    Recipe recipe,
    float[] parameters,
    float[] state,
    Normalization normalization,
    String words) {

  /**
   * The model of a run, or a network with new weights.
   *
   * @param model folder of the run; null for none
   * @param network name or file; null for the default
   * @param seed of new weights
   */
  static NoiseSubject of(
      String model, String network, long seed, Dataset training, Configuration hadoop) {
    return model != null
        ? ofModel(model, training, hadoop)
        : withNewWeights(network != null ? network : NetworkChoice.DEFAULT, seed, training);
  }

  private static NoiseSubject ofModel(String model, Dataset training, Configuration hadoop) {
    ModelBundle bundle = ModelBundle.load(RunDirectory.open(model, hadoop));
    training.requireClasses(bundle.classNames());
    return new NoiseSubject(
        bundle.network(),
        NetworkChoice.of(model, bundle.network()).recipe(),
        bundle.parameters(),
        bundle.state(),
        bundle.normalization(),
        bundle.network().name() + ", weights of " + bundle.file());
  }

  private static NoiseSubject withNewWeights(String network, long seed, Dataset training) {
    NetworkChoice choice = NetworkChoice.of(network);
    Network fitted = choice.forData(training.shape(), training.classNames().size(), training.uri());
    ParameterLayout layout = ParameterLayout.of(fitted);
    return new NoiseSubject(
        fitted,
        choice.recipe(),
        layout.initialParameters(seed),
        layout.initialState(),
        null,
        fitted.name() + ", new weights of seed " + seed);
  }
}
