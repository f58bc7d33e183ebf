package org.sparkconvnet.data;

import org.sparkconvnet.random.RandomStream;

/**
 * From where in an image each pixel of its augmented copy comes. In pixels, y down, pixel centres
 * at whole numbers, (cx, cy) = ((W - 1) / 2, (H - 1) / 2):
 *
 * <pre>
 * output (j, i)     q = (m(j) + b, i + a)                  m(j) = j or W - 1 - j; whole a, b
 * turned, zoomed    p = c + R(-angle) (q - c) / zoom
 * cropped           s = (x0 + (px + 1/2) w / W - 1/2, y0 + (py + 1/2) h / H - 1/2)
 * </pre>
 *
 * <p>w, h are the cropped part's extents: of area uniform in [crop, 1] and aspect ratio log-uniform
 * in [3/4, 4/3], both relative to the image's, no side longer than the image's; x0, y0 uniform
 * where it fits. The angle is uniform in [-rotate, rotate], positive turning x towards y (clockwise
 * to the eye); the zoom log-uniform in [1 / (1 + scale), 1 + scale].
 *
 * <p>Reused from example to example, without allocation.
 */
final class AffineMap {
  private static final double WIDEST = StrictMath.log(4.0 / 3);

  private final int height;
  private final int width;

  // s = (xx j + xy i + x0, yx j + yy i + y0)
  double xx;
  double xy;
  double x0;
  double yx;
  double yy;
  double y0;

  AffineMap(int height, int width) {
    this.height = height;
    this.width = width;
  }

  /** Draws crop, scale and rotation, and sets the map of these after mirror and shift. */
  void draw(Augmentation settings, RandomStream random, boolean mirrored, int down, int right) {
    double cropWidth = width;
    double cropHeight = height;
    double left = 0;
    double top = 0;
    if (settings.crop() > 0) {
      double area = settings.crop() + (1 - settings.crop()) * random.nextDouble();
      double aspect = StrictMath.exp(WIDEST * symmetric(random));
      cropWidth = width * Math.min(1, Math.sqrt(area * aspect));
      cropHeight = height * Math.min(1, Math.sqrt(area / aspect));
      left = (width - cropWidth) * random.nextDouble();
      top = (height - cropHeight) * random.nextDouble();
    }
    double zoom = 1;
    if (settings.scale() > 0) {
      zoom = StrictMath.exp(StrictMath.log1p(settings.scale()) * symmetric(random));
    }
    double angle = 0;
    if (settings.rotate() > 0) {
      angle = StrictMath.toRadians(settings.rotate() * symmetric(random));
    }
    turn(angle, zoom);
    crop(left, top, cropWidth, cropHeight);
    move(mirrored, down, right);
  }

  /** Uniform in [-1, 1). */
  private static double symmetric(RandomStream random) {
    return 2 * random.nextDouble() - 1;
  }

  private void turn(double angle, double zoom) {
    double cosine = StrictMath.cos(angle) / zoom;
    double sine = StrictMath.sin(angle) / zoom;
    double cx = (width - 1) / 2.0;
    double cy = (height - 1) / 2.0;
    xx = cosine;
    xy = sine;
    yx = -sine;
    yy = cosine;
    x0 = cx - cosine * cx - sine * cy;
    y0 = cy + sine * cx - cosine * cy;
  }

  private void crop(double left, double top, double cropWidth, double cropHeight) {
    double across = cropWidth / width;
    double down = cropHeight / height;
    xx *= across;
    xy *= across;
    x0 = left + (x0 + 0.5) * across - 0.5;
    yx *= down;
    yy *= down;
    y0 = top + (y0 + 0.5) * down - 0.5;
  }

  private void move(boolean mirrored, int down, int right) {
    x0 += xx * right + xy * down;
    y0 += yx * right + yy * down;
    if (mirrored) {
      x0 += xx * (width - 1);
      y0 += yx * (width - 1);
      xx = -xx;
      yx = -yx;
    }
  }
}
