package org.sparkconvnet.data;

import org.sparkconvnet.network.Shape;
import org.sparkconvnet.random.RandomStream;
import org.sparkconvnet.random.Seeds;

/**
 * The parts of an {@link Augmentation} as their formulas say, pixel by pixel in double precision,
 * from the same random numbers.
 */
final class AugmentationReference {
  private final Augmentation settings;
  private final Normalization normalization;
  private final int channels;
  private final int height;
  private final int width;

  AugmentationReference(Augmentation settings, Normalization normalization, Shape shape) {
    this.settings = settings;
    this.normalization = normalization;
    this.channels = shape.channels();
    this.height = shape.spatial().get(0);
    this.width = shape.spatial().get(1);
  }

  double[] example(byte[] image, long seed) {
    RandomStream main = new RandomStream(seed);
    boolean mirrored = settings.mirror() && main.nextLong() < 0;
    int down = settings.shift() > 0 ? main.nextInt(2 * settings.shift() + 1) - settings.shift() : 0;
    int right =
        settings.shift() > 0 ? main.nextInt(2 * settings.shift() + 1) - settings.shift() : 0;
    double[] values = geometry(image, stream(seed, 1), mirrored, down, right);
    colours(image, stream(seed, 2), values);
    saltAndPepper(stream(seed, 3), values);
    if (settings.noise() > 0) {
      float[] noise = new float[values.length];
      GaussianTable.addNoise(noise, 0, noise.length, (float) settings.noise(), main);
      for (int i = 0; i < values.length; i++) {
        values[i] += noise[i];
      }
    }
    cutout(stream(seed, 4), values);
    return values;
  }

  private static RandomStream stream(long seed, int part) {
    return new RandomStream(Seeds.mix(seed ^ Seeds.mix(part)));
  }

  private double[] geometry(byte[] image, RandomStream random, boolean mirrored, int a, int b) {
    double cropWidth = width;
    double cropHeight = height;
    double left = 0;
    double top = 0;
    if (settings.crop() > 0) {
      double area = settings.crop() + (1 - settings.crop()) * random.nextDouble();
      double aspect = Math.pow(4.0 / 3, 2 * random.nextDouble() - 1);
      cropWidth = width * Math.min(1, Math.sqrt(area * aspect));
      cropHeight = height * Math.min(1, Math.sqrt(area / aspect));
      left = (width - cropWidth) * random.nextDouble();
      top = (height - cropHeight) * random.nextDouble();
    }
    double zoom =
        settings.scale() > 0 ? Math.pow(1 + settings.scale(), 2 * random.nextDouble() - 1) : 1;
    double angle =
        settings.rotate() > 0
            ? Math.toRadians(settings.rotate() * (2 * random.nextDouble() - 1))
            : 0;
    double cx = (width - 1) / 2.0;
    double cy = (height - 1) / 2.0;
    double[] values = new double[channels * height * width];
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        double qx = (mirrored ? width - 1 - j : j) + b;
        double qy = i + a;
        double px = cx + (Math.cos(angle) * (qx - cx) + Math.sin(angle) * (qy - cy)) / zoom;
        double py = cy + (-Math.sin(angle) * (qx - cx) + Math.cos(angle) * (qy - cy)) / zoom;
        double sx = left + (px + 0.5) * cropWidth / width - 0.5;
        double sy = top + (py + 0.5) * cropHeight / height - 0.5;
        for (int channel = 0; channel < channels; channel++) {
          values[(channel * height + i) * width + j] = sample(image, channel, sx, sy);
        }
      }
    }
    return values;
  }

  /** The sum over all pixels of the product of two triangles; outside is 0. */
  private double sample(byte[] image, int channel, double sx, double sy) {
    double sum = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double weight = Math.max(0, 1 - Math.abs(sx - x)) * Math.max(0, 1 - Math.abs(sy - y));
        sum += weight * normal(channel, image[(channel * height + y) * width + x] & 0xFF);
      }
    }
    return sum;
  }

  private double normal(int channel, double pixel) {
    return (pixel - normalization.mean().get(channel)) / normalization.std().get(channel);
  }

  private void colours(byte[] image, RandomStream random, double[] values) {
    if (!settings.colours()) {
      return;
    }
    double b = factor(settings.brightness(), random);
    double c = factor(settings.contrast(), random);
    double s = factor(settings.saturation(), random);
    int positions = height * width;
    double meanGrey = 0;
    for (int i = 0; i < image.length; i++) {
      meanGrey += grey(i / positions) * (image[i] & 0xFF) / positions;
    }
    for (int position = 0; position < positions; position++) {
      double[] pixel = new double[channels];
      double grey = 0;
      for (int channel = 0; channel < channels; channel++) {
        double mean = normalization.mean().get(channel);
        double std = normalization.std().get(channel);
        double bright = b * (values[channel * positions + position] * std + mean);
        pixel[channel] = b * meanGrey + c * (bright - b * meanGrey);
        grey += grey(channel) * pixel[channel];
      }
      for (int channel = 0; channel < channels; channel++) {
        double coloured = grey + s * (pixel[channel] - grey);
        values[channel * positions + position] =
            normal(channel, Math.min(255, Math.max(0, coloured)));
      }
    }
  }

  private static double factor(double setting, RandomStream random) {
    return setting > 0 ? 1 + setting * (2 * random.nextDouble() - 1) : 1;
  }

  private double grey(int channel) {
    return channels == 3 ? new double[] {0.299, 0.587, 0.114}[channel] : 1.0 / channels;
  }

  private void saltAndPepper(RandomStream random, double[] values) {
    if (settings.saltPepper() == 0) {
      return;
    }
    long word = 0;
    for (int pixel = 0; pixel < height * width; pixel++) {
      word = pixel % 2 == 0 ? random.nextLong() : word >>> 32;
      double uniform = (word >>> 1 & 0x7FFFFFFFL) / 0x1.0p31;
      if (uniform < settings.saltPepper()) {
        for (int channel = 0; channel < channels; channel++) {
          values[channel * height * width + pixel] = normal(channel, (word & 1) == 0 ? 0 : 255);
        }
      }
    }
  }

  private void cutout(RandomStream random, double[] values) {
    if (settings.cutout() == 0) {
      return;
    }
    int centreY = random.nextInt(height);
    int centreX = random.nextInt(width);
    for (int i = 0; i < values.length; i++) {
      int fromTop = i / width % height - (centreY - settings.cutout() / 2);
      int fromLeft = i % width - (centreX - settings.cutout() / 2);
      boolean inside = fromTop >= 0 && fromTop < settings.cutout();
      if (inside && fromLeft >= 0 && fromLeft < settings.cutout()) {
        values[i] = 0;
      }
    }
  }
}
