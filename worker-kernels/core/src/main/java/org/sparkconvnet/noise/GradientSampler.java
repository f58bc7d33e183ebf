package org.sparkconvnet.noise;

import java.util.Arrays;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.data.ExampleWriter;
import org.sparkconvnet.data.ImageSet;
import org.sparkconvnet.random.Seeds;
import org.sparkconvnet.train.Minibatch;
import org.sparkconvnet.train.Mixer;
import org.sparkconvnet.train.Permutation;

/**
 * Measures the gradients of disjoint random minibatches at fixed weights, images augmented,
 * examples mixed and dropout drawn as in training. A function of the seed.
 */
public final class GradientSampler {
  private final ImageSet images;
  private final ExampleWriter writer;
  private final long seed;

  /** A sampler of {@code images}, which are taken to be independent draws. */
  public GradientSampler(ImageSet images, ExampleWriter writer, long seed) {
    this.images = images;
    this.writer = writer;
    this.seed = seed;
  }

  /**
   * What was measured at one size.
   *
   * @param stepNanos the median time of loading a minibatch and computing its gradient
   */
  public record Measured(NoiseEstimate estimate, long stepNanos) {}

  /** Images that are there, at most {@code examples}. */
  public int size(int examples) {
    return Math.min(examples, images.size());
  }

  /** The most minibatches of a size that {@code examples} images, each met once, allow. */
  public int minibatches(int batch, int examples) {
    return size(examples) / batch;
  }

  /**
   * Runs {@code minibatches} minibatches of the executable's size, whose weights and running
   * statistics the caller has written.
   */
  public Measured measure(Executable executable, int minibatches) {
    int batch = executable.plan().batch();
    int[] order = Permutation.of(images.size(), Seeds.of(seed, Seeds.Purpose.SHUFFLE, batch));
    boolean mixes = writer.augmentation().mixes();
    Mixer mixer = mixes ? new Mixer(writer.augmentation(), images.shape(), batch) : null;
    int classes = mixes ? images.classNames().size() : 0;
    Minibatch minibatch = new Minibatch(batch, writer.elements(), classes);
    float[] gradient = new float[executable.plan().layout().parameterCount()];
    NoiseEstimator estimator = new NoiseEstimator(gradient.length, batch);
    long[] nanos = new long[minibatches];
    for (int i = 0; i < minibatches; i++) {
      long started = System.nanoTime();
      for (int j = 0; j < batch; j++) {
        int image = order[i * batch + j];
        long exampleSeed = Seeds.of(seed, Seeds.Purpose.AUGMENTATION, batch, image);
        int offset = j * writer.elements();
        writer.writeForTraining(images, image, exampleSeed, minibatch.images(), offset);
        minibatch.labels()[j] = images.label(image);
      }
      if (mixer != null) {
        mixer.mix(minibatch, Seeds.of(seed, Seeds.Purpose.MIXING, batch, i));
      }
      minibatch.loadInto(executable);
      executable.computeGradients(Seeds.of(seed, Seeds.Purpose.DROPOUT, batch, i));
      nanos[i] = System.nanoTime() - started;
      executable.readGradients(gradient);
      estimator.add(gradient);
    }
    Arrays.sort(nanos);
    return new Measured(estimator.estimate(), nanos[minibatches / 2]);
  }
}
