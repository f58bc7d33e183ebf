package org.sparkconvnet.driver;

import java.util.ArrayList;
import java.util.List;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.data.ExampleWriter;
import org.sparkconvnet.data.ImageSet;
import org.sparkconvnet.data.Normalization;
import org.sparkconvnet.io.Digests;
import org.sparkconvnet.io.FileFormatException;
import org.sparkconvnet.io.Safetensors;
import org.sparkconvnet.io.TensorFile;
import org.sparkconvnet.network.BatchNormFolding;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.NetworkJson;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;
import org.sparkconvnet.train.Outputs;
import org.sparkconvnet.train.Predictor;
import org.sparkconvnet.train.TrainingException;

/**
 * A trained network with all that its use takes.
 *
 * @param parameters flat, as {@link ParameterLayout} has it
 * @param state running statistics, likewise
 * @param file it was read from
 */
public record ModelBundle(
    Network network,
    float[] parameters,
    float[] state,
    Normalization normalization,
    List<String> classNames,
    String file) {
  private static final int MOST_IN_A_MINIBATCH = 64;

  public ModelBundle {
    classNames = List.copyOf(classNames);
  }

  /** A finished run's model, or the newest checkpoint of one that is not finished. */
  public static ModelBundle load(RunDirectory directory) {
    String networkPath = directory.place(RunDirectory.NETWORK);
    Network network = NetworkJson.read(directory.readText(RunDirectory.NETWORK), networkPath);
    ParameterLayout layout = ParameterLayout.of(network);
    String name = modelName(directory);
    String path = directory.place(name);
    TensorFile file = Safetensors.read(directory.read(name), path, true);
    if (!file.requireMetadata(ModelFile.NETWORK)
        .equals(Digests.sha256(NetworkJson.write(network)))) {
      throw new FileFormatException(path, "it is not of the network in " + networkPath);
    }
    float[] parameters = new float[layout.parameterCount()];
    float[] state = new float[layout.stateCount()];
    ModelFile.copy(file, "", layout.parameters(), parameters);
    ModelFile.copy(file, "", layout.state(), state);
    return new ModelBundle(
        network,
        parameters,
        state,
        ModelFile.normalization(file),
        ModelFile.classNames(file),
        path);
  }

  /**
   * The probability of every class, for each of some images, computed in this process.
   *
   * @return (images)(classes), as {@link Outputs#probabilities} says
   */
  public double[][] predict(Backend backend, Precision precision, ImageSet images) {
    int batch = Math.min(MOST_IN_A_MINIBATCH, images.size());
    BatchNormFolding folding = BatchNormFolding.of(network);
    Plan plan =
        Planner.plan(folding.network(), batch, Plan.Mode.INFERENCE, backend.fusions(precision));
    Executable executable = backend.compile(plan, precision, Tuning.none(backend.name()));
    ExampleWriter writer = new ExampleWriter(network.input(), normalization, Augmentation.NONE);
    double[][] probabilities = new double[images.size()][];
    try (Predictor predictor = new Predictor(folding, executable, writer)) {
      predictor.write(parameters, state);
      predictor.predict(
          images,
          (index, logits, offset) ->
              probabilities[index] =
                  Outputs.probabilities(network.criterion(), logits, offset, classNames.size()));
    }
    return probabilities;
  }

  private static String modelName(RunDirectory directory) {
    if (directory.exists(RunDirectory.MODEL)) {
      return RunDirectory.MODEL;
    }
    List<String> checkpoints = new ArrayList<>(Checkpoints.names(directory));
    if (checkpoints.isEmpty()) {
      throw new TrainingException(directory.place() + " holds neither a model nor a checkpoint");
    }
    return Checkpoints.path(checkpoints.get(checkpoints.size() - 1));
  }
}
