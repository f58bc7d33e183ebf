package org.sparkconvnet.data;

import java.util.Arrays;
import org.sparkconvnet.random.RandomStream;

/**
 * What spoils single pixels or a region of a normalised image.
 *
 * <pre>
 * salt and pepper   a pixel becomes black or white in all channels, with probability p/2 each
 * cutout            a square around a uniform pixel becomes 0, the channel's mean; what of it lies
 *                   outside the image is lost, so that less is cut near the borders
 * </pre>
 */
final class Damage {
  private static final double TWO_TO_31 = 0x1.0p31;

  private final int frames; // 1 of images
  private final int height;
  private final int width;
  private final float[] black; // (C)
  private final float[] white; // (C)

  Damage(int frames, int height, int width, float[][] tables) {
    this.frames = frames;
    this.height = height;
    this.width = width;
    this.black = new float[tables.length];
    this.white = new float[tables.length];
    for (int channel = 0; channel < tables.length; channel++) {
      black[channel] = tables[channel][0];
      white[channel] = tables[channel][tables[channel].length - 1];
    }
  }

  /**
   * Two pixels a 64-bit word, the low half first: of each half, the upper 31 bits decide whether
   * and the lowest bit which.
   */
  void saltAndPepper(double probability, RandomStream random, float[] target, int offset) {
    long bound = Math.round(probability * TWO_TO_31);
    int positions = frames * height * width;
    for (int pixel = 0; pixel < positions; pixel += 2) {
      long word = random.nextLong();
      long first = word & 0xFFFFFFFFL;
      long second = word >>> Integer.SIZE;
      if (first >>> 1 < bound) {
        set(target, offset + pixel, (first & 1) == 0 ? black : white);
      }
      if (second >>> 1 < bound && pixel + 1 < positions) {
        set(target, offset + pixel + 1, (second & 1) == 0 ? black : white);
      }
    }
  }

  /**
   * A square of {@code size}, the same in all frames: rows [y - size / 2, y - size / 2 + size),
   * columns likewise.
   */
  void cutout(int size, RandomStream random, float[] target, int offset) {
    int top = random.nextInt(height) - size / 2;
    int left = random.nextInt(width) - size / 2;
    int firstRow = Math.max(0, top);
    int lastRow = Math.min(height, top + size);
    int firstColumn = Math.max(0, left);
    int lastColumn = Math.min(width, left + size);
    for (int plane = 0; plane < black.length * frames; plane++) {
      for (int row = firstRow; row < lastRow; row++) {
        int start = offset + (plane * height + row) * width;
        Arrays.fill(target, start + firstColumn, start + lastColumn, 0);
      }
    }
  }

  private void set(float[] target, int place, float[] values) {
    for (int channel = 0; channel < values.length; channel++) {
      target[place + channel * frames * height * width] = values[channel];
    }
  }
}
