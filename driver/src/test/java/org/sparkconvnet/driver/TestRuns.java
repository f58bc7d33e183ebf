package org.sparkconvnet.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;
import org.sparkconvnet.train.Recipe;
import org.sparkconvnet.train.Schedule;

/** Small runs for tests. */
final class TestRuns {
  /** Augmentation, dropout and running statistics: everything that a seed or a state decides. */
  static final Network NETWORK =
      Network.builder("small", Shape.of(3, 32, 32))
          .convolutionWithoutBias("conv1", 6, Window.square(5).withPadding(2).withStride(2))
          .batchNormalization("norm1")
          .relu("relu1")
          .maxPooling("pool1", Window.square(2).withStride(2))
          .dropout("dropout", 0.25)
          .dense("classifier", 10)
          .softmaxCrossEntropy("loss")
          .build();

  /** Without anything that couples the examples of a minibatch. */
  static final Network UNCOUPLED =
      Network.builder("uncoupled", Shape.of(3, 32, 32))
          .convolution("conv1", 4, Window.square(5).withPadding(2).withStride(2))
          .relu("relu1")
          .maxPooling("pool1", Window.square(2).withStride(2))
          .dense("classifier", 10)
          .softmaxCrossEntropy("loss")
          .build();

  private static final Recipe RECIPE =
      new Recipe(
          2, 16, 0.02, new Schedule.OneCycle(0.3), 0.9, true, 1e-4, new Augmentation(true, 2, 0.1));

  private TestRuns() {}

  /** 3 workers, minibatches of 16 and 15, 2 local steps: 4 rounds an epoch of 340 images. */
  static final String DATA = "generated:shapes?train=340&test=130&seed=3";

  static TrainingSettings.Builder settings(Network network) {
    return TrainingSettings.builder(network, RECIPE).workers(3).localSteps(2).seed(5);
  }

  /**
   * Timings of kernels are kept for all classes of tests, which else would each spend ten seconds
   * on them; executors run in folders of their own.
   */
  static RunOptions options() {
    Path kept = Path.of("target", "tunings").toAbsolutePath();
    return RunOptions.DEFAULT.withTuningDirectory(kept.toString());
  }

  static JavaSparkContext spark(String master) {
    return spark(new SparkConf().setMaster(master));
  }

  static JavaSparkContext spark(SparkConf conf) {
    return new JavaSparkContext(conf.setAppName("test"));
  }

  /** Trains on {@link #DATA}; resumes where the options say so. */
  static TrainingResult train(
      JavaSparkContext spark, TrainingSettings settings, RunOptions options, Path out) {
    return train(spark, settings, options, out, TrainingListener.SILENT);
  }

  static TrainingResult train(
      JavaSparkContext spark,
      TrainingSettings settings,
      RunOptions options,
      Path out,
      TrainingListener listener) {
    return train(spark, settings, options, out, listener, DATA);
  }

  static TrainingResult train(
      JavaSparkContext spark,
      TrainingSettings settings,
      RunOptions options,
      Path out,
      TrainingListener listener,
      String data) {
    Configuration hadoop = spark.hadoopConfiguration();
    RunDirectory directory =
        options.resume()
            ? RunDirectory.open(out.toString(), hadoop)
            : RunDirectory.create(out.toString(), false, hadoop);
    return Trainer.train(
        spark,
        settings,
        options,
        Datasets.openTraining(data, hadoop),
        Datasets.openTest(data, hadoop),
        directory,
        listener);
  }

  static byte[] model(Path out) {
    return bytes(out.resolve(RunDirectory.MODEL));
  }

  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
