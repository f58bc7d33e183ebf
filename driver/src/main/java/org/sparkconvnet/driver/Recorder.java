package org.sparkconvnet.driver;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.sparkconvnet.data.Normalization;
import org.sparkconvnet.io.Safetensors;
import org.sparkconvnet.network.ParameterLayout;

/** Writes a run's checkpoints and its model. */
final class Recorder {
  private final RunDirectory directory;
  private final ParameterLayout layout;
  private final String networkDigest;
  private final Normalization normalization;
  private final List<String> classNames;
  private final int examples;
  private final Checkpoints checkpoints;
  private final BestCheckpoint best;

  /**
   * For a run.
   *
   * @param keep how many of the newest checkpoints stay
   */
  Recorder(
      RunDirectory directory,
      TrainingSettings settings,
      Normalization normalization,
      Dataset training,
      int keep) {
    this.directory = directory;
    this.layout = ParameterLayout.of(settings.network());
    this.networkDigest = SettingsJson.networkDigest(settings);
    this.normalization = normalization;
    this.classNames = training.classNames();
    this.examples = training.size();
    this.checkpoints = new Checkpoints(directory, layout, keep);
    this.best = new BestCheckpoint(directory, layout, settings.validation());
  }

  void checkpoint(RunState state) {
    checkpoints.write(of(state));
  }

  /** Keeps the state beside the newest ones where validation finds none better so far. */
  void validated(RunState state, EvaluationReport report) {
    best.hear(of(state), report);
  }

  private Checkpoint of(RunState state) {
    return new Checkpoint(state, networkDigest, normalization, classNames, examples);
  }

  /**
   * The state that a run which diverged is to go on from: its newest checkpoint, or the one before
   * it where the run has been sent back to that in vain; none where only the start is left.
   */
  Optional<RunState> lastGood(Consumer<String> notice) {
    Optional<RunState> newest = checkpoints.newest(notice).map(Checkpoint::state);
    return newest.isPresent() && newest.get().retried
        ? checkpoints.newestBefore(newest.get().round, notice).map(Checkpoint::state)
        : newest;
  }

  /** The newest checkpoint's state, if there is one. */
  Optional<RunState> newest(Consumer<String> notice) {
    return checkpoints.newest(notice).map(Checkpoint::state);
  }

  /** Keeps that the run goes on from {@code state}, which is older than what was kept so far. */
  void rewind(RunState state) {
    best.rewind(state.round);
    checkpoints.rewind(of(state));
  }

  void model(RunState state) {
    Map<String, String> metadata = ModelFile.metadata(networkDigest, normalization, classNames);
    metadata.put("round", Long.toString(state.round));
    directory.write(
        RunDirectory.MODEL,
        Safetensors.toBytes(
            ModelFile.tensors(layout, state.finalParameters(), state.finalState()), metadata));
  }

  /** Where the newest checkpoint lies, in words. */
  String newestPlace() {
    return checkpoints.newestPlace();
  }
}
