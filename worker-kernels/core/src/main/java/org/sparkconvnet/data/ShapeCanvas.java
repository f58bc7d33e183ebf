package org.sparkconvnet.data;

import org.sparkconvnet.random.RandomStream;

/** Renders one generated image after another; colours are float values in [0, 255], (C, H, W). */
final class ShapeCanvas {
  private static final int CHANNELS = 3;
  private static final int SIDE = 32;
  private static final int PLANE = SIDE * SIDE;
  private static final int SAMPLES = 3; // per pixel and axis
  private static final double CENTER_SPREAD = 4; // pixels off the middle
  private static final double LEAST_CONTRAST = 130; // distance of colours, of 442
  private static final double LARGEST_GRADIENT = 35; // from the middle to the edge
  private static final double LEAST_NOISE = 4; // standard deviation
  private static final double MOST_NOISE = 22;
  private static final double LEAST_DISC_RADIUS = 1; // pixels
  private static final double MOST_DISC_RADIUS = 2.5;

  private final float[] values = new float[CHANNELS * PLANE];
  private final double[] background = new double[CHANNELS];
  private final double[] foreground = new double[CHANNELS];
  private final double[] gradientAcross = new double[CHANNELS];
  private final double[] gradientDown = new double[CHANNELS];

  /** Overwrites the canvas: a background and {@code figure}, placed at random. */
  void drawFigure(Figure figure, RandomStream random) {
    drawColors(random);
    double unit = uniform(random, figure.smallestUnit(), figure.largestUnit());
    double angle = uniform(random, 0, 2 * Math.PI);
    double centerX = SIDE / 2.0 + uniform(random, -CENTER_SPREAD, CENTER_SPREAD);
    double centerY = SIDE / 2.0 + uniform(random, -CENTER_SPREAD, CENTER_SPREAD);
    double cosine = StrictMath.cos(angle) / unit;
    double sine = StrictMath.sin(angle) / unit;
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double coverage = coverage(figure, x - centerX, y - centerY, cosine, sine);
        for (int channel = 0; channel < CHANNELS; channel++) {
          double behind =
              background[channel]
                  + gradientAcross[channel] * (x - SIDE / 2)
                  + gradientDown[channel] * (y - SIDE / 2);
          values[channel * PLANE + y * SIDE + x] =
              (float) (behind + coverage * (foreground[channel] - behind));
        }
      }
    }
  }

  /** Covers a random small disc with a random colour. */
  void drawDisc(RandomStream random) {
    double radius = uniform(random, LEAST_DISC_RADIUS, MOST_DISC_RADIUS);
    double centerX = uniform(random, 0, SIDE);
    double centerY = uniform(random, 0, SIDE);
    drawColor(random, foreground);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double right = x + 0.5 - centerX;
        double down = y + 0.5 - centerY;
        double inside = radius + 0.5 - Math.sqrt(right * right + down * down);
        double coverage = Math.max(0, Math.min(1, inside));
        for (int channel = 0; channel < CHANNELS && coverage > 0; channel++) {
          int position = channel * PLANE + y * SIDE + x;
          values[position] += (float) (coverage * (foreground[channel] - values[position]));
        }
      }
    }
  }

  /** Adds Gaussian noise of a random standard deviation to every value. */
  void addNoise(RandomStream random) {
    float std = (float) uniform(random, LEAST_NOISE, MOST_NOISE);
    GaussianTable.addNoise(values, 0, values.length, std, random);
  }

  /** The canvas rounded and clipped to unsigned bytes. */
  byte[] toBytes() {
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

  /** Colours at least {@link #LEAST_CONTRAST} apart, and the background's gradient. */
  private void drawColors(RandomStream random) {
    double squaredDistance;
    do {
      drawColor(random, background);
      drawColor(random, foreground);
      squaredDistance = 0;
      for (int channel = 0; channel < CHANNELS; channel++) {
        double difference = foreground[channel] - background[channel];
        squaredDistance += difference * difference;
      }
    } while (squaredDistance < LEAST_CONTRAST * LEAST_CONTRAST);
    for (int channel = 0; channel < CHANNELS; channel++) {
      double steepest = LARGEST_GRADIENT / SIDE;
      gradientAcross[channel] = uniform(random, -steepest, steepest);
      gradientDown[channel] = uniform(random, -steepest, steepest);
    }
  }

  private static void drawColor(RandomStream random, double[] color) {
    for (int channel = 0; channel < CHANNELS; channel++) {
      color[channel] = uniform(random, 0, 255);
    }
  }

  private static double uniform(RandomStream random, double low, double high) {
    return low + (high - low) * random.nextDouble();
  }
}
