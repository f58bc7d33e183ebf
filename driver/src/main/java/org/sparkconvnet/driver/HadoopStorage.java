package org.sparkconvnet.driver;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * A folder on a Hadoop file system. Files are replaced by renaming over them, which is atomic on
 * HDFS. Lines are kept in memory and written as a whole now and then, since object stores append
 * nothing.
 */
final class HadoopStorage implements Storage {
  private static final long SYNC_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Path folder;
  private final FileSystem system;
  private final FileContext context;

  HadoopStorage(Path folder, Configuration hadoop) throws IOException {
    this.folder = folder;
    this.system = folder.getFileSystem(hadoop);
    this.context = FileContext.getFileContext(folder.toUri(), hadoop);
  }

  @Override
  public String place() {
    return folder.toString();
  }

  @Override
  public void makeFolder(String name) throws IOException {
    if (!system.mkdirs(path(name))) {
      throw new IOException("cannot make folder " + path(name));
    }
  }

  @Override
  public List<String> list(String name) throws IOException {
    try {
      List<String> names = new ArrayList<>();
      for (FileStatus status : system.listStatus(path(name))) {
        names.add(status.getPath().getName());
      }
      names.sort(null);
      return names;
    } catch (FileNotFoundException missing) {
      return List.of();
    }
  }

  @Override
  public boolean exists(String name) throws IOException {
    return system.exists(path(name));
  }

  @Override
  public byte[] read(String name) throws IOException {
    try (FSDataInputStream in = system.open(path(name))) {
      return in.readAllBytes();
    }
  }

  @Override
  public void write(String name, byte[] content) throws IOException {
    Path target = path(name);
    Path partial = target.suffix(".partial");
    try (OutputStream out =
        context.create(
            partial,
            EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE),
            Options.CreateOpts.createParent())) {
      out.write(content);
    }
    context.rename(partial, target, Options.Rename.OVERWRITE);
  }

  @Override
  public void delete(String name) throws IOException {
    system.delete(path(name), false);
  }

  @Override
  public LineWriter appendTo(String name, byte[] kept) throws IOException {
    write(name, kept);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.write(kept);
    return new Rewriter(name, content);
  }

  private Path path(String name) {
    return name.isEmpty() ? folder : new Path(folder, name);
  }

  /** Rewrites the whole file when asked to and every half minute. */
  private final class Rewriter implements LineWriter {
    private final String name;
    private final ByteArrayOutputStream content;
    private long written = System.nanoTime();

    private Rewriter(String name, ByteArrayOutputStream content) {
      this.name = name;
      this.content = content;
    }

    @Override
    public void add(String line) throws IOException {
      content.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      if (System.nanoTime() - written > SYNC_NANOS) {
        sync();
      }
    }

    @Override
    public void sync() throws IOException {
      write(name, content.toByteArray());
      written = System.nanoTime();
    }

    @Override
    public void close() throws IOException {
      sync();
    }
  }
}
