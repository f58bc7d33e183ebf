package org.sparkconvnet.data;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.sparkconvnet.network.Shape;

/**
 * Decodes JPEG and PNG files to planar unsigned bytes, (C, H, W) with C = 3 (red, green, blue) or 1
 * (luminance). Works without a display and without temporary files. Stored sample values are taken
 * as sRGB: embedded colour profiles and orientation tags are not applied. Transparency is
 * composited on white, the paper such images are drawn for. A file that is decoded only with a
 * warning, such as a truncated JPEG, is refused: half an image must not pass as data.
 */
public final class ImageDecoder {
  private static final long MOST_PIXELS = 1L << 26;

  private ImageDecoder() {}

  /** The image, which must have the size of {@code expected}; {@code index} is for messages. */
  public static byte[] decode(byte[] file, String fileName, long index, Shape expected) {
    String place = place(fileName, index);
    requireImage(expected);
    return read(file, place, expected.channels(), expected).pixels();
  }

  /**
   * The image stretched to the size of {@code wanted} with a triangle filter as wide as the larger
   * of an input and an output pixel: bilinear where it enlarges, averaging where it shrinks. The
   * aspect ratio is not kept.
   */
  public static byte[] decodeResized(byte[] file, String fileName, long index, Shape wanted) {
    String place = place(fileName, index);
    requireImage(wanted);
    PlanarPixels image = read(file, place, wanted.channels(), null);
    return Resampler.resize(image, wanted.spatial().get(0), wanted.spatial().get(1)).pixels();
  }

  /** The shape of the image with {@code channels} channels; decodes it, so that it is sound. */
  public static Shape shapeOf(byte[] file, String fileName, long index, int channels) {
    requireImage(Shape.of(channels, 1, 1));
    PlanarPixels image = read(file, place(fileName, index), channels, null);
    return Shape.of(channels, image.height(), image.width());
  }

  private static PlanarPixels read(byte[] file, String place, int channels, Shape expected) {
    String format = format(file, place);
    if (format.equals("png")) {
      PngChunks.verify(file, place);
    }
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    if (!readers.hasNext()) {
      throw new DataException(place + ": this Java has no reader for " + format);
    }
    ImageReader reader = readers.next();
    List<String> warnings = new ArrayList<>();
    IIOReadWarningListener listener = (source, warning) -> warnings.add(warning);
    reader.addIIOReadWarningListener(listener);
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(in, true);
      checkSize(reader.getWidth(0), reader.getHeight(0), place, expected);
      checkClaim(format, file.length, reader.getWidth(0), reader.getHeight(0), place);
      BufferedImage image = reader.read(0);
      if (!warnings.isEmpty()) {
        throw new DataException(place + ": corrupt " + format + " image: " + warnings.get(0));
      }
      checkColors(image.getColorModel(), place);
      return PlanarPixels.of(image, channels);
    } catch (DataException known) {
      throw known;
    } catch (IOException | RuntimeException fault) { // the readers throw either on bad bytes
      throw new DataException(place + ": corrupt " + format + " image: " + reason(fault), fault);
    } finally {
      reader.dispose();
    }
  }

  private static String format(byte[] file, String place) {
    if (file.length > 3 && file[0] == (byte) 0xFF && file[1] == (byte) 0xD8) {
      return "jpeg";
    }
    if (PngChunks.hasSignature(file)) {
      return "png";
    }
    throw new DataException(
        "%s: its %d bytes are neither a JPEG nor a PNG file".formatted(place, file.length));
  }

  private static void checkSize(int width, int height, String place, Shape expected) {
    if (expected != null
        && (height != expected.spatial().get(0) || width != expected.spatial().get(1))) {
      throw new DataException(
          "%s: the image is %d high and %d wide, expected %d high and %d wide"
              .formatted(
                  place, height, width, expected.spatial().get(0), expected.spatial().get(1)));
    }
    if ((long) width * height > MOST_PIXELS) {
      throw new DataException(
          "%s: %d x %d pixels are more than the %d permitted"
              .formatted(place, width, height, MOST_PIXELS));
    }
  }

  /**
   * Refuses an image that claims more pixels than its bytes can hold, before room is made for them.
   * Deflate makes at most 1032 bytes of one, and a PNG row takes a byte and a bit for each pixel;
   * JPEG spends a bit at least on each block of 64 pixels.
   */
  private static void checkClaim(String format, long bytes, long width, long height, String place) {
    boolean possible =
        format.equals("png")
            ? height * (1 + (width + 7) / 8) <= 1032 * bytes
            : (width + 7) / 8 * ((height + 7) / 8) <= 8 * bytes;
    if (!possible) {
      throw new DataException(
          "%s: corrupt %s image: it claims %d x %d pixels, which its %d bytes cannot hold"
              .formatted(place, format, width, height, bytes));
    }
  }

  private static void checkColors(ColorModel colors, String place) {
    int components = colors.getNumColorComponents();
    if (components != 1 && components != 3) {
      throw new DataException(
          "%s: %d colour components, such as CMYK, cannot be used; convert the image to RGB"
              .formatted(place, components));
    }
  }

  private static void requireImage(Shape shape) {
    if (shape.rank() != 2 || (shape.channels() != 1 && shape.channels() != 3)) {
      throw new IllegalArgumentException(
          "images are decoded to 1 or 3 channels of height and width, not to " + shape);
    }
  }

  private static String place(String fileName, long index) {
    return "image %d (%s)".formatted(index, fileName);
  }

  private static String reason(Exception fault) {
    return fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
  }
}
