package org.sparkconvnet.driver;

/** Hears how training goes, on the driver's thread; what it throws stops the run. */
public interface TrainingListener {
  /** Something to know that does not stop the run, such as a damaged checkpoint that was passed. */
  default void notice(String message) {}

  /** Shards, plans and tuning are ready; the first round is next. */
  default void started(RunSummary summary) {}

  /** Something is odd about the data, in one line; training goes on. */
  default void warned(String warning) {}

  /** A round is over. */
  default void round(RoundReport report) {}

  /** An epoch is over, and evaluated where that was due. */
  default void epoch(EpochReport report) {}

  /** The run is over and its model written. */
  default void finished(TrainingResult result) {}

  /** A listener that does nothing. */
  TrainingListener SILENT = new TrainingListener() {};
}
