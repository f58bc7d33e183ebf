package org.sparkconvnet.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparkconvnet.data.Normalization;
import org.sparkconvnet.io.FileFormatException;
import org.sparkconvnet.io.NamedTensor;
import org.sparkconvnet.io.Safetensors;
import org.sparkconvnet.io.TensorFile;
import org.sparkconvnet.network.ParameterLayout;

/**
 * A run's state as a safetensors file with checksums: a model file, the momentum of every parameter
 * under {@code momentum/NAME}, optimisers' vectors where they outlive a round, and the position as
 * metadata. Doubles are written as Java's shortest text, which reads back to the same bits.
 *
 * @param state of the run
 * @param networkDigest of the network
 * @param normalization measured from the training set
 * @param classNames of the training set
 * @param examples in the training set
 */
record Checkpoint(
    RunState state,
    String networkDigest,
    Normalization normalization,
    List<String> classNames,
    int examples) {
  private static final String MOMENTUM = "momentum/";

  byte[] encode(ParameterLayout layout) {
    return encode(layout, Map.of());
  }

  /** With more metadata. */
  byte[] encode(ParameterLayout layout, Map<String, String> more) {
    List<NamedTensor> tensors =
        new ArrayList<>(ModelFile.tensors(layout, state.parameters, state.state));
    tensors.addAll(ModelFile.tensors(MOMENTUM, layout.parameters(), state.velocity));
    tensors.addAll(state.optimizer.tensors(layout));
    tensors.addAll(state.judgement.tensors(layout));
    Map<String, String> metadata = ModelFile.metadata(networkDigest, normalization, classNames);
    metadata.put("round", Long.toString(state.round));
    metadata.put("epoch", Integer.toString(state.epoch));
    metadata.put("step", Integer.toString(state.step));
    metadata.put("epoch_examples", Long.toString(state.epochExamples));
    metadata.put("epoch_correct", Long.toString(state.epochCorrect));
    metadata.put("epoch_loss_sum", Double.toString(state.epochLossSum));
    metadata.put("band_rounds", Long.toString(state.band.rounds));
    metadata.put("band_first", Double.toString(state.band.first));
    metadata.put("band_mean", Double.toString(state.band.mean));
    metadata.put("band_deviation", Double.toString(state.band.deviation));
    if (state.rollbacks > 0) {
      metadata.put("rollbacks", Integer.toString(state.rollbacks));
      metadata.put("retried", Boolean.toString(state.retried));
      metadata.put("rate_factor", Double.toString(state.rateFactor));
    }
    state.optimizer.describe(metadata);
    state.judgement.describe(metadata);
    metadata.put("examples", Integer.toString(examples));
    metadata.putAll(more);
    return Safetensors.toBytes(tensors, metadata);
  }

  static Checkpoint decode(byte[] bytes, String path, ParameterLayout layout) {
    TensorFile file = Safetensors.read(bytes, path, true);
    RunState state = RunState.empty(layout);
    ModelFile.copy(file, "", layout.parameters(), state.parameters);
    ModelFile.copy(file, "", layout.state(), state.state);
    ModelFile.copy(file, MOMENTUM, layout.parameters(), state.velocity);
    try {
      state.optimizer = OptimizerVectors.read(file, layout);
      state.judgement = Judgement.read(file, layout);
      state.round = Long.parseLong(file.requireMetadata("round"));
      state.epoch = Integer.parseInt(file.requireMetadata("epoch"));
      state.step = Integer.parseInt(file.requireMetadata("step"));
      state.epochExamples = Long.parseLong(file.requireMetadata("epoch_examples"));
      state.epochCorrect = Long.parseLong(file.requireMetadata("epoch_correct"));
      state.epochLossSum = Double.parseDouble(file.requireMetadata("epoch_loss_sum"));
      readGuard(file.metadata(), state);
      if (state.round < 0 || state.epoch < 0 || state.step < 0 || state.epochExamples < 0) {
        throw new FileFormatException(path, "its position in the run is negative");
      }
      return new Checkpoint(
          state,
          file.requireMetadata(ModelFile.NETWORK),
          ModelFile.normalization(file),
          ModelFile.classNames(file),
          Integer.parseInt(file.requireMetadata("examples")));
    } catch (IllegalArgumentException malformed) {
      throw new FileFormatException(path, malformed.getMessage(), malformed);
    }
  }

  /** Checkpoints of earlier versions have none of it. */
  private static void readGuard(Map<String, String> metadata, RunState state) {
    state.band.rounds = Long.parseLong(metadata.getOrDefault("band_rounds", "0"));
    state.band.first = Double.parseDouble(metadata.getOrDefault("band_first", "0"));
    state.band.mean = Double.parseDouble(metadata.getOrDefault("band_mean", "0"));
    state.band.deviation = Double.parseDouble(metadata.getOrDefault("band_deviation", "0"));
    state.rollbacks = Integer.parseInt(metadata.getOrDefault("rollbacks", "0"));
    state.retried = Boolean.parseBoolean(metadata.get("retried"));
    state.rateFactor = Double.parseDouble(metadata.getOrDefault("rate_factor", "1"));
  }
}
