package org.sparkconvnet.data;

import org.sparkconvnet.random.RandomStream;

/** Random colours of a generated image: a figure's, and a background's with a linear gradient. */
final class Palette {
  private static final double LEAST_CONTRAST = 130; // distance of colours, of 442
  private static final double LARGEST_GRADIENT = 35; // from the middle to the edge

  private final int side;
  private final double[] background;
  private final double[] foreground;
  private final double[] gradientAcross;
  private final double[] gradientDown;

  /** Of square images. */
  Palette(int channels, int side) {
    this.side = side;
    this.background = new double[channels];
    this.foreground = new double[channels];
    this.gradientAcross = new double[channels];
    this.gradientDown = new double[channels];
  }

  /** Draws colours that can be told apart, and the background's gradient. */
  void draw(RandomStream random) {
    double squaredDistance;
    do {
      drawColor(random, background);
      drawColor(random, foreground);
      squaredDistance = 0;
      for (int channel = 0; channel < background.length; channel++) {
        double difference = foreground[channel] - background[channel];
        squaredDistance += difference * difference;
      }
    } while (squaredDistance < LEAST_CONTRAST * LEAST_CONTRAST);
    for (int channel = 0; channel < background.length; channel++) {
      double steepest = LARGEST_GRADIENT / side;
      gradientAcross[channel] = uniform(random, -steepest, steepest);
      gradientDown[channel] = uniform(random, -steepest, steepest);
    }
  }

  /** Draws another colour for the figure alone. */
  void drawForeground(RandomStream random) {
    drawColor(random, foreground);
  }

  double foreground(int channel) {
    return foreground[channel];
  }

  /** A channel of the pixel (x, y), of which the figure covers {@code coverage}. */
  float at(int channel, int x, int y, double coverage) {
    double behind =
        background[channel]
            + gradientAcross[channel] * (x - side / 2)
            + gradientDown[channel] * (y - side / 2);
    return (float) (behind + coverage * (foreground[channel] - behind));
  }

  private static void drawColor(RandomStream random, double[] color) {
    for (int channel = 0; channel < color.length; channel++) {
      color[channel] = uniform(random, 0, 255);
    }
  }

  static double uniform(RandomStream random, double low, double high) {
    return low + (high - low) * random.nextDouble();
  }
}
