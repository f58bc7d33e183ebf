package org.sparkconvnet.io;

import static org.sparkconvnet.io.SafetensorsHeader.LENGTH_BYTES;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sparkconvnet.io.SafetensorsHeaderParser.Entry;
import org.sparkconvnet.io.SafetensorsHeaderParser.Header;

/** One pass over one file: head, its digest, its JSON, then data and their digest. */
final class SafetensorsReader {
  private final InputStream in;
  private final long fileBytes;
  private final String path;
  private final long largestHeaderBytes;

  SafetensorsReader(InputStream in, long fileBytes, String path, long largestHeaderBytes) {
    this.in = in;
    this.fileBytes = fileBytes;
    this.path = path;
    this.largestHeaderBytes = largestHeaderBytes;
  }

  TensorFile read(boolean requireChecksum) throws IOException {
    byte[] head = readHead();
    verifySeal(head);
    Header header =
        new SafetensorsHeaderParser(path)
            .parse(Arrays.copyOfRange(head, LENGTH_BYTES, head.length));
    if (requireChecksum) {
      checkPresent(header.metadata());
    }
    checkLength(header, fileBytes - head.length);
    List<NamedTensor> tensors = new ArrayList<>();
    String sha256 = readData(header.entries(), tensors);
    String promised = header.metadata().getOrDefault(SafetensorsHeader.DATA_SHA256, sha256);
    if (!promised.equals(sha256)) {
      throw fault("its data are damaged: SHA-256 " + sha256 + ", header says " + promised);
    }
    Map<String, String> metadata = new TreeMap<>(header.metadata());
    metadata.keySet().removeAll(SafetensorsHeader.CHECKSUM_KEYS);
    return new TensorFile(path, sha256, metadata, tensors);
  }

  private byte[] readHead() throws IOException {
    if (fileBytes < LENGTH_BYTES) {
      throw fault("only %d bytes long: cut short".formatted(fileBytes));
    }
    byte[] length = new byte[LENGTH_BYTES];
    fill(length, length.length);
    long headerBytes = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
    long most = Math.min(fileBytes - LENGTH_BYTES, largestHeaderBytes);
    if (headerBytes < 0 || headerBytes > most) {
      throw fault(
          "its header claims %s bytes, at most %d are possible: cut short, damaged or of another format"
              .formatted(Long.toUnsignedString(headerBytes), most));
    }
    byte[] json = new byte[(int) headerBytes];
    fill(json, json.length);
    byte[] head = Arrays.copyOf(length, LENGTH_BYTES + json.length);
    System.arraycopy(json, 0, head, LENGTH_BYTES, json.length);
    return head;
  }

  private void verifySeal(byte[] head) {
    if (SafetensorsHeader.sealPosition(head) < 0) {
      return;
    }
    String promised = SafetensorsHeader.sealOf(head);
    String actual = SafetensorsHeader.digestOf(head);
    if (!promised.equals(actual)) {
      throw fault("its header is damaged: SHA-256 " + actual + ", header says " + promised);
    }
  }

  private void checkPresent(Map<String, String> metadata) {
    for (String key : SafetensorsHeader.CHECKSUM_KEYS) {
      if (!metadata.containsKey(key)) {
        throw fault("its metadata lack the checksum '" + key + "'");
      }
    }
  }

  private void checkLength(Header header, long present) {
    long described = header.dataBytes();
    String promised = header.metadata().get(SafetensorsHeader.DATA_BYTES);
    if (promised != null && !promised.equals(Long.toString(described))) {
      throw fault(
          "its metadata promise %s data bytes, its tensors take %d".formatted(promised, described));
    }
    if (present != described) {
      throw fault(
          "its tensors take %d data bytes, but %d are present: %s"
              .formatted(described, present, present < described ? "cut short" : "too long"));
    }
  }

  private String readData(List<Entry> entries, List<NamedTensor> tensors) throws IOException {
    TensorCodec codec = new TensorCodec();
    MessageDigest digest = Digests.newSha256();
    for (Entry entry : entries) {
      NamedTensor tensor = NamedTensor.allocate(entry.name(), entry.type(), entry.dims());
      codec.decode(
          tensor,
          (bytes, count) -> {
            fill(bytes, count);
            digest.update(bytes, 0, count);
          });
      tensors.add(tensor);
    }
    return Digests.hex(digest.digest());
  }

  private void fill(byte[] bytes, int count) throws IOException {
    if (in.readNBytes(bytes, 0, count) < count) {
      throw fault("ended before its %d bytes were read: cut short".formatted(fileBytes));
    }
  }

  private FileFormatException fault(String problem) {
    return new FileFormatException(path, problem);
  }
}
