package org.sparkconvnet.data;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.random.RandomStream;
import org.sparkconvnet.train.Minibatch;
import org.sparkconvnet.train.Mixer;

/**
 * Measures what staging one 3x32x32 image for training takes, mixing included, in nanoseconds of
 * one thread's processor time: the median and the least of several windows. Arguments: windows,
 * window milliseconds, augmentations.
 */
final class AugmentationSpeed {
  private static final Shape SHAPE = Shape.of(3, 32, 32);
  private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();
  private static final int BATCH = 64;
  private static final int IMAGES = 4096;

  private AugmentationSpeed() {}

  public static void main(String[] arguments) {
    int windows = Integer.parseInt(arguments[0]);
    long nanoseconds = Long.parseLong(arguments[1]) * 1_000_000;
    String[] texts = Arrays.copyOfRange(arguments, 2, arguments.length);
    ImageSet set = GeneratedShapes.generate(1, GeneratedShapes.Split.TRAIN, 0, IMAGES);
    Normalization normalization = Normalization.of(ChannelStatistics.of(set));
    double[][] times = new double[texts.length][windows];
    for (int window = -1; window < windows; window++) {
      for (int i = 0; i < texts.length; i++) {
        ExampleWriter writer =
            new ExampleWriter(SHAPE, normalization, Augmentation.parse(texts[i]));
        double perImage = window(set, writer, nanoseconds);
        if (window >= 0) {
          times[i][window] = perImage;
        }
      }
    }
    for (int i = 0; i < texts.length; i++) {
      Arrays.sort(times[i]);
      System.out.printf(
          "%-70s median %6.0f  least %6.0f ns/image%n",
          texts[i], times[i][windows / 2], times[i][0]);
    }
  }

  private static double window(ImageSet set, ExampleWriter writer, long nanoseconds) {
    boolean mixes = writer.augmentation().mixes();
    Minibatch minibatch = new Minibatch(BATCH, SHAPE.elements(), mixes ? 10 : 0);
    Mixer mixer = mixes ? new Mixer(writer.augmentation(), SHAPE, BATCH) : null;
    RandomStream random = new RandomStream(7);
    long start = THREAD.getCurrentThreadCpuTime();
    long images = 0;
    long now = start;
    while (now - start < nanoseconds) {
      for (int i = 0; i < BATCH; i++) {
        int index = random.nextInt(IMAGES);
        writer.writeForTraining(set, index, index, minibatch.images(), i * SHAPE.elements());
        minibatch.labels()[i] = set.label(index);
      }
      if (mixes) {
        mixer.mix(minibatch, images);
      }
      images += BATCH;
      now = THREAD.getCurrentThreadCpuTime();
    }
    return (double) (now - start) / images;
  }
}
