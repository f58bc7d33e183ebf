package org.sparkconvnet.driver;

import java.util.List;
import java.util.Optional;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.train.EpochLayout;
import org.sparkconvnet.train.LocalSteps;

/** Round after round until the last epoch is over, reporting, checkpointing and evaluating. */
final class TrainingLoop {
  private static final double NANOS = 1e9;
  private static final double SECONDS_PER_MINUTE = 60;

  private final TrainingSettings settings;
  private final RunOptions options;
  private final EpochLayout layout;
  private final RunDirectory directory;
  private final TrainingListener listener;
  private final Rounds rounds;
  private final Evaluator evaluator;
  private final Evaluator validator;
  private final Recorder recorder;
  private final Stopwatch watch = new Stopwatch();
  private final TimeSpent spent = new TimeSpent(TimeSpent.FIRST_ROUNDS);
  private long lastCheckpointNanos = System.nanoTime();
  private long lastCheckpointRound;

  TrainingLoop(
      TrainingSettings settings,
      RunOptions options,
      EpochLayout layout,
      RunDirectory directory,
      TrainingListener listener,
      Rounds rounds,
      Evaluator evaluator,
      Evaluator validator,
      Recorder recorder) {
    this.settings = settings;
    this.options = options;
    this.layout = layout;
    this.directory = directory;
    this.listener = listener;
    this.rounds = rounds;
    this.evaluator = evaluator;
    this.validator = validator;
    this.recorder = recorder;
  }

  TrainingResult run(RunState start) {
    RunState state = start;
    lastCheckpointRound = state.round;
    long stop =
        options.stopAfterRounds() == 0 ? Long.MAX_VALUE : state.round + options.stopAfterRounds();
    Optional<EvaluationReport> test = Optional.empty();
    try (RunLog log = RunLog.open(directory, start.round, start.rollbacks)) {
      watch.start();
      while (!isOver(state) && state.round < stop) {
        try {
          test = round(state, log);
        } catch (DivergenceException diverged) {
          state = rollBack(state, diverged, log);
        } catch (ResidualsLostException lost) {
          state = again(state, lost, log);
        }
      }
      watch.pause();
      Residuals.drop(state.residuals);
      boolean complete = isOver(state);
      boolean another = state.judgement.bestEpoch() > 0; // the model's weights are not the last
      if (complete && evaluator != null && (another || test.isEmpty())) { // or it was complete
        test = Optional.of(evaluator.evaluate(state.finalParameters(), state.finalState()));
      }
      TrainingResult result = finish(state, complete, complete ? test : Optional.empty());
      if (complete) {
        recorder.model(state);
        int epochRounds = layout.rounds(settings.localSteps());
        log.finished(result, spent, TimeAdvice.of(spent, settings.localSteps(), epochRounds));
        listener.finished(result);
      }
      return result;
    }
  }

  /** One round; returns the evaluation that followed it. */
  private Optional<EvaluationReport> round(RunState state, RunLog log) {
    LocalSteps steps = steps(state);
    int epoch = state.epoch;
    int first = state.step;
    Rounds.Outcome outcome = rounds.run(state, steps, recorder::newestPlace);
    long leftOut = images(outcome.leftOut(), first, steps.count());
    state.band.add(outcome.lossSum() / outcome.examples());
    state.count(outcome.examples(), outcome.correct(), outcome.lossSum());
    watch.count(outcome.examples(), outcome.nanos());
    spent.add(outcome.times());
    state.advance(steps.count(), layout.steps());
    RoundReport report = report(state, epoch, steps, outcome);
    listener.round(report);
    EpochReport epochReport = state.step == 0 ? epoch(state, epoch) : null;
    log.round(report, outcome, leftOut, epochReport);
    if (epochReport != null) {
      listener.epoch(epochReport);
    }
    checkpointWhereDue(state, log);
    return epochReport == null ? Optional.empty() : epochReport.test();
  }

  /** What workers meet in some steps of an epoch. */
  private long images(List<Integer> workers, int first, int count) {
    long images = 0;
    for (int worker : workers) {
      for (int step = first; step < first + count; step++) {
        images += layout.size(worker, step);
      }
    }
    return images;
  }

  /**
   * The last checkpoint's state, from which the same rounds are computed once more: what was lost
   * is only known by computing it.
   */
  private RunState again(RunState state, ResidualsLostException lost, RunLog log) {
    RunState good = recorder.newest(listener::notice).orElseGet(this::initial);
    log.rewind(good);
    lastCheckpointRound = good.round;
    listener.notice(
        "%s in round %d; computing again from round %d"
            .formatted(lost.getMessage(), state.round + 1, good.round));
    return good;
  }

