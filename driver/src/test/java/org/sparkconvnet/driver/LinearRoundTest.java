package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.data.ChannelStatistics;
import org.sparkconvnet.data.ExampleWriter;
import org.sparkconvnet.data.ImageSet;
import org.sparkconvnet.data.Normalization;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;
import org.sparkconvnet.train.EpochLayout;
import org.sparkconvnet.train.Minibatch;
import org.sparkconvnet.train.MinibatchLoader;
import org.sparkconvnet.train.Schedule;
import org.sparkconvnet.train.Shard;

/**
 * With one local step, a round is a step of SGD on the union of the workers' minibatches: it is
 * held to one step of one process on that minibatch.
 */
class LinearRoundTest {
  private static final double RATE = 0.5;
  // Both sides store about this many tensors between an image and a parameter's gradient, there and
  // back, each rounded to float32: a relative error of 2^-24 each. The gradient then sums over
  // REDUCED examples and positions, up to sqrt(REDUCED) times smaller than the sum of its terms'
  // sizes, to which the errors are relative.
  private static final int STORED = 10;
  private static final double ROUNDING = 0x1p-24;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"onednn", "reference"})
  void oneRoundIsOneStepOnTheUnionOfMinibatches(String backend) {
    TrainingSettings settings =
        TestRuns.settings(TestRuns.UNCOUPLED)
            .backend(backend)
            .localSteps(1)
            .schedule(new Schedule.Constant())
            .learningRate(RATE)
            .momentum(0)
            .nesterov(false)
            .epochs(1)
            .build();
    Dataset data = Datasets.openTraining(TestRuns.DATA, new Configuration());
    EpochLayout layout = new EpochLayout(data.size(), 3, 16);
    ParameterLayout parameters = ParameterLayout.of(settings.network());
    float[] start = parameters.initialParameters(settings.seed());
    float[] together = bigStep(settings, data, layout, start);
    float[] round = firstRound(settings, parameters);

    int reduced = 3 * 16 * 16 * 16; // the first convolution's outputs
    double moved = distance(start, together);
    double tolerance =
        2 * STORED * ROUNDING * Math.sqrt(reduced) * moved + 3 * ROUNDING * norm(together);
    double difference = distance(together, round);
    assertTrue(difference <= tolerance, difference + " exceeds " + tolerance);
    assertTrue(moved > 100 * tolerance, "the step is too small to tell: " + moved);
  }

  /** The weights after the first round, from its checkpoint. */
  private float[] firstRound(TrainingSettings settings, ParameterLayout parameters) {
    Path out = folder.resolve("run");
    try (JavaSparkContext spark = TestRuns.spark("local[2]")) {
      RunOptions options = RunOptions.DEFAULT.withCheckpointRounds(1).withStopAfterRounds(1);
      TestRuns.train(spark, settings, options, out);
    }
    Path file = out.resolve("checkpoints/round-00000001.safetensors");
    return Checkpoint.decode(TestRuns.bytes(file), file.toString(), parameters).state().parameters;
  }

  private static float[] bigStep(
      TrainingSettings settings, Dataset data, EpochLayout layout, float[] start) {
    ImageSet images = data.splits().get(0).read(new Configuration());
    assertEquals(data.size(), images.size());
    Minibatch union = union(settings, layout, images);
    float[] end = new float[start.length];
    try (Backend backend = Backends.open(settings.backend())) {
      Plan plan =
          Planner.plan(
              settings.network(),
              union.size(),
              Plan.Mode.TRAINING,
              backend.fusions(Precision.FP32));
      try (Executable executable =
          backend.compile(plan, Precision.FP32, Tuning.none(backend.name()))) {
        executable.writeParameters(start);
        executable.writeState(new float[0]);
        executable.load(union.images(), union.labels());
        executable.computeGradients(0);
        executable.descend((float) RATE, (float) settings.weightDecay());
        executable.readParameters(end);
      }
    }
    return end;
  }

  /** The first minibatches of all workers: 16 + 15 + 15 examples or so. */
  private static Minibatch union(TrainingSettings settings, EpochLayout layout, ImageSet images) {
    ExampleWriter writer =
        new ExampleWriter(
            images.shape(),
            Normalization.of(ChannelStatistics.of(images)),
            settings.augmentation());
    int[] owners = Shard.deal(images.size(), layout.workers(), settings.seed());
    MinibatchLoader loader = new MinibatchLoader(writer, layout, settings.seed());
    float[] pixels = new float[0];
    int[] labels = new int[0];
    for (int worker = 0; worker < layout.workers(); worker++) {
      Shard shard =
          ShardPiece.join(
              worker,
              images.shape(),
              images.classNames(),
              Arrays.asList(ShardPiece.cut(images, 0, owners, layout.workers())[worker]));
      Minibatch part = loader.load(shard, 0, 0);
      pixels = concatenate(pixels, part.images());
      int had = labels.length;
      labels = Arrays.copyOf(labels, had + part.size());
      System.arraycopy(part.labels(), 0, labels, had, part.size());
    }
    return new Minibatch(pixels, labels, new float[0]);
  }

  private static float[] concatenate(float[] first, float[] second) {
    float[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  private static double norm(float[] a) {
    return distance(a, new float[a.length]);
  }
}
