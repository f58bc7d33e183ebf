package org.sparkconvnet.data;

import org.sparkconvnet.random.RandomStream;

/**
 * Renders one generated clip after another. What a figure looks like in frame t is its state at
 * that time: a place on the torus that the frame's opposite edges form, an angle, and a phase of
 * its size, which starts again from the smallest after the largest. Each is uniform at the start
 * and moves by a constant step or not at all, and so it is uniform in every frame: no frame on its
 * own tells the motion.
 */
final class MotionCanvas {
  private static final int CHANNELS = 3;
  private static final int FRAMES = 8;
  private static final int SIDE = 24;
  private static final int PLANE = SIDE * SIDE;
  private static final int SAMPLES = 3; // per pixel and axis
  private static final double SMALLEST = 5; // radius in pixels
  private static final double LARGEST = 10.5;
  private static final double SLOWEST = 1; // pixels a frame
  private static final double FASTEST = 2;
  private static final double MOST_ASKEW = StrictMath.toRadians(15); // off the axis
  private static final double SLOWEST_TURN = StrictMath.toRadians(12); // a frame
  private static final double FASTEST_TURN = StrictMath.toRadians(22);
  private static final double SLOWEST_GROWTH = 0.09; // of the phase, a frame
  private static final double FASTEST_GROWTH = 0.14;
  private static final double LEAST_NOISE = 2; // standard deviation
  private static final double MOST_NOISE = 8;

  /** Figures whose turning shows: none comes to itself within twice the fastest turn. */
  private static final Figure[] FIGURES = {
    Figure.SQUARE, Figure.TRIANGLE, Figure.STAR, Figure.CROSS
  };

  private final float[] values = new float[CHANNELS * FRAMES * PLANE]; // (C, D, H, W)
  private final Palette palette = new Palette(CHANNELS, SIDE);

  /** A clip as unsigned bytes, (C, D, H, W). */
  byte[] draw(Motion motion, RandomStream random) {
    palette.draw(random);
    Figure figure = FIGURES[random.nextInt(FIGURES.length)];
    double x = Palette.uniform(random, 0, SIDE);
    double y = Palette.uniform(random, 0, SIDE);
    double angle = Palette.uniform(random, 0, 2 * Math.PI);
    double phase = Palette.uniform(random, 0, 1);
    double speed = Palette.uniform(random, SLOWEST, FASTEST);
    double askew = Palette.uniform(random, -MOST_ASKEW, MOST_ASKEW);
    double turn = motion.turn() * Palette.uniform(random, SLOWEST_TURN, FASTEST_TURN);
    double growth = motion.growth() * Palette.uniform(random, SLOWEST_GROWTH, FASTEST_GROWTH);
    double ahead = speed * StrictMath.cos(askew);
    double aside = speed * StrictMath.sin(askew);
    double across = motion.across() * ahead - motion.down() * aside;
    double down = motion.down() * ahead + motion.across() * aside;
    for (int frame = 0; frame < FRAMES; frame++) {
      double grown = phase + growth * frame;
      double radius = SMALLEST * StrictMath.pow(LARGEST / SMALLEST, grown - Math.floor(grown));
      drawFrame(frame, figure, x + across * frame, y + down * frame, angle + turn * frame, radius);
    }
    float std = (float) Palette.uniform(random, LEAST_NOISE, MOST_NOISE);
    GaussianTable.addNoise(values, 0, values.length, std, random);
    return ShapeCanvas.toBytes(values);
  }

  private void drawFrame(
      int frame, Figure figure, double centerX, double centerY, double angle, double radius) {
    double cosine = StrictMath.cos(angle) / radius;
    double sine = StrictMath.sin(angle) / radius;
    for (int y = 0; y < SIDE; y++) {
      double down = around(y + 0.5 - centerY);
      for (int x = 0; x < SIDE; x++) {
        double right = around(x + 0.5 - centerX);
        double reach = radius + 1;
        boolean near = right * right + down * down < reach * reach;
        double coverage = near ? coverage(figure, right, down, cosine, sine) : 0;
        for (int channel = 0; channel < CHANNELS; channel++) {
          values[(channel * FRAMES + frame) * PLANE + y * SIDE + x] =
              palette.at(channel, x, y, coverage);
        }
      }
    }
  }

  /** The shortest way on the torus, in [-SIDE / 2, SIDE / 2]. */
  private static double around(double distance) {
    return distance - SIDE * Math.rint(distance / SIDE);
  }

  /** The part that {@code figure} covers of the pixel whose middle lies at (right, down). */
  private static double coverage(
      Figure figure, double right, double down, double cosine, double sine) {
    int inside = 0;
    for (int i = 0; i < SAMPLES; i++) {
      double sampleDown = down + (i + 0.5) / SAMPLES - 0.5;
      for (int j = 0; j < SAMPLES; j++) {
        double sampleRight = right + (j + 0.5) / SAMPLES - 0.5;
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
