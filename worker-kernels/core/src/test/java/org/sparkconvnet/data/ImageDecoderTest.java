package org.sparkconvnet.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.network.Shape;

class ImageDecoderTest {
  private static final Shape COLOR = Shape.of(3, 3, 4);
  private static final Shape GREY = Shape.of(1, 3, 4);

  @Test
  void colourPngKeepsEveryValue() throws IOException {
    BufferedImage image = new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB);
    byte[] expected = new byte[36];
    for (int i = 0; i < 12; i++) {
      image.setRGB(i % 4, i / 4, (20 * i) << 16 | (255 - i) << 8 | 7 * i);
      expected[i] = (byte) (20 * i);
      expected[12 + i] = (byte) (255 - i);
      expected[24 + i] = (byte) (7 * i);
    }
    assertArrayEquals(expected, decode(encode(image, "png"), COLOR));
  }

  @Test
  void greyKeepsItsStoredValuesInOneChannelAndInThree() throws IOException {
    BufferedImage image = new BufferedImage(4, 3, BufferedImage.TYPE_BYTE_GRAY);
    byte[] expected = new byte[12];
    for (int i = 0; i < 12; i++) {
      image.getRaster().setSample(i % 4, i / 4, 0, 21 * i);
      expected[i] = (byte) (21 * i);
    }
    byte[] file = encode(image, "png");
    assertArrayEquals(expected, decode(file, GREY));
    byte[] color = decode(file, COLOR);
    for (int channel = 0; channel < 3; channel++) {
      assertArrayEquals(expected, Arrays.copyOfRange(color, 12 * channel, 12 * channel + 12));
    }
  }

  @Test
  void sixteenBitGreyIsRounded() throws IOException {
    BufferedImage image = new BufferedImage(4, 3, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(0, 0, 0, 65535);
    image.getRaster().setSample(1, 0, 0, 100 * 257 + 128);
    image.getRaster().setSample(2, 0, 0, 100 * 257 + 129);
    byte[] pixels = decode(encode(image, "png"), GREY);
    assertArrayEquals(new byte[] {(byte) 255, 100, 101, 0}, Arrays.copyOf(pixels, 4));
  }

  @Test
  void paletteIsLookedUp() throws IOException {
    byte[] levels = {0, (byte) 200, 9, 77};
    IndexColorModel palette = new IndexColorModel(2, 4, levels, new byte[4], levels);
    BufferedImage image = new BufferedImage(4, 3, BufferedImage.TYPE_BYTE_BINARY, palette);
    image.getRaster().setSample(1, 2, 0, 1);
    image.getRaster().setSample(3, 2, 0, 3);
    byte[] pixels = decode(encode(image, "png"), COLOR);
    assertEquals((byte) 200, pixels[9]);
    assertEquals(0, pixels[12 + 9]);
    assertEquals(77, pixels[24 + 11]);
  }

  @Test
  void transparencyShowsWhite() throws IOException {
    BufferedImage image = new BufferedImage(4, 3, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(1, 0, 0x80FF0000); // red, 128 of 255 opaque: 255 * 127 / 255 in green and blue
    image.setRGB(2, 0, 0xFF102030);
    byte[] pixels = decode(encode(image, "png"), COLOR);
    assertArrayEquals(new byte[] {-1, -1, 0x10, -1}, Arrays.copyOf(pixels, 4));
    assertArrayEquals(new byte[] {-1, 127, 0x20, -1}, Arrays.copyOfRange(pixels, 12, 16));
  }

  @Test
  void colourBecomesLuminanceInOneChannel() throws IOException {
    BufferedImage image = new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0xFF0000);
    image.setRGB(1, 0, 0x00FF00);
    image.setRGB(2, 0, 0x0000FF);
    image.setRGB(3, 0, 0xFFFFFF);
    byte[] pixels = decode(encode(image, "png"), GREY);
    assertArrayEquals(new byte[] {76, (byte) 150, 29, (byte) 255}, Arrays.copyOf(pixels, 4));
  }

  @Test
  void jpegIsDecodedCloseToItsSource() throws IOException {
    Shape shape = Shape.of(3, 16, 24);
    byte[] pixels = decode(encode(smooth(24, 16), "jpg"), shape);
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 24; x++) {
        assertEquals(5 * x + 20, pixels[y * 24 + x] & 0xFF, 8);
        assertEquals(8 * y + 40, pixels[384 + y * 24 + x] & 0xFF, 8);
        assertEquals(90, pixels[768 + y * 24 + x] & 0xFF, 8);
      }
    }
  }

  @Test
  void everyCutIsRefused() throws IOException {
    Shape shape = Shape.of(3, 16, 24);
    for (String format : new String[] {"jpg", "png"}) {
      byte[] file = encode(smooth(24, 16), format);
      for (int length = 0; length < file.length; length++) {
        assertRefused(Arrays.copyOf(file, length), shape, format + " cut at " + length);
      }
    }
  }

  @Test
  void everyFlippedBitOfAPngIsRefused() throws IOException {
    byte[] file = encode(new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB), "png");
    for (int bit = 0; bit < 8 * file.length; bit++) {
      byte[] damaged = file.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(damaged, COLOR, "bit " + bit);
    }
  }

  @Test
  void flippedBitsOfAJpegShowAsDataExceptionsOnly() throws IOException {
    Shape shape = Shape.of(3, 16, 24);
    byte[] file = encode(smooth(24, 16), "jpg");
    for (int bit = 0; bit < 8 * file.length; bit += 3) {
      byte[] damaged = file.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        ImageDecoder.decode(damaged, "f", 0, shape);
      } catch (DataException expected) {
        assertTrue(expected.getMessage().startsWith("image 0 (f): "), expected.getMessage());
      }
    }
  }

  @Test
  void faultsNameFileAndIndex() throws IOException {
    byte[] file = encode(smooth(24, 16), "png");
    assertEquals(
        "image 17 (cat/17.png): the image is 16 high and 24 wide, expected 32 high and 32 wide",
        fault(file, "cat/17.png", Shape.of(3, 32, 32)));
    byte[] text = "<html>".getBytes(StandardCharsets.UTF_8);
    assertEquals(
        "image 17 (cat/17.png): its 6 bytes are neither a JPEG nor a PNG file",
        fault(text, "cat/17.png", Shape.of(3, 32, 32)));
    assertThrows(
        IllegalArgumentException.class, () -> ImageDecoder.decode(file, "f", 0, Shape.of(2, 3, 4)));
  }

  @Test
  void resizingStretchesToTheWantedSize() throws IOException {
    byte[] file = encode(smooth(48, 32), "png");
    byte[] pixels = ImageDecoder.decodeResized(file, "f", 0, Shape.of(3, 16, 12));
    assertEquals(3 * 16 * 12, pixels.length);
    // Output column 5 is centred on input position 22, between columns 21 and 22.
    assertEquals(5 * 21.5 + 20, pixels[5] & 0xFF, 1);
    assertEquals(90, pixels[2 * 192 + 5]);
  }

  @Test
  void shapeIsThatOfASoundImage() throws IOException {
    byte[] file = encode(smooth(24, 16), "jpg");
    assertEquals(Shape.of(3, 16, 24), ImageDecoder.shapeOf(file, "f", 0, 3));
    byte[] cut = Arrays.copyOf(file, file.length - 20);
    assertThrows(DataException.class, () -> ImageDecoder.shapeOf(cut, "f", 0, 3));
  }

  /** Red rises by 5 a column, green by 8 a row, blue is 90; larger values wrap. */
  private static BufferedImage smooth(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, (5 * x + 20 & 0xFF) << 16 | (8 * y + 40 & 0xFF) << 8 | 90);
      }
    }
    return image;
  }

  private static byte[] encode(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(image, format, out));
    return out.toByteArray();
  }

  private static byte[] decode(byte[] file, Shape shape) {
    return ImageDecoder.decode(file, "file", 0, shape);
  }

  private static void assertRefused(byte[] file, Shape shape, String what) {
    assertThrows(DataException.class, () -> decode(file, shape), what);
  }

  private static String fault(byte[] file, String name, Shape shape) {
    return assertThrows(DataException.class, () -> ImageDecoder.decode(file, name, 17, shape))
        .getMessage();
  }

  /** A small file that claims a large image is refused before room is made for the pixels. */
  @Test
  void anImageThatClaimsMoreThanItsBytesHoldIsRefused() throws IOException {
    byte[] png = encode(new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB), "png");
    ByteBuffer.wrap(png).putInt(16, 8000).putInt(20, 8000);
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17); // IHDR and its 13 bytes
    ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
    DataException refused =
        assertThrows(DataException.class, () -> ImageDecoder.decodeResized(png, "f", 7, COLOR));
    assertEquals(
        "image 7 (f): corrupt png image: it claims 8000 x 8000 pixels, which its %d bytes cannot hold"
            .formatted(png.length),
        refused.getMessage());
    byte[] jpeg = encode(new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB), "jpg");
    int frame = 2;
    while (jpeg[frame + 1] != (byte) 0xC0) { // the frame header, which holds the size
      frame += 2 + ByteBuffer.wrap(jpeg).getShort(frame + 2);
    }
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 8000).putShort(frame + 7, (short) 8000);
    refused =
        assertThrows(DataException.class, () -> ImageDecoder.decodeResized(jpeg, "f", 7, COLOR));
    assertTrue(refused.getMessage().contains("it claims 8000 x 8000 pixels"), refused.getMessage());
  }

  /** White as far as it goes: the image that fills the fewest bytes there are. */
  @Test
  void aPlainImageIsNoSuchClaim() throws IOException {
    for (String format : new String[] {"png", "jpg"}) {
      BufferedImage white = new BufferedImage(1000, 1000, BufferedImage.TYPE_BYTE_GRAY);
      byte[] file = encode(white, format);
      assertEquals(Shape.of(1, 1000, 1000), ImageDecoder.shapeOf(file, "f", 0, 1), format);
    }
  }
}
