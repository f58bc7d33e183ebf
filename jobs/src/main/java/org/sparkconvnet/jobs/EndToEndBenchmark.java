package org.sparkconvnet.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkconvnet.backend.BackendOptions;
import org.sparkconvnet.driver.Dataset;
import org.sparkconvnet.driver.Median;
import org.sparkconvnet.driver.RoundReport;
import org.sparkconvnet.driver.RunDirectory;
import org.sparkconvnet.driver.RunOptions;
import org.sparkconvnet.driver.Trainer;
import org.sparkconvnet.driver.TrainingListener;
import org.sparkconvnet.driver.TrainingSettings;

/**
 * Images per second of training on Spark with everything in it: augmentation, broadcast, averaging.
 * The rounds after a warm-up are cut into windows, whose median counts.
 */
final class EndToEndBenchmark implements TrainingListener {
  private final BackendOptions backend;
  private final int windows;
  private final long windowNanos;
  private final List<Double> rates = new ArrayList<>();
  private final StageTimes stages = StageTimes.ofAll();
  private final WarmUp warmUp = new WarmUp();
  private long windowStart;
  private long windowImages;

  EndToEndBenchmark(int windows, double seconds, BackendOptions backend) {
    this.backend = backend;
    this.windows = windows;
    this.windowNanos = (long) (seconds * 1e9);
  }

  /** Enough was measured: the run is to stop. */
  private static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Enough() {
      super("enough was measured");
    }
  }

  /** Trains into a folder of its own, which is removed, until enough is measured. */
  BenchmarkReport.EndToEnd run(JavaSparkContext spark, TrainingSettings settings, Dataset data) {
    RunOptions options =
        RunOptions.DEFAULT
            .withCheckpointMinutes(0)
            .withEvaluateEpochs(0)
            .withTuningDirectory(CacheDirectory.tunings())
            .withBackend(backend);
    Path folder = temporaryFolder();
    try {
      RunDirectory directory =
          RunDirectory.create(folder.toUri().toString(), false, spark.hadoopConfiguration());
      Trainer.train(spark, settings, options, data, null, directory, this);
      throw new IllegalStateException("training ended before enough was measured");
    } catch (Enough measured) {
      double[] values = rates.stream().mapToDouble(Double::doubleValue).toArray();
      return new BenchmarkReport.EndToEnd(
          settings.workers(), settings.localSteps(), Median.of(values), stages);
    } finally {
      remove(folder);
    }
  }

  @Override
  public void round(RoundReport report) {
    long now = System.nanoTime();
    if (windowStart == 0) {
      windowStart = warmUp.isOver(now) ? now : 0;
      return;
    }
    stages.add(report.times());
    windowImages += report.images();
    if (now - windowStart >= windowNanos) {
      rates.add(windowImages / ((now - windowStart) * 1e-9));
      windowStart = now;
      windowImages = 0;
    }
    if (rates.size() == windows) {
      throw new Enough();
    }
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("spark-convnet-benchmark-");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
