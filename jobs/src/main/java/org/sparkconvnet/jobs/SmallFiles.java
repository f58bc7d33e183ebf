package org.sparkconvnet.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.sparkconvnet.data.GeneratedSource;
import org.sparkconvnet.io.FileFormatException;
import org.sparkconvnet.train.TrainingException;

/** Text files of a few kilobytes in one folder, on any Hadoop file system. */
final class SmallFiles {
  private final Path folder;
  private final FileSystem system;

  private SmallFiles(Path folder, FileSystem system) {
    this.folder = folder;
    this.system = system;
  }

  static SmallFiles in(String uri, Configuration hadoop) {
    try {
      Path path = new Path(uri);
      FileSystem system = path.getFileSystem(hadoop);
      // Without the checksum files that Hadoop's local file system strews beside the files.
      return new SmallFiles(
          path, system instanceof LocalFileSystem local ? local.getRaw() : system);
    } catch (IOException | IllegalArgumentException failed) {
      throw new TrainingException("cannot use " + uri + ": " + failed.getMessage(), failed);
    }
  }

  /** An address that means the same from every working directory. */
  static String absolute(String uri, Configuration hadoop) {
    if (GeneratedSource.isGenerated(uri)) {
      return uri;
    }
    try {
      Path path = new Path(uri);
      return path.getFileSystem(hadoop).makeQualified(path).toString();
    } catch (IOException failed) {
      throw new TrainingException("cannot use " + uri + ": " + failed.getMessage(), failed);
    }
  }

  /** The path of one of the files, for messages. */
  String path(String name) {
    return file(name).toString();
  }

  boolean exists(String name) {
    try {
      return system.exists(file(name));
    } catch (IOException failed) {
      throw failure("read", name, failed);
    }
  }

  String read(String name) {
    try (FSDataInputStream in = system.open(file(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw failure("read", name, failed);
    }
  }

  JsonNode parse(String name, ObjectMapper mapper) {
    try {
      return mapper.readTree(read(name));
    } catch (JsonProcessingException malformed) {
      throw new FileFormatException(
          path(name), "not JSON: " + malformed.getOriginalMessage(), malformed);
    }
  }

  /** Replaces a file by writing beside it and renaming. */
  void write(String name, String text) {
    write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Likewise with bytes. */
  void write(String name, byte[] bytes) {
    Path target = file(name);
    Path partial = target.suffix(".partial");
    try {
      try (FSDataOutputStream out = system.create(partial, true)) {
        out.write(bytes);
      }
      system.delete(target, false);
      system.rename(partial, target);
    } catch (IOException failed) {
      throw failure("write", name, failed);
    }
  }

  /** Removes the folder, unless there is something in it. */
  void removeIfEmpty() {
    try {
      if (system.exists(folder) && system.listStatus(folder).length == 0) {
        system.delete(folder, false);
      }
    } catch (IOException failed) {
      throw failure("remove", "", failed);
    }
  }

  private Path file(String name) {
    return name.isEmpty() ? folder : new Path(folder, name);
  }

  private TrainingException failure(String verb, String name, IOException failed) {
    return new TrainingException(
        "cannot " + verb + " " + path(name) + ": " + failed.getMessage(), failed);
  }
}
