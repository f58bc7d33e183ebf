package org.sparkconvnet.driver;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.sparkconvnet.data.ClipFrames;
import org.sparkconvnet.data.DataException;
import org.sparkconvnet.data.ImageDecoder;
import org.sparkconvnet.data.ImageSet;
import org.sparkconvnet.network.Shape;

/**
 * Clips of a folder that has a folder for each class, and in it one for each clip, which holds the
 * clip's frames as image files; in order of class and clip. All clips have as many frames, of one
 * size.
 */
final class ClipFolderSplit implements DataSplit {
  private static final long serialVersionUID = 1L;
  private static final int FILES = 500;

  private final Shape shape;
  private final List<String> classNames;
  private final int first;
  private final Clip[] clips;

  private ClipFolderSplit(Shape shape, List<String> classNames, int first, List<Clip> clips) {
    this.shape = shape;
    this.classNames = classNames;
    this.first = first;
    this.clips = clips.toArray(Clip[]::new);
  }

  /** A clip's class and its frames' files in order. */
  private static final class Clip implements java.io.Serializable {
    private static final long serialVersionUID = 1L;

    private final int label;
    private final String folder;
    private final String[] frames;

    private Clip(int label, String folder, List<String> frames) {
      this.label = label;
      this.folder = folder;
      this.frames = frames.toArray(String[]::new);
    }
  }

  /** Whether the first class folder that is not empty holds folders and no images. */
  static boolean holdsClips(FileSystem system, List<Path> classes) throws IOException {
    for (Path folder : classes) {
      List<FileStatus> children = visible(system, folder);
      if (!children.isEmpty()) {
        return children.stream().anyMatch(FileStatus::isDirectory)
            && children.stream().noneMatch(ClipFolderSplit::isFrame);
      }
    }
    return false;
  }

  /** Opens a folder whose class folders are given; the first clip says what shape all have. */
  static Dataset open(String uri, FileSystem system, List<Path> classes, int channels)
      throws IOException {
    List<Clip> clips = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      for (FileStatus child : visible(system, classes.get(label))) {
        if (isFrame(child)) {
          throw new DataException(
              child.getPath() + ": an image beside clips; each clip is a folder of frames");
        }
        if (child.isDirectory()) {
          clips.add(clip(system, label, child.getPath()));
        }
      }
    }
    Shape shape = shapeOf(system, clips.get(0), channels);
    requireEqualLengths(clips);
    List<String> classNames = classes.stream().map(Path::getName).toList();
    List<DataSplit> splits = new ArrayList<>();
    int together = Math.max(1, FILES / clips.get(0).frames.length);
    for (int from = 0; from < clips.size(); from += together) {
      int to = Math.min(clips.size(), from + together);
      splits.add(new ClipFolderSplit(shape, classNames, from, clips.subList(from, to)));
    }
    return new Dataset(uri, shape, classNames, splits);
  }

  @Override
  public int first() {
    return first;
  }

  @Override
  public int size() {
    return clips.length;
  }

  @Override
  public int[] labels(Configuration hadoop) {
    int[] labels = new int[clips.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = clips[i].label;
    }
    return labels;
  }

  @Override
  public ImageSet read(Configuration hadoop) {
    byte[][] images = new byte[clips.length][];
    Shape frameShape = ClipFrames.frameShape(shape);
    try {
      FileSystem system = new Path(clips[0].folder).getFileSystem(hadoop);
      for (int i = 0; i < clips.length; i++) {
        List<byte[]> frames = new ArrayList<>();
        for (String file : clips[i].frames) {
          frames.add(ImageDecoder.decode(bytes(system, file), file, first + i, frameShape));
        }
        images[i] = ClipFrames.stack(frames, shape);
      }
    } catch (IOException failed) {
      throw new DataException("cannot read clips: " + failed.getMessage(), failed);
    }
    return new ImageSet(shape, classNames, images, labels(hadoop));
  }

  private static Clip clip(FileSystem system, int label, Path folder) throws IOException {
    List<String> frames =
        visible(system, folder).stream()
            .filter(ClipFolderSplit::isFrame)
            .map(file -> file.getPath().toString())
            .sorted(ClipFrames.ORDER)
            .toList();
    if (frames.isEmpty()) {
      throw new DataException(folder + ": a clip without a .jpg, .jpeg or .png frame");
    }
    return new Clip(label, folder.toString(), frames);
  }

  private static void requireEqualLengths(List<Clip> clips) {
    Clip model = clips.get(0);
    for (Clip clip : clips) {
      if (clip.frames.length != model.frames.length) {
        throw new DataException(
            "%s: a clip of %d frames, and %s has %d; all clips need as many"
                .formatted(clip.folder, clip.frames.length, model.folder, model.frames.length));
      }
    }
  }

  private static Shape shapeOf(FileSystem system, Clip clip, int channels) throws IOException {
    String file = clip.frames[0];
    Shape frame = ImageDecoder.shapeOf(bytes(system, file), file, 0, channels);
    return Shape.of(channels, clip.frames.length, frame.spatial().get(0), frame.spatial().get(1));
  }

  private static boolean isFrame(FileStatus file) {
    return file.isFile() && ClipFrames.isFrame(file.getPath().getName());
  }

  private static List<FileStatus> visible(FileSystem system, Path folder) throws IOException {
    List<FileStatus> children = new ArrayList<>();
    for (FileStatus status : system.listStatus(folder)) {
      String name = status.getPath().getName();
      if (!name.startsWith(".") && !name.startsWith("_")) {
        children.add(status);
      }
    }
    children.sort(Comparator.comparing(status -> status.getPath().getName()));
    return children;
  }

  private static byte[] bytes(FileSystem system, String file) throws IOException {
    try (FSDataInputStream in = system.open(new Path(file))) {
      return in.readAllBytes();
    }
  }
}
