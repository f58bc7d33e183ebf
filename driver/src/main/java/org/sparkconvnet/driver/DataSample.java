package org.sparkconvnet.driver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.sparkconvnet.data.ChannelStatistics;
import org.sparkconvnet.data.ImageSet;
import org.sparkconvnet.data.Normalization;
import org.sparkconvnet.random.Seeds;
import org.sparkconvnet.train.Permutation;

/**
 * Some images of a data set, read in this process.
 *
 * @param images drawn uniformly without replacement, by ascending index
 * @param examples their indices in the data set
 * @param normalization of all the images in the splits that were read
 * @param read how many these were
 */
public record DataSample(ImageSet images, int[] examples, Normalization normalization, int read) {
  /** Draws {@code count} images, or all where there are fewer; the seed decides which. */
  public static DataSample draw(Dataset data, int count, long seed, Configuration hadoop) {
    int[] order = Permutation.of(data.size(), Seeds.of(seed, Seeds.Purpose.SAMPLE));
    int[] examples = Arrays.copyOf(order, Math.min(count, order.length));
    Arrays.sort(examples);
    List<byte[]> images = new ArrayList<>();
    int[] labels = new int[examples.length];
    ChannelStatistics statistics = new ChannelStatistics(data.shape().channels());
    int read = 0;
    for (DataSplit split : data.splits()) {
      int end = split.first() + split.size();
      if (images.size() < examples.length && examples[images.size()] < end) {
        ImageSet set = split.read(hadoop);
        statistics.merge(ChannelStatistics.of(set));
        read += set.size();
        while (images.size() < examples.length && examples[images.size()] < end) {
          int index = examples[images.size()] - split.first();
          labels[images.size()] = set.label(index);
          images.add(set.image(index));
        }
      }
    }
    return new DataSample(
        new ImageSet(data.shape(), data.classNames(), images.toArray(byte[][]::new), labels),
        examples,
        Normalization.of(statistics),
        read);
  }
}