  private RunState initial() {
    return RunState.initial(ParameterLayout.of(settings.network()), settings);
  }

  /** The last good state, to go on from with smaller learning rates; throws where none is due. */
  private RunState rollBack(RunState state, DivergenceException diverged, RunLog log) {
    Divergence policy = settings.divergence();
    if (state.rollbacks >= policy.rollbacks()) {
      throw diverged;
    }
    RunState good = recorder.lastGood(listener::notice).orElseGet(this::initial);
    good.rollbacks = state.rollbacks + 1;
    good.rateFactor = state.rateFactor * policy.rateFactor();
    good.retried = true;
    log.rollback(state.round + 1, diverged.why(), good);
    recorder.rewind(good); // a run that is resumed remembers its rollbacks
    lastCheckpointRound = good.round;
    listener.notice(
        "%s; back to round %d with learning rates times %s (rollback %d of %d)"
            .formatted(
                diverged.why(), good.round, good.rateFactor, good.rollbacks, policy.rollbacks()));
    return good;
  }

  private LocalSteps steps(RunState state) {
    int count = Math.min(settings.localSteps(), layout.steps() - state.step);
    long first = (long) state.epoch * layout.steps() + state.step;
    long all = (long) settings.epochs() * layout.steps();
    double plateau = state.judgement.rateFactor();
    float[] rates = new float[count];
    for (int i = 0; i < count; i++) {
      double scheduled = settings.learningRate() * settings.schedule().factor(first + i, all);
      rates[i] = (float) (scheduled * plateau * state.rateFactor);
    }
    return new LocalSteps(
        state.epoch, state.step, first, rates, settings.update().outlivesRounds());
  }

  private RoundReport report(RunState state, int epoch, LocalSteps steps, Rounds.Outcome outcome) {
    long all = (long) settings.epochs() * layout.rounds(settings.localSteps());
    return new RoundReport(
        state.round,
        epoch + 1,
        (double) state.round / all,
        outcome.lossSum() / outcome.examples(),
        (double) outcome.correct() / outcome.examples(),
        steps.rates()[steps.count() - 1],
        outcome.examples(),
        outcome.examples() * NANOS / outcome.nanos(),
        outcome.times(),
        watch.secondsPerRound() * (all - state.round));
  }

  private EpochReport epoch(RunState state, int epoch) {
    watch.pause();
    double rate = watch.epochRate();
    boolean last = epoch + 1 == settings.epochs();
    boolean due = options.evaluateEpochs() > 0 && (epoch + 1) % options.evaluateEpochs() == 0;
    Optional<EvaluationReport> test =
        evaluator != null && (last || due)
            ? Optional.of(evaluator.evaluate(state.parameters, state.state))
            : Optional.empty();
    Optional<EvaluationReport> validation = validate(state, epoch);
    EpochReport report =
        new EpochReport(
            epoch + 1,
            state.round,
            state.epochLoss(),
            state.epochAccuracy(),
            rate,
            test,
            validation);
    watch.start();
    return report;
  }

  private Optional<EvaluationReport> validate(RunState state, int epoch) {
    if (validator == null) {
      return Optional.empty();
    }
    EvaluationReport report = validator.evaluate(state.parameters, state.state);
    state.judgement.hear(report, epoch + 1, state, settings);
    recorder.validated(state, report);
    return Optional.of(report);
  }

  private boolean isOver(RunState state) {
    return state.epoch >= settings.epochs() || state.judgement.stopped();
  }

  private void checkpointWhereDue(RunState state, RunLog log) {
    double minutes = (System.nanoTime() - lastCheckpointNanos) / NANOS / SECONDS_PER_MINUTE;
    boolean byRounds =
        options.checkpointRounds() > 0
            && state.round - lastCheckpointRound >= options.checkpointRounds();
    boolean byTime = options.checkpointMinutes() > 0 && minutes >= options.checkpointMinutes();
    if (state.residuals != Residuals.NONE) {
      return; // part of the run is on executors; it is settled a few rounds later
    }
    if (byRounds || byTime || isOver(state)) {
      log.sync();
      recorder.checkpoint(state);
      lastCheckpointNanos = System.nanoTime();
      lastCheckpointRound = state.round;
    }
  }

  private TrainingResult finish(RunState state, boolean complete, Optional<EvaluationReport> test) {
    return new TrainingResult(
        state.round,
        complete,
        state.epochLoss(),
        state.epochAccuracy(),
        watch.rate(),
        watch.seconds(),
        test,
        state.judgement.bestEpoch(),
        state.judgement.stopped() ? state.epoch : 0);
  }
}
