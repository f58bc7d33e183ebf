package org.sparkconvnet.cudnn;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Consumer;
import org.sparkconvnet.io.Digests;

/**
 * Compiled kernels on disk, so that a process after the first compiles nothing. A file is
 *
 * <pre>
 * spark-convnet kernel 1
 * KEY, one line
 * LENGTH in bytes, SHA-256 of the device code
 * the device code
 * </pre>
 *
 * <p>and its name holds the key's digest. It is written beside and renamed, so processes may share
 * a folder; which of them wrote last does not matter, since equal keys give equal code. A file that
 * is not whole is reported, and made anew. Where the folder cannot be written, nothing is kept.
 */
final class KernelCache {
  private static final String FORMAT = "spark-convnet kernel 1";
  private static final int HEAD_LINES = 3;
  private static final int NAME_DIGITS = 32;

  private final Path folder;
  private final Consumer<String> report;

  /**
   * A cache.
   *
   * @param directory an empty text keeps nothing
   * @param report hears of files that could not be used
   */
  KernelCache(String directory, Consumer<String> report) {
    this.folder = directory.isEmpty() ? null : Path.of(directory, "kernels");
    this.report = report;
  }

  /** Which compilation a file holds: source, architecture, compiler and options decide it. */
  static String key(KernelUnit unit, String architecture, String compiler) {
    return String.join(
        "; ",
        unit.source().file() + " sha256 " + Digests.sha256(unit.text()),
        compiler,
        String.join(" ", unit.options(architecture)));
  }

  /** The device code of that key, if it was kept whole. */
  Optional<byte[]> find(String key) {
    if (folder == null) {
      return Optional.empty();
    }
    Path file = file(key);
    try {
      return Optional.of(content(Files.readAllBytes(file), key));
    } catch (NoSuchFileException never) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException unusable) {
      reject(key, unusable.getMessage());
      return Optional.empty();
    }
  }

  /** Says that the kept code of that key cannot be used; the next {@link #keep} replaces it. */
  void reject(String key, String why) {
    report.accept("kept kernel " + file(key) + " cannot be used: " + why + "; it is compiled anew");
  }

  /** Keeps the device code, if the folder can be written. */
  void keep(String key, byte[] code) {
    if (folder == null) {
      return;
    }
    try {
      Files.createDirectories(folder);
      Path partial = Files.createTempFile(folder, file(key).getFileName().toString(), ".partial");
      try {
        write(partial, head(key, code), code);
        Files.move(
            partial,
            file(key),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(partial);
      }
    } catch (IOException unwritable) {
      report.accept("compiled kernels are not kept: " + unwritable);
    }
  }

  private Path file(String key) {
    int source = key.indexOf('.');
    String name = key.substring(0, source) + "-" + Digests.sha256(key).substring(0, NAME_DIGITS);
    return folder.resolve(name + ".cubin");
  }

  private static byte[] head(String key, byte[] code) {
    String head =
        FORMAT + "\n" + key + "\n" + code.length + " bytes, sha256 " + Digests.sha256(code) + "\n";
    return head.getBytes(StandardCharsets.UTF_8);
  }

  /** The code behind the head, which must be the one that {@link #keep} writes. */
  private static byte[] content(byte[] file, String key) {
    int start = 0;
    for (int line = 0; line < HEAD_LINES; line++) {
      while (start < file.length && file[start] != '\n') {
        start++;
      }
      start++;
    }
    if (start >= file.length) {
      throw new IllegalArgumentException("it ends within its head, at " + file.length + " bytes");
    }
    byte[] code = java.util.Arrays.copyOfRange(file, start, file.length);
    byte[] expected = head(key, code);
    if (!java.util.Arrays.equals(file, 0, start, expected, 0, expected.length)) {
      throw new IllegalArgumentException("key, length or checksum do not fit its content");
    }
    return code;
  }

  private static void write(Path file, byte[] head, byte[] code) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (byte[] part : new byte[][] {head, code}) {
        ByteBuffer left = ByteBuffer.wrap(part);
        while (left.hasRemaining()) {
          channel.write(left);
        }
      }
      channel.force(true);
    }
  }
}
