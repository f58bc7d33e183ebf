package org.sparkconvnet.data;

import java.io.Serializable;
import java.math.BigInteger;

/**
 * Mean and standard deviation of each channel, in units of pixel values [0, 255]. Kept as integer
 * sums: exact, hence independent of the order in which parts are added and merged. Holds up to
 * 1.4e14 pixels a channel.
 */
public final class ChannelStatistics implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long[] sums; // (C), of pixel
  private final long[] sumsOfSquares; // (C), of pixel^2
  private long count; // pixels of one channel

  /** Statistics of no image yet. */
  public ChannelStatistics(int channels) {
    if (channels < 1) {
      throw new IllegalArgumentException("channels must be positive, got " + channels);
    }
    this.sums = new long[channels];
    this.sumsOfSquares = new long[channels];
  }

  /** Statistics of every image of {@code set}. */
  public static ChannelStatistics of(ImageSet set) {
    ChannelStatistics statistics = new ChannelStatistics(set.shape().channels());
    for (int i = 0; i < set.size(); i++) {
      statistics.add(set.image(i));
    }
    return statistics;
  }

  /** Adds one image of unsigned bytes, (C, positions). */
  public void add(byte[] image) {
    int positions = image.length / sums.length;
    if (positions * sums.length != image.length) {
      throw new DataException(
          "an image of %d bytes does not divide into %d channels"
              .formatted(image.length, sums.length));
    }
    for (int channel = 0; channel < sums.length; channel++) {
      long sum = 0;
      long sumOfSquares = 0;
      for (int i = channel * positions; i < (channel + 1) * positions; i++) {
        int pixel = image[i] & 0xFF;
        sum += pixel;
        sumOfSquares += pixel * pixel;
      }
      sums[channel] += sum;
      sumsOfSquares[channel] += sumOfSquares;
    }
    count += positions;
  }

  /** Adds what {@code other} has counted; returns this. */
  public ChannelStatistics merge(ChannelStatistics other) {
    if (other.sums.length != sums.length) {
      throw new DataException(
          "statistics of %d and of %d channels cannot be merged"
              .formatted(sums.length, other.sums.length));
    }
    for (int channel = 0; channel < sums.length; channel++) {
      sums[channel] += other.sums[channel];
      sumsOfSquares[channel] += other.sumsOfSquares[channel];
    }
    count += other.count;
    return this;
  }

  public int channels() {
    return sums.length;
  }

  /** Pixels counted in each channel. */
  public long count() {
    return count;
  }

  /** mean = sum(pixel) / count. */
  public double mean(int channel) {
    requireCount();
    return (double) sums[channel] / count;
  }

  /** sqrt(sum(pixel^2) / count - mean^2), over the population; formed from exact integers. */
  public double standardDeviation(int channel) {
    requireCount();
    BigInteger sum = BigInteger.valueOf(sums[channel]);
    BigInteger spread =
        BigInteger.valueOf(count)
            .multiply(BigInteger.valueOf(sumsOfSquares[channel]))
            .subtract(sum.multiply(sum));
    return Math.sqrt(spread.doubleValue()) / count;
  }

  private void requireCount() {
    if (count == 0) {
      throw new DataException("no image to take the mean of");
    }
  }
}
