package org.sparkconvnet.data;

import java.util.Locale;

/**
 * The ten figures of {@link GeneratedShapes}, each a set of points of the plane. The outlines lie
 * in the unit circle; the textures fill the plane with period 1.
 */
enum Figure {
  DISC(9, 13) {
    @Override
    boolean contains(double u, double v) {
      return u * u + v * v < 0.85 * 0.85;
    }
  },
  SQUARE(9, 13) {
    @Override
    boolean contains(double u, double v) {
      return Math.max(Math.abs(u), Math.abs(v)) < HALF_SIDE;
    }
  },
  TRIANGLE(10, 14) {
    @Override
    boolean contains(double u, double v) {
      return v > -0.5 && Math.abs(u) * ROOT_3 + v < 1;
    }
  },
  STAR(11, 15) {
    @Override
    boolean contains(double u, double v) {
      return sidesPassed(u, v) <= 1;
    }
  },
  CROSS(10, 14) {
    @Override
    boolean contains(double u, double v) {
      double near = Math.min(Math.abs(u), Math.abs(v));
      double far = Math.max(Math.abs(u), Math.abs(v));
      return near < 0.26 && far < 0.95;
    }
  },
  RING(9, 14) {
    @Override
    boolean contains(double u, double v) {
      double squaredRadius = u * u + v * v;
      return squaredRadius < 1 && squaredRadius > 0.6 * 0.6;
    }
  },
  STRIPES(6, 9) {
    @Override
    boolean contains(double u, double v) {
      return v - Math.floor(v) < 0.5;
    }
  },
  CHECKERBOARD(9, 13) {
    @Override
    boolean contains(double u, double v) {
      return (u - Math.floor(u) < 0.5) == (v - Math.floor(v) < 0.5);
    }
  },
  DOTS(7, 10) {
    @Override
    boolean contains(double u, double v) {
      double across = u - Math.rint(u);
      double down = v - Math.rint(v);
      return across * across + down * down < 0.3 * 0.3;
    }
  },
  SPIRAL(12, 15) {
    @Override
    boolean contains(double u, double v) {
      double radius = Math.sqrt(u * u + v * v);
      double arm = SPIRAL_TURNS * radius - StrictMath.atan2(v, u) / (2 * Math.PI);
      return radius < 1 && arm - Math.floor(arm) < 0.5;
    }
  };

  private static final double HALF_SIDE = 0.75;
  private static final double ROOT_3 = Math.sqrt(3);
  private static final double SPIRAL_TURNS = 2;
  private static final double[] SIDE_U = new double[5];
  private static final double[] SIDE_V = new double[5];
  private static final double SIDE_DISTANCE = StrictMath.cos(2 * Math.PI / 5);

  static {
    for (int side = 0; side < SIDE_U.length; side++) {
      SIDE_U[side] = StrictMath.cos(2 * Math.PI * side / SIDE_U.length);
      SIDE_V[side] = StrictMath.sin(2 * Math.PI * side / SIDE_U.length);
    }
  }

  private final double smallestUnit;
  private final double largestUnit;

  Figure(double smallestUnit, double largestUnit) {
    this.smallestUnit = smallestUnit;
    this.largestUnit = largestUnit;
  }

  /** Whether the point (u, v) belongs to the figure. */
  abstract boolean contains(double u, double v);

  /** The least number of pixels that the unit length may span. */
  double smallestUnit() {
    return smallestUnit;
  }

  /** The greatest number of pixels that the unit length may span. */
  double largestUnit() {
    return largestUnit;
  }

  String className() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How many sides of the pentagon, prolonged, part (u, v) from its centre; a pentagram: <= 1. */
  private static int sidesPassed(double u, double v) {
    int passed = 0;
    for (int side = 0; side < SIDE_U.length; side++) {
      if (SIDE_U[side] * u + SIDE_V[side] * v > SIDE_DISTANCE) {
        passed++;
      }
    }
    return passed;
  }
}
