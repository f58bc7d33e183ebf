package org.sparkconvnet.data;

import org.sparkconvnet.random.RandomStream;

/** Renders one generated image after another; colours are float values in [0, 255], (C, H, W). */
final class ShapeCanvas {
  private static final int CHANNELS = 3;
  private static final int SIDE = 32;
  private static final int PLANE = SIDE * SIDE;
  private static final int SAMPLES = 3; // per pixel and axis
  private static final double CENTER_SPREAD = 4; // pixels off the middle
  private static final double LEAST_NOISE = 4; // standard deviation
  private static final double MOST_NOISE = 22;
  private static final double LEAST_DISC_RADIUS = 1; // pixels
  private static final double MOST_DISC_RADIUS = 2.5;

  private final float[] values = new float[CHANNELS * PLANE];
  private final Palette palette = new Palette(CHANNELS, SIDE);

  /** Overwrites the canvas: a background and {@code figure}, placed at random. */
  void drawFigure(Figure figure, RandomStream random) {
    palette.draw(random);
    double unit = Palette.uniform(random, figure.smallestUnit(), figure.largestUnit());
    double angle = Palette.uniform(random, 0, 2 * Math.PI);
    double centerX = SIDE / 2.0 + Palette.uniform(random, -CENTER_SPREAD, CENTER_SPREAD);
    double centerY = SIDE / 2.0 + Palette.uniform(random, -CENTER_SPREAD, CENTER_SPREAD);
    double cosine = StrictMath.cos(angle) / unit;
    double sine = StrictMath.sin(angle) / unit;
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double coverage = coverage(figure, x - centerX, y - centerY, cosine, sine);
        for (int channel = 0; channel < CHANNELS; channel++) {
          values[channel * PLANE + y * SIDE + x] = palette.at(channel, x, y, coverage);
        }
      }
    }
  }

  /** Covers a random small disc with a random colour. */
  void drawDisc(RandomStream random) {
    double radius = Palette.uniform(random, LEAST_DISC_RADIUS, MOST_DISC_RADIUS);
    double centerX = Palette.uniform(random, 0, SIDE);
    double centerY = Palette.uniform(random, 0, SIDE);
    palette.drawForeground(random);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double right = x + 0.5 - centerX;
        double down = y + 0.5 - centerY;
        double inside = radius + 0.5 - Math.sqrt(right * right + down * down);
        double coverage = Math.max(0, Math.min(1, inside));
        for (int channel = 0; channel < CHANNELS && coverage > 0; channel++) {
          int position = channel * PLANE + y * SIDE + x;
          values[position] += (float) (coverage * (palette.foreground(channel) - values[position]));
        }
      }
    }
  }

  /** Adds Gaussian noise of a random standard deviation to every value. */
  void addNoise(RandomStream random) {
    float std = (float) Palette.uniform(random, LEAST_NOISE, MOST_NOISE);
    GaussianTable.addNoise(values, 0, values.length, std, random);
  }

  /** The canvas rounded and clipped to unsigned bytes. */
  byte[] toBytes() {
    return toBytes(values);
  }

  /** Values rounded and clipped to unsigned bytes. */
  static byte[] toBytes(float[] values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.max(0, Math.min(255, Math.round(values[i])));
    }
    return bytes;
  }

  /** The part of the pixel right of and below (right, down) that {@code figure} covers. */
  private static double coverage(
      Figure figure, double right, double down, double cosine, double sine) {
    int inside = 0;
    for (int i = 0; i < SAMPLES; i++) {
      double sampleDown = down + (i + 0.5) / SAMPLES;
      for (int j = 0; j < SAMPLES; j++) {
        double sampleRight = right + (j + 0.5) / SAMPLES;
        double u = cosine * sampleRight + sine * sampleDown;
        double v = cosine * sampleDown - sine * sampleRight;
        if (figure.contains(u, v)) {
          inside++;
        }
      }
    }
    return (double) inside / (SAMPLES * SAMPLES);
  }
}
