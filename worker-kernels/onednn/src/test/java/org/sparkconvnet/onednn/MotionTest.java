package org.sparkconvnet.onednn;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.data.ChannelStatistics;
import org.sparkconvnet.data.ExampleWriter;
import org.sparkconvnet.data.GeneratedShapes.Split;
import org.sparkconvnet.data.GeneratedSource;
import org.sparkconvnet.data.ImageSet;
import org.sparkconvnet.data.Normalization;
import org.sparkconvnet.network.BatchNormFolding;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;
import org.sparkconvnet.train.Predictor;
import org.sparkconvnet.zoo.Zoo;

/**
 * 3D convolutions tell in which direction figures move, and 2D convolutions on one frame do not:
 * the four directions of generated:motion (chance is 25%), a few hundred plain steps. The whole set
 * is in docs/benchmarks/cpu.md.
 */
final class MotionTest {
  private static final int DIRECTIONS = 4;
  private static final int CLASSES = 8;
  private static final int BATCH = 16;
  private static final int STEPS = 220;
  private static final float RATE = 0.1f;

  @Test
  void clipsTellTheDirectionAndFramesDoNot() {
    try (Backend backend = Backends.open(OneDnnBackend.NAME)) {
      double clips = accuracy(backend, "motion3d", "generated:motion?train=1600&test=800");
      double frames = accuracy(backend, "motion2d", "generated:motion?train=1600&test=800&frame=4");
      String found = String.format("accuracy %.3f on clips, %.3f on frames", clips, frames);
      System.out.println(found);
      assertTrue(clips > 0.8, found);
      assertTrue(frames < 0.4, found);
    }
  }

  private static double accuracy(Backend backend, String name, String uri) {
    GeneratedSource source = GeneratedSource.parse(uri);
    ImageSet training = directions(source.generate(Split.TRAIN, 0, 1600));
    ImageSet test = directions(source.generate(Split.TEST, 0, 800));
    Network network = Zoo.get(name).network(source.shape(), DIRECTIONS);
    Normalization normalization = Normalization.of(ChannelStatistics.of(training));
    ExampleWriter writer = new ExampleWriter(source.shape(), normalization, Augmentation.NONE);
    Tuning tuning = Tuning.none(OneDnnBackend.NAME);
    Plan step = Planner.plan(network, BATCH, Plan.Mode.TRAINING, backend.fusions(Precision.FP32));
    BatchNormFolding folding = BatchNormFolding.of(network);
    Plan infer =
        Planner.plan(
            folding.network(), BATCH, Plan.Mode.INFERENCE, backend.fusions(Precision.FP32));
    float[] parameters = step.layout().initialParameters(1);
    float[] state = step.layout().initialState();
    try (Executable executable = backend.compile(step, Precision.FP32, tuning)) {
      executable.writeParameters(parameters);
      executable.writeState(state);
      train(executable, training, writer);
      executable.readParameters(parameters);
      executable.readState(state);
    }
    int[] correct = new int[1];
    try (Predictor predictor =
        new Predictor(folding, backend.compile(infer, Precision.FP32, tuning), writer)) {
      predictor.write(parameters, state);
      predictor.predict(
          test,
          (index, logits, offset) ->
              correct[0] += largest(logits, offset) == test.label(index) ? 1 : 0);
    }
    return (double) correct[0] / test.size();
  }

  /** Minibatches in order, round and round; the directions take turns in them. */
  private static void train(Executable executable, ImageSet images, ExampleWriter writer) {
    float[] values = new float[BATCH * writer.elements()];
    int[] labels = new int[BATCH];
    for (int step = 0; step < STEPS; step++) {
      for (int i = 0; i < BATCH; i++) {
        int index = (step * BATCH + i) % images.size();
        writer.writeForEvaluation(images, index, values, i * writer.elements());
        labels[i] = images.label(index);
      }
      executable.load(values, labels);
      executable.computeGradients(step);
      executable.descend(RATE, 0);
    }
  }

  private static ImageSet directions(ImageSet all) {
    List<Integer> chosen = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (i % CLASSES < DIRECTIONS) {
        chosen.add(i);
      }
    }
    return all.select(chosen.stream().mapToInt(Integer::intValue).toArray());
  }

  private static int largest(float[] logits, int offset) {
    int largest = 0;
    for (int k = 1; k < DIRECTIONS; k++) {
      largest = logits[offset + k] > logits[offset + largest] ? k : largest;
    }
    return largest;
  }
}
