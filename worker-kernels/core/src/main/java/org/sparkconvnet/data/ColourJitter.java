package org.sparkconvnet.data;

import java.util.Arrays;
import org.sparkconvnet.random.RandomStream;

/**
 * Random brightness, contrast and saturation, in that order, of an image that is already normalised
 * and moved. In units of pixel values, with factors b, c, s uniform in [1 - setting, 1 + setting]:
 *
 * <pre>
 * brightness   v = b x
 * contrast     v = b m + c (v - b m)       m = mean grey of the image as it was stored
 * saturation   v = g + s (v - g)           g = grey of the pixel
 * then         v = min(255, max(0, v))     once, and normalised again
 * </pre>
 *
 * <p>Grey is 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601) of three channels, the mean of
 * others. What a shift left empty is coloured as any other pixel. The three together are v = A x +
 * B g + K, one pass. Allocates nothing per image.
 */
final class ColourJitter {
  private static final float[] BT601 = {0.299f, 0.587f, 0.114f};
  private static final float WHITE = 255;

  private final int positions;
  private final float[] grey; // (C), weights of grey
  private final float[] mean; // (C)
  private final float[] std; // (C)
  private final float[] least; // (C), of 0
  private final float[] most; // (C), of 255
  private final float[] greys; // (positions)
  private final float[][] planes; // (C, positions): loops over one index become vector code

  ColourJitter(int positions, Normalization normalization) {
    int channels = normalization.mean().size();
    this.positions = positions;
    this.grey = channels == BT601.length ? BT601.clone() : new float[channels];
    if (channels != BT601.length) {
      Arrays.fill(grey, 1f / channels);
    }
    this.mean = new float[channels];
    this.std = new float[channels];
    this.least = new float[channels];
    this.most = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      mean[channel] = normalization.mean().get(channel);
      std[channel] = normalization.std().get(channel);
      least[channel] = normalization.apply(channel, 0);
      most[channel] = normalization.apply(channel, (int) WHITE);
    }
    this.greys = new float[positions];
    this.planes = new float[channels][positions];
  }

  /**
   * Colours {@code target[offset ..]}, which was made of {@code image}. Draws b, c and s, those
   * that are asked for.
   */
  void apply(byte[] image, Augmentation settings, RandomStream random, float[] target, int offset) {
    float b = factor(settings.brightness(), random);
    float c = factor(settings.contrast(), random);
    float s = factor(settings.saturation(), random);
    float own = s * c * b;
    float ofGrey = (1 - s) * c * b;
    float constant = settings.contrast() > 0 ? (1 - c) * b * meanGrey(image) : 0;
    boolean mixes = settings.saturation() > 0;
    Arrays.fill(greys, 0);
    for (int channel = 0; channel < mean.length; channel++) {
      System.arraycopy(target, offset + channel * positions, planes[channel], 0, positions);
      if (mixes) {
        addGrey(
            planes[channel], grey[channel] * std[channel], grey[channel] * mean[channel], greys);
      }
    }
    for (int channel = 0; channel < mean.length; channel++) {
      float[] plane = planes[channel];
      float add = ((own - 1) * mean[channel] + constant) / std[channel];
      if (mixes) {
        float share = ofGrey / std[channel];
        mix(plane, own, add, greys, share, least[channel], most[channel]);
      } else {
        scale(plane, own, add, least[channel], most[channel]);
      }
      System.arraycopy(plane, 0, target, offset + channel * positions, positions);
    }
  }

  private static float factor(double setting, RandomStream random) {
    return setting > 0 ? (float) (1 + setting * (2 * random.nextDouble() - 1)) : 1;
  }

  private float meanGrey(byte[] image) {
    float sum = 0;
    for (int channel = 0; channel < mean.length; channel++) {
      sum += grey[channel] * sum(image, channel * positions, positions);
    }
    return sum / positions;
  }

  // Loops of their own, which the compiler turns into vector code.
  private static int sum(byte[] image, int from, int count) {
    int sum = 0;
    for (int i = 0; i < count; i++) {
      sum += image[from + i] & 0xFF;
    }
    return sum;
  }

  private static void addGrey(float[] plane, float slope, float add, float[] greys) {
    for (int i = 0; i < plane.length; i++) {
      greys[i] += slope * plane[i] + add;
    }
  }

  private static void mix(
      float[] plane, float own, float add, float[] greys, float share, float least, float most) {
    for (int i = 0; i < plane.length; i++) {
      float value = own * plane[i] + share * greys[i] + add;
      plane[i] = Math.min(most, Math.max(least, value));
    }
  }

  private static void scale(float[] plane, float own, float add, float least, float most) {
    for (int i = 0; i < plane.length; i++) {
      plane[i] = Math.min(most, Math.max(least, own * plane[i] + add));
    }
  }
}
