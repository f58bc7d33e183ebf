package org.sparkconvnet.data;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** Unsigned bytes, (channels, height, width). */
record PlanarPixels(int channels, int height, int width, byte[] pixels) {
  private static final int OPAQUE = 255;

  PlanarPixels {
    if (pixels.length != channels * height * width) {
      throw new IllegalArgumentException(
          "%d bytes are not %dx%dx%d".formatted(pixels.length, channels, height, width));
    }
  }

  /**
   * The pixels of {@code image}, grey or red, green, blue, on white: as 3 channels or, by
   * luminance, as 1.
   */
  static PlanarPixels of(BufferedImage image, int channels) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] pixels = new byte[channels * height * width];
    int[] row = new int[width]; // 0xAARRGGBB
    int plane = height * width;
    for (int y = 0; y < height; y++) {
      readRow(image, y, row);
      for (int x = 0; x < width; x++) {
        int red = onWhite(row[x] >>> 16 & 0xFF, row[x] >>> 24);
        int green = onWhite(row[x] >>> 8 & 0xFF, row[x] >>> 24);
        int blue = onWhite(row[x] & 0xFF, row[x] >>> 24);
        int position = y * width + x;
        if (channels == 1) {
          pixels[position] = (byte) luminance(red, green, blue);
        } else {
          pixels[position] = (byte) red;
          pixels[plane + position] = (byte) green;
          pixels[2 * plane + position] = (byte) blue;
        }
      }
    }
    return new PlanarPixels(channels, height, width, pixels);
  }

  /**
   * Row {@code y} as 0xAARRGGBB, from the stored samples: BufferedImage.getRGB would convert grey
   * images from a linear colour space and change their values.
   */
  private static void readRow(BufferedImage image, int y, int[] row) {
    ColorModel colors = image.getColorModel();
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    if (colors instanceof IndexColorModel palette) {
      int[] indices = raster.getPixels(0, y, row.length, 1, (int[]) null);
      for (int x = 0; x < row.length; x++) {
        row[x] = palette.getRGB(indices[x]);
      }
    } else if (colors instanceof ComponentColorModel) {
      int[] samples = raster.getPixels(0, y, row.length, 1, (int[]) null);
      int largest = (1 << colors.getComponentSize(0)) - 1;
      for (int x = 0; x < row.length; x++) {
        row[x] = argb(samples, x * bands, bands, largest);
      }
    } else {
      image.getRGB(0, y, row.length, 1, row, 0, row.length);
    }
  }

  /** Bands: grey; grey, alpha; red, green, blue; red, green, blue, alpha. */
  private static int argb(int[] samples, int first, int bands, int largest) {
    boolean grey = bands <= 2;
    int red = to8Bits(samples[first], largest);
    int green = grey ? red : to8Bits(samples[first + 1], largest);
    int blue = grey ? red : to8Bits(samples[first + 2], largest);
    boolean hasAlpha = bands == 2 || bands == 4;
    int alpha = hasAlpha ? to8Bits(samples[first + bands - 1], largest) : OPAQUE;
    return alpha << 24 | red << 16 | green << 8 | blue;
  }

  private static int to8Bits(int sample, int largest) {
    return largest == 255 ? sample : (int) ((sample * 255L + largest / 2) / largest);
  }

  private static int onWhite(int value, int alpha) {
    return (value * alpha + 255 * (OPAQUE - alpha) + OPAQUE / 2) / OPAQUE;
  }

  /** 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601), in 16-bit fixed point. */
  private static int luminance(int red, int green, int blue) {
    return (19595 * red + 38470 * green + 7471 * blue + (1 << 15)) >> 16;
  }
}
