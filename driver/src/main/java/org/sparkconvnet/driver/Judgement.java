package org.sparkconvnet.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparkconvnet.io.NamedTensor;
import org.sparkconvnet.io.TensorFile;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.train.PlateauState;
import org.sparkconvnet.train.Validation;
import org.sparkconvnet.train.Watch;

/** What validation has brought about so far: the rate's reductions, the best weights, the end. */
final class Judgement {
  private static final String BEST = "best/";

  private PlateauState plateau = PlateauState.NEW;
  private Watch watch = Watch.NEW;
  private int bestEpoch;
  private float[] bestParameters;
  private float[] bestState;
  private boolean stopped;

  /** The factor of the learning rate. */
  double rateFactor() {
    return plateau.factor();
  }

  /** Whether training is to stop though epochs are left. */
  boolean stopped() {
    return stopped;
  }

  /** Number from 1 of the epoch with the best weights, 0 where none are kept. */
  int bestEpoch() {
    return bestEpoch;
  }

  /** The best weights, null where none are kept. */
  float[] bestParameters() {
    return bestParameters;
  }

  /** The running statistics that go with them. */
  float[] bestState() {
    return bestState;
  }

  /** Takes an epoch's validation into account; {@code epoch} counts from 1. */
  void hear(EvaluationReport report, int epoch, RunState state, TrainingSettings settings) {
    settings
        .schedule()
        .plateau()
        .ifPresent(schedule -> plateau = plateau.after(report.meanLoss(), schedule));
    settings.validation().early().ifPresent(early -> hear(report, epoch, state, early));
  }

  private void hear(EvaluationReport report, int epoch, RunState state, Validation.Stopping early) {
    double cost = early.metric().cost(report.meanLoss(), report.accuracy());
    watch = watch.see(cost, early.minImprovement());
    if (watch.improved()) {
      bestEpoch = epoch;
      bestParameters = state.parameters.clone();
      bestState = state.state.clone();
    }
    stopped = watch.since() >= early.patience();
  }

  /** The best weights as {@code best/NAME}. */
  List<NamedTensor> tensors(ParameterLayout layout) {
    if (bestEpoch == 0) {
      return List.of();
    }
    List<NamedTensor> tensors =
        new ArrayList<>(ModelFile.tensors(BEST, layout.parameters(), bestParameters));
    tensors.addAll(ModelFile.tensors(BEST, layout.state(), bestState));
    return tensors;
  }

  /** Adds nothing where validation has decided nothing. */
  void describe(Map<String, String> metadata) {
    if (!plateau.equals(PlateauState.NEW)) {
      metadata.put("plateau_factor", Double.toString(plateau.factor()));
      describe(metadata, "plateau", plateau.watch());
    }
    if (bestEpoch > 0) {
      describe(metadata, "validation", watch);
      metadata.put("best_epoch", Integer.toString(bestEpoch));
      metadata.put("stopped", Boolean.toString(stopped));
    }
  }

  /** What {@link #tensors} and {@link #describe} wrote. */
  static Judgement read(TensorFile file, ParameterLayout layout) {
    Judgement read = new Judgement();
    if (file.metadata().containsKey("plateau_factor")) {
      double factor = Double.parseDouble(file.requireMetadata("plateau_factor"));
      read.plateau = new PlateauState(factor, watch(file, "plateau"));
    }
    if (file.metadata().containsKey("best_epoch")) {
      read.watch = watch(file, "validation");
      read.bestEpoch = Integer.parseInt(file.requireMetadata("best_epoch"));
      read.stopped = Boolean.parseBoolean(file.requireMetadata("stopped"));
      read.bestParameters = new float[layout.parameterCount()];
      read.bestState = new float[layout.stateCount()];
      ModelFile.copy(file, BEST, layout.parameters(), read.bestParameters);
      ModelFile.copy(file, BEST, layout.state(), read.bestState);
    }
    return read;
  }

  private static void describe(Map<String, String> metadata, String of, Watch watch) {
    metadata.put(of + "_best", Double.toString(watch.best()));
    metadata.put(of + "_since", Integer.toString(watch.since()));
  }

  private static Watch watch(TensorFile file, String of) {
    return new Watch(
        Double.parseDouble(file.requireMetadata(of + "_best")),
        Integer.parseInt(file.requireMetadata(of + "_since")));
  }
}
