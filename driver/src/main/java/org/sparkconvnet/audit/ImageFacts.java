package org.sparkconvnet.audit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.sparkconvnet.data.ImageSet;
import org.sparkconvnet.network.Shape;

/**
 * What an audit keeps of each image, some 90 bytes.
 *
 * <pre>
 * digest      first 128 bits of SHA-256 over the pixels
 * thumbnail   8 x 8 means of grey (the mean of the channels), in [0, 255]
 * hash        difference hash: bit 8 y + x tells whether cell (x + 1, y) of a 9 x 8 grid of means is
 *             brighter than cell (x, y)
 * spread      standard deviation of the pixels about their channel's mean
 * </pre>
 */
final class ImageFacts {
  /** Cells along a side of a thumbnail. */
  static final int SIDE = 8;

  private final int[] labels;
  private final long[][] digests; // (N, 2)
  private final long[] hashes;
  private final byte[][] thumbnails; // (N, 64)
  private final float[] spreads;

  ImageFacts(int size) {
    labels = new int[size];
    digests = new long[size][];
    hashes = new long[size];
    thumbnails = new byte[size][];
    spreads = new float[size];
  }

  int size() {
    return labels.length;
  }

  int label(int image) {
    return labels[image];
  }

  int[] labels() {
    return labels;
  }

  long[] digest(int image) {
    return digests[image];
  }

  long hash(int image) {
    return hashes[image];
  }

  byte[] thumbnail(int image) {
    return thumbnails[image];
  }

  float spread(int image) {
    return spreads[image];
  }

  /** Takes the facts of a set whose first image has index {@code first}; for distinct parts. */
  void put(int first, ImageSet set) {
    Shape shape = set.shape();
    // A clip's frames stand below each other.
    int width = shape.rank() >= 2 ? shape.spatial().get(shape.rank() - 1) : shape.positions();
    int height = shape.positions() / width;
    float[] grey = new float[height * width];
    MessageDigest sha = sha256();
    for (int i = 0; i < set.size(); i++) {
      byte[] pixels = set.image(i);
      labels[first + i] = set.label(i);
      digests[first + i] = words(sha.digest(pixels));
      spreads[first + i] = (float) spread(pixels, shape.channels());
      toGrey(pixels, shape.channels(), grey);
      thumbnails[first + i] = bytes(means(grey, height, width, SIDE, SIDE));
      hashes[first + i] = hash(means(grey, height, width, SIDE, SIDE + 1));
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  private static long[] words(byte[] digest) {
    long[] words = new long[2];
    for (int i = 0; i < 2 * Long.BYTES; i++) {
      words[i / Long.BYTES] = words[i / Long.BYTES] << Byte.SIZE | digest[i] & 0xFF;
    }
    return words;
  }

  private static double spread(byte[] pixels, int channels) {
    int positions = pixels.length / channels;
    double squares = 0;
    for (int channel = 0; channel < channels; channel++) {
      long sum = 0;
      long sumOfSquares = 0;
      for (int i = channel * positions; i < (channel + 1) * positions; i++) {
        int pixel = pixels[i] & 0xFF;
        sum += pixel;
        sumOfSquares += pixel * pixel;
      }
      squares += sumOfSquares - (double) sum * sum / positions;
    }
    return Math.sqrt(Math.max(0, squares) / pixels.length);
  }

  private static void toGrey(byte[] pixels, int channels, float[] grey) {
    for (int i = 0; i < grey.length; i++) {
      int sum = 0;
      for (int channel = 0; channel < channels; channel++) {
        sum += pixels[channel * grey.length + i] & 0xFF;
      }
      grey[i] = (float) sum / channels;
    }
  }

  /** Means over a grid of cells; a cell has at least one pixel, so small images repeat some. */
  private static float[] means(float[] grey, int height, int width, int rows, int columns) {
    float[] means = new float[rows * columns];
    for (int row = 0; row < rows; row++) {
      int top = row * height / rows;
      int bottom = Math.max(top + 1, (row + 1) * height / rows);
      for (int column = 0; column < columns; column++) {
        int left = column * width / columns;
        int right = Math.max(left + 1, (column + 1) * width / columns);
        float sum = 0;
        for (int y = top; y < bottom; y++) {
          for (int x = left; x < right; x++) {
            sum += grey[y * width + x];
          }
        }
        means[row * columns + column] = sum / ((bottom - top) * (right - left));
      }
    }
    return means;
  }

  private static byte[] bytes(float[] means) {
    byte[] bytes = new byte[means.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(means[i]);
    }
    return bytes;
  }

  private static long hash(float[] means) {
    long hash = 0;
    for (int row = 0; row < SIDE; row++) {
      for (int column = 0; column < SIDE; column++) {
        int cell = row * (SIDE + 1) + column;
        hash |= means[cell + 1] > means[cell] ? 1L << row * SIDE + column : 0;
      }
    }
    return hash;
  }
}
