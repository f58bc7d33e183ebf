package org.sparkconvnet.io;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads and writes safetensors files (https://github.com/huggingface/safetensors).
 *
 * <pre>
 * bytes  0 ..  7     N, the length of the header, little-endian
 * bytes  8 ..  7+N   the header: JSON, padded with blanks to a multiple of 8 bytes
 * bytes  8+N ..      the data of all tensors, row-major, little-endian, without gaps
 *
 * header  {"__metadata__": {key: text ...},
 *          name: {"dtype": "F32", "shape": [20, 16, 5, 5], "data_offsets": [begin, end]} ...}
 * </pre>
 *
 * <p>Three metadata entries make damage detectable: {@code sha256}, the SHA-256 of the data
 * section; {@code data_bytes}, its length; and {@code header_sha256}, the SHA-256 of bytes 0 .. 7+N
 * with the 64 digits of this entry replaced by zeros. Other programs ignore them; one that rewrites
 * a file has to drop them.
 */
public final class Safetensors {
  private static final long LARGEST_HEADER_BYTES = 100_000_000;

  private Safetensors() {}

  /**
   * Writes {@code tensors} with checksums. The larger element types come first, so that all data
   * are aligned; otherwise the order is kept. The same content gives the same bytes. Does not close
   * {@code out}.
   */
  public static void write(
      OutputStream out, List<NamedTensor> tensors, Map<String, String> metadata)
      throws IOException {
    checkNames(tensors, metadata);
    Comparator<NamedTensor> largestTypeFirst =
        Comparator.comparingInt(tensor -> -tensor.type().bytes());
    List<NamedTensor> ordered = tensors.stream().sorted(largestTypeFirst).toList();
    TensorCodec codec = new TensorCodec();
    MessageDigest digest = Digests.newSha256();
    for (NamedTensor tensor : ordered) {
      codec.encode(tensor, (bytes, count) -> digest.update(bytes, 0, count));
    }
    out.write(SafetensorsHeader.encode(ordered, metadata, Digests.hex(digest.digest())));
    for (NamedTensor tensor : ordered) {
      codec.encode(tensor, (bytes, count) -> out.write(bytes, 0, count));
    }
  }

  /** The file as bytes in memory; see {@link #write}. */
  public static byte[] toBytes(List<NamedTensor> tensors, Map<String, String> metadata) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      write(out, tensors, metadata);
    } catch (IOException unreachable) {
      throw new UncheckedIOException(unreachable);
    }
    return out.toByteArray();
  }

  /** Reads a file held in memory; see {@link #read(InputStream, long, String, boolean)}. */
  public static TensorFile read(byte[] file, String path, boolean requireChecksum) {
    try {
      return read(new ByteArrayInputStream(file), file.length, path, requireChecksum);
    } catch (IOException unreachable) {
      throw new UncheckedIOException(unreachable);
    }
  }

  /**
   * Reads a file from the start of {@code in}, verifying every checksum it carries.
   *
   * @param fileBytes the file's length, so that a damaged header is found before it is believed
   * @param path names the file in messages
   * @param requireChecksum true for files of this project: they must carry all checksums
   * @throws FileFormatException where the file is cut short, damaged or no safetensors file
   */
  public static TensorFile read(
      InputStream in, long fileBytes, String path, boolean requireChecksum) throws IOException {
    return new SafetensorsReader(in, fileBytes, path, LARGEST_HEADER_BYTES).read(requireChecksum);
  }

  private static void checkNames(List<NamedTensor> tensors, Map<String, String> metadata) {
    Set<String> names = new HashSet<>(Set.of(SafetensorsHeader.METADATA));
    for (NamedTensor tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw new IllegalArgumentException("tensor name '" + tensor.name() + "' is taken");
      }
    }
    String reserved =
        SafetensorsHeader.CHECKSUM_KEYS.stream()
            .filter(metadata::containsKey)
            .collect(Collectors.joining(", "));
    if (!reserved.isEmpty()) {
      throw new IllegalArgumentException("metadata keys reserved for checksums: " + reserved);
    }
  }
}
