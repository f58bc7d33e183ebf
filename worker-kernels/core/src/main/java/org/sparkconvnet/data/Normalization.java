package org.sparkconvnet.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * x = (pixel - mean) / std per channel, in units of pixel values [0, 255]; evaluated in float32, so
 * that training, evaluation and prediction give a network the same bits.
 *
 * @param mean (C)
 * @param std (C), positive
 */
public record Normalization(List<Float> mean, List<Float> std) implements Serializable {
  private static final int PIXEL_VALUES = 256;

  public Normalization {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.isEmpty() || mean.size() != std.size()) {
      throw new IllegalArgumentException(
          "a normalization needs one mean and one std per channel, got %s and %s"
              .formatted(mean, std));
    }
    if (!mean.stream().allMatch(Float::isFinite)
        || !std.stream().allMatch(value -> Float.isFinite(value) && value > 0)) {
      throw new IllegalArgumentException(
          "means must be finite and stds positive, got %s and %s".formatted(mean, std));
    }
  }

  /** To mean 0 and standard deviation 1; a constant channel gets std 1. */
  public static Normalization of(ChannelStatistics statistics) {
    List<Float> mean = new ArrayList<>();
    List<Float> std = new ArrayList<>();
    for (int channel = 0; channel < statistics.channels(); channel++) {
      float deviation = (float) statistics.standardDeviation(channel);
      mean.add((float) statistics.mean(channel));
      std.add(deviation > 0 ? deviation : 1);
    }
    return new Normalization(mean, std);
  }

  /** x = pixel. */
  public static Normalization identity(int channels) {
    return new Normalization(Collections.nCopies(channels, 0f), Collections.nCopies(channels, 1f));
  }

  /** x for one pixel in [0, 255]. */
  public float apply(int channel, int pixel) {
    return (pixel - mean.get(channel)) / std.get(channel);
  }

  /** x by channel and pixel value: (C)(256). */
  public float[][] tables() {
    float[][] tables = new float[mean.size()][PIXEL_VALUES];
    for (int channel = 0; channel < tables.length; channel++) {
      for (int pixel = 0; pixel < PIXEL_VALUES; pixel++) {
        tables[channel][pixel] = apply(channel, pixel);
      }
    }
    return tables;
  }
}
