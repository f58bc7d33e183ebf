package org.sparkconvnet.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sparkconvnet.data.DataException;
import org.sparkconvnet.data.ImageDecoder;
import org.sparkconvnet.network.Shape;

/** A picture's bytes, as its file has them. */
record ImageFile(Path path, byte[] content) {
  static ImageFile read(Path path) {
    try {
      return new ImageFile(path, Files.readAllBytes(path));
    } catch (IOException unreadable) {
      String why =
          Files.isDirectory(path)
              ? "it is a folder; name image files"
              : Files.exists(path) ? unreadable.getMessage() : "there is no such file";
      throw new DataException(path + ": " + why, unreadable);
    }
  }

  /** Its pixels, resized where they must be; {@code index} is for messages. */
  byte[] pixels(int index, Shape wanted) {
    return ImageDecoder.decodeResized(content, path.toString(), index, wanted);
  }

  /** Its size. */
  Shape shape(int index, int channels) {
    return ImageDecoder.shapeOf(content, path.toString(), index, channels);
  }

  /** {@code , resized from 640x480 to 32x32}, or nothing where it has the right size. */
  String resized(int index, Shape wanted) {
    Shape size = shape(index, wanted.channels());
    return size.equals(wanted) ? "" : ", resized from " + extent(size) + " to " + extent(wanted);
  }

  private static String extent(Shape shape) {
    return shape.spatial().get(1) + "x" + shape.spatial().get(0);
  }
}
