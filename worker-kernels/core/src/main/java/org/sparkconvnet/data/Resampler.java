package org.sparkconvnet.data;

/** Separable resampling of planar images with a triangle filter, in plain arithmetic. */
final class Resampler {
  private Resampler() {}

  /** The inputs one output is made of: {@code weights[i]} belongs to input {@code first + i}. */
  private record Taps(int first, float[] weights) {}

  /** {@code image} stretched to {@code height} x {@code width}. */
  static PlanarPixels resize(PlanarPixels image, int height, int width) {
    if (image.height() == height && image.width() == width) {
      return image;
    }
    Taps[] across = taps(image.width(), width);
    Taps[] down = taps(image.height(), height);
    byte[] pixels = new byte[image.channels() * height * width];
    float[] narrow = new float[image.height() * width]; // one channel, resized across
    for (int channel = 0; channel < image.channels(); channel++) {
      resizeRows(image, channel, across, narrow);
      resizeColumns(narrow, width, down, pixels, channel * height * width);
    }
    return new PlanarPixels(image.channels(), height, width, pixels);
  }

  private static void resizeRows(PlanarPixels image, int channel, Taps[] across, float[] narrow) {
    byte[] pixels = image.pixels();
    for (int y = 0; y < image.height(); y++) {
      int row = (channel * image.height() + y) * image.width();
      for (int x = 0; x < across.length; x++) {
        float[] weights = across[x].weights();
        int first = row + across[x].first();
        float sum = 0;
        for (int i = 0; i < weights.length; i++) {
          sum += weights[i] * (pixels[first + i] & 0xFF);
        }
        narrow[y * across.length + x] = sum;
      }
    }
  }

  private static void resizeColumns(
      float[] narrow, int width, Taps[] down, byte[] pixels, int offset) {
    for (int y = 0; y < down.length; y++) {
      float[] weights = down[y].weights();
      int first = down[y].first() * width;
      for (int x = 0; x < width; x++) {
        float sum = 0;
        for (int i = 0; i < weights.length; i++) {
          sum += weights[i] * narrow[first + i * width + x];
        }
        pixels[offset + y * width + x] = (byte) Math.max(0, Math.min(255, Math.round(sum)));
      }
    }
  }

  /**
   * Weight of input i for output o, before they are scaled to sum 1: max(0, 1 - |i + 1/2 - (o +
   * 1/2) s| / max(1, s)) with s = from / to.
   */
  private static Taps[] taps(int from, int to) {
    double step = (double) from / to;
    double support = Math.max(1, step);
    Taps[] taps = new Taps[to];
    for (int output = 0; output < to; output++) {
      double center = (output + 0.5) * step;
      int first = Math.max(0, (int) Math.floor(center - support));
      int last = Math.min(from, (int) Math.ceil(center + support));
      double sum = 0;
      for (int input = first; input < last; input++) {
        sum += weight(input, center, support);
      }
      float[] weights = new float[last - first];
      for (int input = first; input < last; input++) {
        weights[input - first] = (float) (weight(input, center, support) / sum);
      }
      taps[output] = new Taps(first, weights);
    }
    return taps;
  }

  private static double weight(int input, double center, double support) {
    return Math.max(0, 1 - Math.abs(input + 0.5 - center) / support);
  }
}
