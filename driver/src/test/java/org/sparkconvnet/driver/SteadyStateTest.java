package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.data.ChannelStatistics;
import org.sparkconvnet.data.ExampleWriter;
import org.sparkconvnet.data.GeneratedShapes;
import org.sparkconvnet.data.ImageSet;
import org.sparkconvnet.data.Normalization;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;
import org.sparkconvnet.train.EpochLayout;
import org.sparkconvnet.train.LocalSteps;
import org.sparkconvnet.train.LocalTrainer;
import org.sparkconvnet.train.MinibatchLoader;
import org.sparkconvnet.train.Mixer;
import org.sparkconvnet.train.Shard;
import org.sparkconvnet.zoo.Zoo;

/** A worker's local steps neither leave garbage nor take native memory. */
class SteadyStateTest {
  private static final int EXAMPLES = 500;
  private static final int BATCH = 4; // small, so that steps are many; what they allocate is not
  private static final int STEPS = EXAMPLES / BATCH;
  private static final int MOST_BYTES_PER_STEP = 300;

  @ParameterizedTest
  @ValueSource(strings = {"mirror,shift=2,noise=0.1", "mirror,mixup=0.4,cutmix=1.0"})
  void aStepAllocatesAFewHundredBytesAtMost(String text) {
    Augmentation augmentation = Augmentation.parse(text);
    Network network = Zoo.get("convnetjs-cifar10").network();
    ParameterLayout layout = ParameterLayout.of(network);
    ImageSet images = GeneratedShapes.generate(1, GeneratedShapes.Split.TRAIN, 0, EXAMPLES);
    Shard shard = new Shard(0, images, IntStream.range(0, EXAMPLES).toArray());
    ExampleWriter writer =
        new ExampleWriter(
            images.shape(), Normalization.of(ChannelStatistics.of(images)), augmentation);
    EpochLayout epoch = new EpochLayout(EXAMPLES, 1, BATCH);
    float[] parameters = layout.initialParameters(1);
    try (Backend backend = Backends.open("onednn");
        LocalTrainer trainer =
            new LocalTrainer(
                layout,
                new MinibatchLoader(writer, epoch, 1),
                batch ->
                    backend.compile(
                        Planner.plan(
                            network,
                            batch,
                            Plan.Mode.TRAINING,
                            backend.fusions(Precision.FP32),
                            Mixer.labelling(augmentation)),
                        Precision.FP32,
                        Tuning.none("onednn")),
                1)) {
      run(trainer, shard, parameters, 5); // compiles plans and, by then, the hot methods
      long nativeBytes = trainer.nativeBytes();
      long before = allocated();
      run(trainer, shard, parameters, 2);
      double perStep = (double) (allocated() - before) / (2 * STEPS);
      System.out.printf("bytes allocated per local step: %.1f%n", perStep);
      assertTrue(perStep <= MOST_BYTES_PER_STEP, perStep + " bytes a step");
      assertEquals(nativeBytes, trainer.nativeBytes());
    }
  }

  private static void run(LocalTrainer trainer, Shard shard, float[] parameters, int epochs) {
    float[] rates = new float[STEPS];
    Arrays.fill(rates, 1e-3f);
    for (int epoch = 0; epoch < epochs; epoch++) {
      trainer.run(shard, new LocalSteps(epoch, 0, 0, rates, false), parameters, new float[0]);
    }
  }

  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
