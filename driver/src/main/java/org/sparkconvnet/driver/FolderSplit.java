package org.sparkconvnet.driver;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.sparkconvnet.data.DataException;
import org.sparkconvnet.data.ImageDecoder;
import org.sparkconvnet.data.ImageSet;
import org.sparkconvnet.network.Shape;

/** Image files of an image folder, each class a folder, in order of class and file name. */
final class FolderSplit implements DataSplit {
  private static final long serialVersionUID = 1L;
  private static final int FILES = 500;
  private static final List<String> EXTENSIONS = List.of(".jpg", ".jpeg", ".png");

  private final Shape shape;
  private final List<String> classNames;
  private final int first;
  private final String[] files;
  private final int[] labels;

  private FolderSplit(
      Shape shape, List<String> classNames, int first, List<String> files, List<Integer> labels) {
    this.shape = shape;
    this.classNames = classNames;
    this.first = first;
    this.files = files.toArray(String[]::new);
    this.labels = labels.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Opens a folder whose class folders are given; the first image says what size all have. */
  static Dataset open(String uri, FileSystem system, List<Path> classes, int channels)
      throws IOException {
    List<String> classNames = classes.stream().map(Path::getName).toList();
    List<String> files = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      for (String file : imagesOf(system, classes.get(label))) {
        files.add(file);
        labels.add(label);
      }
    }
    if (files.isEmpty()) {
      throw new DataException(
          "%s: none of its %d class folders holds a .jpg, .jpeg or .png file"
              .formatted(uri, classes.size()));
    }
    Shape shape = shapeOf(system, files.get(0), channels);
    List<DataSplit> splits = new ArrayList<>();
    for (int from = 0; from < files.size(); from += FILES) {
      int to = Math.min(files.size(), from + FILES);
      splits.add(
          new FolderSplit(
              shape, classNames, from, files.subList(from, to), labels.subList(from, to)));
    }
    return new Dataset(uri, shape, classNames, splits);
  }

  @Override
  public int first() {
    return first;
  }

  @Override
  public int size() {
    return files.length;
  }

  @Override
  public int[] labels(Configuration hadoop) {
    return labels.clone();
  }

  @Override
  public ImageSet read(Configuration hadoop) {
    byte[][] images = new byte[files.length][];
    try {
      FileSystem system = new Path(files[0]).getFileSystem(hadoop);
      for (int i = 0; i < files.length; i++) {
        images[i] = ImageDecoder.decode(bytes(system, files[i]), files[i], first + i, shape);
      }
    } catch (IOException failed) {
      throw new DataException("cannot read images: " + failed.getMessage(), failed);
    }
    return new ImageSet(shape, classNames, images, labels);
  }

  private static List<String> imagesOf(FileSystem system, Path folder) throws IOException {
    List<String> files = new ArrayList<>();
    for (FileStatus status : system.listStatus(folder)) {
      String name = status.getPath().getName().toLowerCase(Locale.ROOT);
      if (status.isFile() && EXTENSIONS.stream().anyMatch(name::endsWith)) {
        files.add(status.getPath().toString());
      }
    }
    files.sort(null);
    return files;
  }

  private static Shape shapeOf(FileSystem system, String file, int channels) throws IOException {
    byte[] bytes = bytes(system, file);
    ImageDecoder.decodeResized(
        bytes, file, 0, Shape.of(channels, 1, 1)); // throws on a corrupt file
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      ImageReader reader = ImageIO.getImageReaders(in).next();
      try {
        reader.setInput(in, true);
        return Shape.of(channels, reader.getHeight(0), reader.getWidth(0));
      } finally {
        reader.dispose();
      }
    }
  }

  private static byte[] bytes(FileSystem system, String file) throws IOException {
    Path path = new Path(file);
    try (FSDataInputStream in = system.open(path)) {
      return in.readAllBytes();
    }
  }
}
