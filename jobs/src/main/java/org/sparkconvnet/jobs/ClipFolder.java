package org.sparkconvnet.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.sparkconvnet.data.ClipFrames;
import org.sparkconvnet.data.DataException;
import org.sparkconvnet.network.Shape;

/** A clip on this machine: a folder of frames, in their order. */
record ClipFolder(Path folder, List<ImageFile> frames) {
  /** Reads as many frames of one size as a clip of the wanted shape has. */
  static ClipFolder read(Path folder, Shape wanted) {
    List<ImageFile> frames = new ArrayList<>();
    for (Path file : files(folder)) {
      frames.add(ImageFile.read(file));
    }
    int depth = wanted.spatial().get(0);
    if (frames.size() != depth) {
      throw new DataException(
          "%s: %d frames (.jpg, .jpeg or .png files), and the network takes clips of %d"
              .formatted(folder, frames.size(), depth));
    }
    Shape size = frames.get(0).shape(0, wanted.channels());
    for (int i = 1; i < depth; i++) {
      Shape other = frames.get(i).shape(i, wanted.channels());
      if (!other.equals(size)) {
        throw new DataException(
            "%s: frame %s is of %s, and the first is of %s; all frames need one size"
                .formatted(folder, frames.get(i).path().getFileName(), other, size));
      }
    }
    return new ClipFolder(folder, frames);
  }

  /** (C, D, H, W), each frame resized where it must be. */
  byte[] pixels(Shape wanted) {
    Shape frameShape = ClipFrames.frameShape(wanted);
    List<byte[]> pixels = new ArrayList<>();
    for (int i = 0; i < frames.size(); i++) {
      pixels.add(frames.get(i).pixels(i, frameShape));
    }
    return ClipFrames.stack(pixels, wanted);
  }

  /** {@code , resized from 640x480 to 24x24}, or nothing. */
  String resized(Shape wanted) {
    return frames.get(0).resized(0, ClipFrames.frameShape(wanted));
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .filter(file -> ClipFrames.isFrame(file.getFileName().toString()))
          .sorted((a, b) -> ClipFrames.ORDER.compare(a.toString(), b.toString()))
          .toList();
    } catch (IOException unreadable) {
      String why =
          Files.isRegularFile(folder)
              ? "it is a file; name folders of frames, since the network takes clips"
              : Files.exists(folder) ? unreadable.getMessage() : "there is no such folder";
      throw new DataException(folder + ": " + why, unreadable);
    }
  }
}
