package org.sparkconvnet.driver;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.sparkconvnet.data.CifarBinary;
import org.sparkconvnet.data.DataException;
import org.sparkconvnet.data.GeneratedShapes;
import org.sparkconvnet.data.GeneratedSource;

/**
 * Opens data sets by URI: {@code generated:shapes?...}, {@code generated:motion?...}; a folder with
 * the CIFAR-10 or CIFAR-100 binary files, or one such file; a folder with one folder of JPEG or PNG
 * images per class, or with {@code train} and {@code test} folders above them; the same with a
 * folder of frames in place of each image. Files may lie on any Hadoop file system.
 */
public final class Datasets {
  private static final int COLOURS = 3;

  private Datasets() {}

  /** The training part of a location, or all of it where it has no parts. */
  public static Dataset openTraining(String uri, Configuration hadoop) {
    return open(uri, Part.TRAINING, hadoop)
        .or(() -> open(uri, Part.ALL, hadoop))
        .orElseThrow(() -> nothingIn(uri));
  }

  /** The test part of a location, or all of it where it has no parts. */
  public static Dataset openTest(String uri, Configuration hadoop) {
    return open(uri, Part.TEST, hadoop)
        .or(() -> open(uri, Part.ALL, hadoop))
        .orElseThrow(() -> nothingIn(uri));
  }

  /** The test part of a location whose training part is trained on, where it has one. */
  public static Optional<Dataset> findTest(String uri, Configuration hadoop) {
    return open(uri, Part.TEST, hadoop);
  }

  /** A part of a location. */
  private enum Part {
    TRAINING("train"),
    TEST("test"),
    ALL("");

    private final String folder;

    Part(String folder) {
      this.folder = folder;
    }

    boolean holds(String fileName) {
      return this == ALL
          || (this == TRAINING
              && (fileName.startsWith("data_batch") || fileName.equals("train.bin")))
          || (this == TEST && (fileName.equals("test_batch.bin") || fileName.equals("test.bin")));
    }
  }

  private static Optional<Dataset> open(String uri, Part part, Configuration hadoop) {
    if (GeneratedSource.isGenerated(uri)) {
      return Optional.of(
          GeneratedSplit.open(
              uri, part == Part.TEST ? GeneratedShapes.Split.TEST : GeneratedShapes.Split.TRAIN));
    }
    try {
      Path path = new Path(uri);
      FileSystem system = path.getFileSystem(hadoop);
      FileStatus status = system.getFileStatus(path);
      return status.isFile()
          ? openFile(uri, status, system, part)
          : openFolder(uri, path, system, part);
    } catch (FileNotFoundException missing) {
      throw new DataException("no such file or folder: " + uri, missing);
    } catch (IllegalArgumentException malformed) {
      throw new DataException("'" + uri + "' is no path: " + malformed.getMessage(), malformed);
    } catch (IOException failed) {
      throw new DataException("cannot read " + uri + ": " + failed.getMessage(), failed);
    }
  }

  private static Optional<Dataset> openFile(
      String uri, FileStatus file, FileSystem system, Part part) throws IOException {
    if (!file.getPath().getName().endsWith(".bin")) {
      throw new DataException(
          uri + " is a file, but no .bin file; data are folders or CIFAR binary files");
    }
    return part == Part.ALL ? Optional.of(openCifar(uri, List.of(file), system)) : Optional.empty();
  }

  private static Optional<Dataset> openFolder(String uri, Path folder, FileSystem system, Part part)
      throws IOException {
    List<FileStatus> children = visibleChildren(system, folder);
    List<FileStatus> binaries =
        children.stream()
            .filter(child -> child.isFile() && child.getPath().getName().endsWith(".bin"))
            .toList();
    if (!binaries.isEmpty()) {
      List<FileStatus> files =
          binaries.stream().filter(file -> part.holds(file.getPath().getName())).toList();
      return files.isEmpty() ? Optional.empty() : Optional.of(openCifar(uri, files, system));
    }
    List<Path> folders =
        children.stream().filter(FileStatus::isDirectory).map(FileStatus::getPath).toList();
    boolean divided = folders.stream().anyMatch(path -> path.getName().equals(part.folder));
    if (part != Part.ALL) {
      return divided
          ? openFolder(uri, new Path(folder, part.folder), system, Part.ALL)
          : Optional.empty();
    }
    if (folders.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        ClipFolderSplit.holdsClips(system, folders)
            ? ClipFolderSplit.open(uri, system, folders, COLOURS)
            : FolderSplit.open(uri, system, folders, COLOURS));
  }

  private static Dataset openCifar(String uri, List<FileStatus> files, FileSystem system)
      throws IOException {
    CifarBinary format = formatOf(files.get(0));
    Path folder = files.get(0).getPath().getParent();
    String namesFile = format == CifarBinary.CIFAR_10 ? "batches.meta.txt" : "fine_label_names.txt";
    Path names = new Path(folder, namesFile);
    List<String> classNames = format.defaultClassNames();
    if (system.exists(names)) {
      try (FSDataInputStream in = system.open(names)) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        classNames = format.parseClassNames(text, names.toString());
      }
    }
    return CifarSplit.open(uri, format, files, classNames);
  }

  /** By name where it is one of the published ones, else by length. */
  private static CifarBinary formatOf(FileStatus file) {
    String name = file.getPath().getName();
    if (name.equals("train.bin") || name.equals("test.bin")) {
      return CifarBinary.CIFAR_100;
    }
    boolean published = name.startsWith("data_batch") || name.equals("test_batch.bin");
    boolean fits100 = file.getLen() % CifarBinary.CIFAR_100.recordBytes() == 0;
    boolean fits10 = file.getLen() % CifarBinary.CIFAR_10.recordBytes() == 0;
    return !published && fits100 && !fits10 ? CifarBinary.CIFAR_100 : CifarBinary.CIFAR_10;
  }

  private static List<FileStatus> visibleChildren(FileSystem system, Path folder)
      throws IOException {
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

  private static DataException nothingIn(String uri) {
    return new DataException(uri + " holds neither CIFAR .bin files nor class folders with images");
  }
}
