package org.sparkconvnet.data;

import org.sparkconvnet.random.RandomStream;

/**
 * Writes an image, or every frame of a clip, as an {@link AffineMap} has it, by bilinear
 * interpolation of normalised values:
 *
 * <pre>
 * y[c, i, j] = sum over the four pixels around s(j, i) of (1 - |dx|) (1 - |dy|) x[c, pixel]
 * x[c, outside the image] = 0, the channel's mean
 * </pre>
 *
 * <p>No filter beforehand: made for factors near 1, it skips pixels where it shrinks by more than
 * 2. The image is first laid out with a border of zeros, so that no tap needs to look where it is;
 * what lies further out is moved onto the border. Channels go in threes, a pixel's three beside
 * each other, and what is left over alone. Places are counted in units of 2^-32 pixels. Allocates
 * nothing per image.
 */
final class AffineResampler {
  private static final int BORDER = 3; // one zero before, two after
  private static final int TOGETHER = 3;
  private static final double UNIT = 0x1.0p32;
  private static final int FRACTION_BITS = 24;
  private static final float TO_FRACTION = 0x1.0p-24f;

  private final int channels;
  private final int frames; // 1 of images
  private final int height;
  private final int width;
  private final int stride; // pixels of a padded row
  private final int plane; // pixels of a padded channel
  private final float[] padded; // (C / 3)(1 + H + 2, 1 + W + 2, 3), then (C mod 3)(H + 3, W + 3)
  private final AffineMap map;
  private final int[] taps; // (W), of an output row: the upper left input pixel
  private final float[] across; // (W), dx
  private final float[] down; // (W), dy

  AffineResampler(int channels, int frames, int height, int width) {
    this.channels = channels;
    this.frames = frames;
    this.height = height;
    this.width = width;
    this.stride = width + BORDER;
    this.plane = stride * (height + BORDER);
    this.padded = new float[channels * plane];
    this.map = new AffineMap(height, width);
    this.taps = new int[width];
    this.across = new float[width];
    this.down = new float[width];
  }

  /** Draws a map for {@code settings} and writes the image to {@code target[offset ..]}. */
  void write(
      byte[] image,
      float[][] tables,
      Augmentation settings,
      RandomStream random,
      boolean mirrored,
      int shiftDown,
      int shiftRight,
      float[] target,
      int offset) {
    map.draw(settings, random, mirrored, shiftDown, shiftRight);
    for (int frame = 0; frame < frames; frame++) {
      writeFrame(image, tables, frame, target, offset);
    }
  }

  private void writeFrame(byte[] image, float[][] tables, int frame, float[] target, int offset) {
    int threes = channels - channels % TOGETHER;
    layOut(image, tables, threes, frame);
    int area = frames * height * width; // of a channel
    for (int row = 0; row < height; row++) {
      locate(row);
      for (int channel = 0; channel < channels; ) {
        int to = offset + channel * area + (frame * height + row) * width;
        int first = channel * plane;
        if (channel < threes) {
          interpolateThree(padded, first, stride, taps, across, down, target, to, area);
          channel += TOGETHER;
        } else {
          interpolate(padded, first, stride, taps, across, down, target, to);
          channel++;
        }
      }
    }
  }

  private void layOut(byte[] image, float[][] tables, int threes, int frame) {
    for (int channel = 0; channel < channels; channel++) {
      boolean together = channel < threes;
      int step = together ? TOGETHER : 1;
      int place =
          together ? channel / TOGETHER * TOGETHER * plane + channel % TOGETHER : channel * plane;
      for (int row = 0; row < height; row++) {
        int from = ((channel * frames + frame) * height + row) * width;
        int to = place + ((row + 1) * stride + 1) * step;
        normalise(image, from, width, tables[channel], padded, to, step);
      }
    }
  }

  /** The inputs of an output row. */
  private void locate(int row) {
    long x = Math.round((map.x0 + map.xy * row + 1) * UNIT);
    long y = Math.round((map.y0 + map.yy * row + 1) * UNIT);
    long stepX = Math.round(map.xx * UNIT);
    long stepY = Math.round(map.yx * UNIT);
    long lastX = (width + 1L) << Integer.SIZE;
    long lastY = (height + 1L) << Integer.SIZE;
    int last = taps.length - 1;
    if (inside(x, lastX)
        && inside(x + last * stepX, lastX)
        && inside(y, lastY)
        && inside(y + last * stepY, lastY)) {
      locateInside(x, stepX, y, stepY, stride, taps, across, down);
      return;
    }
    for (int j = 0; j < taps.length; j++) {
      long sourceX = Math.max(0, Math.min(lastX, x));
      long sourceY = Math.max(0, Math.min(lastY, y));
      taps[j] = (int) (sourceY >>> Integer.SIZE) * stride + (int) (sourceX >>> Integer.SIZE);
      across[j] = fraction(sourceX);
      down[j] = fraction(sourceY);
      x += stepX;
      y += stepY;
    }
  }

  private static boolean inside(long place, long last) {
    return place >= 0 && place <= last;
  }

  private static void locateInside(
      long x,
      long stepX,
      long y,
      long stepY,
      int stride,
      int[] taps,
      float[] across,
      float[] down) {
    for (int j = 0; j < taps.length; j++) {
      taps[j] = (int) (y >>> Integer.SIZE) * stride + (int) (x >>> Integer.SIZE);
      across[j] = fraction(x);
      down[j] = fraction(y);
      x += stepX;
      y += stepY;
    }
  }

  /** The part after the point, cut to 24 bits. */
  private static float fraction(long place) {
    return ((int) place >>> Integer.SIZE - FRACTION_BITS) * TO_FRACTION;
  }

  // Loops of their own, as in ExampleWriter.
  private static void normalise(
      byte[] image, int from, int count, float[] table, float[] padded, int to, int step) {
    for (int i = 0; i < count; i++) {
      padded[to + i * step] = table[image[from + i] & 0xFF];
    }
  }

  private static void interpolate(
      float[] padded,
      int first,
      int stride,
      int[] taps,
      float[] across,
      float[] down,
      float[] target,
      int to) {
    for (int j = 0; j < taps.length; j++) {
      int upper = first + taps[j];
      int lower = upper + stride;
      target[to + j] =
          between(
              between(padded[upper], padded[upper + 1], across[j]),
              between(padded[lower], padded[lower + 1], across[j]),
              down[j]);
    }
  }

  private static void interpolateThree(
      float[] padded,
      int first,
      int stride,
      int[] taps,
      float[] across,
      float[] down,
      float[] target,
      int to,
      int area) {
    for (int j = 0; j < taps.length; j++) {
      int upper = first + TOGETHER * taps[j];
      int lower = upper + TOGETHER * stride;
      float dx = across[j];
      float dy = down[j];
      target[to + j] =
          between(
              between(padded[upper], padded[upper + 3], dx),
              between(padded[lower], padded[lower + 3], dx),
              dy);
      target[to + area + j] =
          between(
              between(padded[upper + 1], padded[upper + 4], dx),
              between(padded[lower + 1], padded[lower + 4], dx),
              dy);
      target[to + 2 * area + j] =
          between(
              between(padded[upper + 2], padded[upper + 5], dx),
              between(padded[lower + 2], padded[lower + 5], dx),
              dy);
    }
  }

  private static float between(float from, float to, float part) {
    return from + part * (to - from);
  }
}
