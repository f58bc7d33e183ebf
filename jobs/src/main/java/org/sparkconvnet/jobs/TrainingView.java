package org.sparkconvnet.jobs;

import java.util.Locale;
import org.sparkconvnet.driver.EpochReport;
import org.sparkconvnet.driver.RoundReport;
import org.sparkconvnet.driver.RunSummary;
import org.sparkconvnet.driver.TrainingListener;
import org.sparkconvnet.driver.TrainingResult;

/** Tells a person what is trained, how far it is, and in the end where the time went. */
class TrainingView implements TrainingListener {
  /** Weight of the newest round in what is shown; about the last 20 rounds count. */
  private static final double NEWEST = 0.1;

  private final Progress progress;
  private final RunInputs inputs;
  private final String master;
  private final String out;
  private final StageTimes stages = StageTimes.ofRun();
  private RunSummary run;
  private double loss = Double.NaN;
  private double accuracy = Double.NaN;
  private double rate = Double.NaN;

  /**
   * @param master where Spark runs
   * @param out the run's folder as the user called it
   */
  TrainingView(Progress progress, RunInputs inputs, String master, String out) {
    this.progress = progress;
    this.inputs = inputs;
    this.master = master;
    this.out = out;
  }

  @Override
  public void notice(String message) {
    progress.line("note: " + message);
  }

  @Override
  public void started(RunSummary summary) {
    run = summary;
    RunDescription.lines(summary, inputs, master, out).forEach(progress::line);
  }

  @Override
  public void warned(String warning) {
    progress.line("warning: " + warning);
  }

  @Override
  public void round(RoundReport report) {
    stages.add(report.times());
    loss = smooth(loss, report.loss());
    accuracy = smooth(accuracy, report.accuracy());
    rate = smooth(rate, report.imagesPerSecond());
    progress.show(
        new Progress.Position(
            report.round(),
            run.rounds(),
            report.epoch(),
            run.settings().epochs(),
            loss,
            accuracy,
            rate,
            report.secondsLeft()));
  }

  @Override
  public void epoch(EpochReport report) {
    int epochs = run.settings().epochs();
    String number = String.format("%" + Integer.toString(epochs).length() + "d", report.epoch());
    String test =
        report.test().map(found -> ", test accuracy " + Units.percent(found.accuracy())).orElse("");
    String validation =
        report
            .validation()
            .map(
                found ->
                    String.format(
                        Locale.ROOT,
                        ", validation loss %.3f, accuracy %s",
                        found.meanLoss(),
                        Units.percent(found.accuracy())))
            .orElse("");
    progress.line(
        String.format(
            Locale.ROOT,
            "epoch %s/%d: loss %.3f, accuracy %s%s%s, %s images/s",
            number,
            epochs,
            report.loss(),
            Units.percent(report.accuracy()),
            validation,
            test,
            Units.count(report.imagesPerSecond())));
  }

  @Override
  public void finished(TrainingResult result) {
    progress.close();
    progress.line("");
    RunDescription.ending(run, inputs, out, result, stages).forEach(progress::line);
  }

  private static double smooth(double before, double now) {
    return Double.isNaN(before) ? now : (1 - NEWEST) * before + NEWEST * now;
  }
}
