package org.sparkconvnet.data;

import java.util.Arrays;
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
 * 2. The image is first laid out with a border of zeros, so that no tap needs to look where it is.
 * Channels go in threes, a pixel's three beside each other, and what is left over alone. Places are
 * counted in units of 2^-32 pixels; those of a row that lie inside the border follow each other,
 * since the map is affine, and the rest of the row is 0. Allocates nothing per image.
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

  // Of an output row: where its first pixel comes from, and which of its pixels come from inside.
  private long x;
  private long y;
  private int first;
  private int end;

  AffineResampler(int channels, int frames, int height, int width) {
    this.channels = channels;
    this.frames = frames;
    this.height = height;
    this.width = width;
    this.stride = width + BORDER;
    this.plane = stride * (height + BORDER);
    this.padded = new float[channels * plane];
    this.map = new AffineMap(height, width);
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
    long stepX = Math.round(map.xx * UNIT);
    long stepY = Math.round(map.yx * UNIT);
    for (int row = 0; row < height; row++) {
      locate(row, stepX, stepY);
      int start = offset + (frame * height + row) * width;
      clearOutside(target, start, area);
      int from = start + first;
      int to = start + end;
      long fromX = x + first * stepX;
      long fromY = y + first * stepY;
      for (int channel = 0; channel < channels; ) {
        int place = channel * plane;
        int shift = channel * area;
        if (channel < threes) {
          interpolateThree(
              padded,
              place,
              stride,
              fromX,
              stepX,
              fromY,
              stepY,
              target,
              from + shift,
              to + shift,
              area);
          channel += TOGETHER;
        } else {
          interpolate(
              padded, place, stride, fromX, stepX, fromY, stepY, target, from + shift, to + shift);
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

  /** Finds an output row's first input, and which of its pixels have one. */
  private void locate(int row, long stepX, long stepY) {
    x = Math.round((map.x0 + map.xy * row + 1) * UNIT);
    y = Math.round((map.y0 + map.yy * row + 1) * UNIT);
    first = 0;
    while (first < width && !inside(x + first * stepX, y + first * stepY)) {
      first++;
    }
    end = width;
    while (end > first && !inside(x + (end - 1) * stepX, y + (end - 1) * stepY)) {
      end--;
    }
  }

  /** True from the zero before the image's first pixel to the zero after its last. */
  private boolean inside(long x, long y) {
    return x >= 0
        && x <= (width + 1L) << Integer.SIZE
        && y >= 0
        && y <= (height + 1L) << Integer.SIZE;
  }

  private void clearOutside(float[] target, int start, int area) {
    if (end - first == width) {
      return;
    }
    for (int channel = 0; channel < channels; channel++) {
      int row = start + channel * area;
      Arrays.fill(target, row, row + first, 0);
      Arrays.fill(target, row + end, row + width, 0);
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
      int place,
      int stride,
      long fromX,
      long stepX,
      long fromY,
      long stepY,
      float[] target,
      int from,
      int to) {
    long x = fromX;
    long y = fromY;
    for (int j = from; j < to; j++) {
      int upper = place + (int) (y >>> Integer.SIZE) * stride + (int) (x >>> Integer.SIZE);
      int lower = upper + stride;
      float dx = fraction(x);
      target[j] =
          between(
              between(padded[upper], padded[upper + 1], dx),
              between(padded[lower], padded[lower + 1], dx),
              fraction(y));
      x += stepX;
      y += stepY;
    }
  }

  private static void interpolateThree(
      float[] padded,
      int place,
      int stride,
      long fromX,
      long stepX,
      long fromY,
      long stepY,
      float[] target,
      int from,
      int to,
      int area) {
    long x = fromX;
    long y = fromY;
    for (int j = from; j < to; j++) {
      int pixel = (int) (y >>> Integer.SIZE) * stride + (int) (x >>> Integer.SIZE);
      int upper = place + TOGETHER * pixel;
      int lower = upper + TOGETHER * stride;
      float dx = fraction(x);
      float dy = fraction(y);
      target[j] =
          between(
              between(padded[upper], padded[upper + 3], dx),
              between(padded[lower], padded[lower + 3], dx),
              dy);
      target[j + area] =
          between(
              between(padded[upper + 1], padded[upper + 4], dx),
              between(padded[lower + 1], padded[lower + 4], dx),
              dy);
      target[j + 2 * area] =
          between(
              between(padded[upper + 2], padded[upper + 5], dx),
              between(padded[lower + 2], padded[lower + 5], dx),
              dy);
      x += stepX;
      y += stepY;
    }
  }

  private static float between(float from, float to, float part) {
    return Math.fma(part, to - from, from);
  }
}
