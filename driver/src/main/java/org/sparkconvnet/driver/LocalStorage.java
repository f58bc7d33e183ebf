package org.sparkconvnet.driver;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** A folder on this machine's own file system. */
final class LocalStorage implements Storage {
  private final Path folder;

  LocalStorage(Path folder) {
    this.folder = folder;
  }

  @Override
  public String place() {
    return folder.toString();
  }

  @Override
  public void makeFolder(String name) throws IOException {
    Files.createDirectories(folder.resolve(name));
  }

  @Override
  public List<String> list(String name) throws IOException {
    Path place = folder.resolve(name);
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(place)) {
      return children.map(child -> child.getFileName().toString()).sorted().toList();
    }
  }

  @Override
  public boolean exists(String name) {
    return Files.exists(folder.resolve(name));
  }

  @Override
  public byte[] read(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name));
  }

  @Override
  public void write(String name, byte[] content) throws IOException {
    Path target = folder.resolve(name);
    Path partial = target.resolveSibling(target.getFileName() + ".partial");
    try {
      writeThrough(partial, content);
      Files.move(
          partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) {
      Files.deleteIfExists(partial);
      throw failed;
    }
  }

  /**
   * Writes a file unless there is one. Of several processes that do so at once, one succeeds.
   *
   * @return whether this one did
   */
  boolean writeNew(String name, byte[] content) throws IOException {
    Path target = folder.resolve(name);
    Path partial =
        Files.createTempFile(target.getParent(), target.getFileName().toString(), ".partial");
    try {
      writeThrough(partial, content);
      Files.createLink(target, partial);
      return true;
    } catch (FileAlreadyExistsException there) {
      return false;
    } catch (UnsupportedOperationException unlinked) {
      throw new IOException("no hard links in " + folder, unlinked);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(folder.resolve(name));
  }

  @Override
  public LineWriter appendTo(String name, byte[] kept) throws IOException {
    write(name, kept);
    return new Appender(new FileOutputStream(folder.resolve(name).toFile(), true));
  }

  private static void writeThrough(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer left = ByteBuffer.wrap(content);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
  }

  /** Writes each line at once. */
  private record Appender(OutputStream out) implements LineWriter {
    @Override
    public void add(String line) throws IOException {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void sync() {}

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
