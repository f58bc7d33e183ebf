package org.sparkconvnet.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ResamplerTest {
  @Test
  void constantImagesStayConstant() {
    byte[] pixels = new byte[2 * 7 * 5];
    Arrays.fill(pixels, 0, 35, (byte) 200);
    Arrays.fill(pixels, 35, 70, (byte) 13);
    PlanarPixels image = new PlanarPixels(2, 7, 5, pixels);
    for (int[] size : new int[][] {{3, 2}, {20, 11}, {7, 9}, {1, 1}}) {
      PlanarPixels resized = Resampler.resize(image, size[0], size[1]);
      for (int i = 0; i < resized.pixels().length; i++) {
        int channel = i / (size[0] * size[1]);
        assertEquals(channel == 0 ? 200 : 13, resized.pixels()[i] & 0xFF);
      }
    }
  }

  @Test
  void doublingIsBilinear() {
    PlanarPixels image = new PlanarPixels(1, 1, 2, new byte[] {0, 100});
    assertArrayEquals(new byte[] {0, 25, 75, 100}, Resampler.resize(image, 1, 4).pixels());
  }

  /** Inputs 1/2 and 3/2 away weigh 3/4 and 1/4, over their sum: 2, or 7/4 at the border. */
  @Test
  void halvingAverages() {
    PlanarPixels image = new PlanarPixels(1, 6, 1, new byte[] {(byte) 160, 0, 0, 80, 0, 0});
    byte[] halved = Resampler.resize(image, 3, 1).pixels();
    assertArrayEquals(new byte[] {69, 30, 11}, halved);
  }

  @Test
  void sameSizeIsUntouched() {
    PlanarPixels image = new PlanarPixels(1, 2, 2, new byte[] {1, 2, 3, 4});
    assertSame(image, Resampler.resize(image, 2, 2));
  }
}
