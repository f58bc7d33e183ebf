package org.sparkconvnet.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Encodes the head of a file (length, JSON, padding) and seals it with a digest of itself. */
final class SafetensorsHeader {
  static final String METADATA = "__metadata__";
  static final String DATA_SHA256 = "sha256";
  static final String DATA_BYTES = "data_bytes";
  static final String HEADER_SHA256 = "header_sha256";
  static final List<String> CHECKSUM_KEYS = List.of(DATA_SHA256, DATA_BYTES, HEADER_SHA256);

  /** Bytes of the length in front of the JSON. */
  static final int LENGTH_BYTES = Long.BYTES;

  private static final int ALIGNMENT = 8;
  private static final String BLANK_DIGEST = "0".repeat(Digests.HEX_DIGITS);
  // Inside a JSON string the quotes would be escaped: the bytes can only be the key itself.
  private static final byte[] SEAL_MARK =
      ("\"" + HEADER_SHA256 + "\":\"").getBytes(StandardCharsets.US_ASCII);
  private static final ObjectMapper JSON = new ObjectMapper();

  private SafetensorsHeader() {}

  /** The sealed head for {@code tensors}, whose data follow one another in this order. */
  static byte[] encode(List<NamedTensor> tensors, Map<String, String> metadata, String dataSha256) {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode entries = root.putObject(METADATA);
    long end = 0;
    for (NamedTensor tensor : tensors) {
      ObjectNode node = root.putObject(tensor.name());
      node.put("dtype", tensor.type().name());
      tensor.dims().forEach(node.putArray("shape")::add);
      node.putArray("data_offsets").add(end).add(end + tensor.bytes());
      end += tensor.bytes();
    }
    Map<String, String> sorted = new TreeMap<>(metadata);
    sorted.put(DATA_SHA256, dataSha256);
    sorted.put(DATA_BYTES, Long.toString(end));
    sorted.put(HEADER_SHA256, BLANK_DIGEST);
    sorted.forEach(entries::put);
    return seal(withLength(toJson(root)));
  }

  private static byte[] toJson(ObjectNode root) {
    try {
      return JSON.writeValueAsBytes(root);
    } catch (JsonProcessingException notText) {
      throw new IllegalArgumentException(
          "a tensor name or metadata entry is not valid text: " + notText.getOriginalMessage());
    }
  }

  private static byte[] withLength(byte[] json) {
    int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] head = new byte[LENGTH_BYTES + padded];
    Arrays.fill(head, (byte) ' ');
    ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).putLong(padded).put(json);
    return head;
  }

  private static byte[] seal(byte[] head) {
    byte[] digest = digestOf(head).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digest, 0, head, sealPosition(head), digest.length);
    return head;
  }

  /** Where the digits of the head's own digest begin, or -1 where it has none. */
  static int sealPosition(byte[] head) {
    int last = head.length - SEAL_MARK.length - Digests.HEX_DIGITS;
    for (int start = LENGTH_BYTES; start <= last; start++) {
      int end = start + SEAL_MARK.length;
      if (Arrays.equals(head, start, end, SEAL_MARK, 0, SEAL_MARK.length)) {
        return end;
      }
    }
    return -1;
  }

  /** The digits that the head carries at {@link #sealPosition}. */
  static String sealOf(byte[] head) {
    return new String(head, sealPosition(head), Digests.HEX_DIGITS, StandardCharsets.ISO_8859_1);
  }

  /** The digest of the head with the digits of its own digest replaced by zeros. */
  static String digestOf(byte[] head) {
    int position = sealPosition(head);
    MessageDigest digest = Digests.newSha256();
    digest.update(head, 0, position);
    digest.update(BLANK_DIGEST.getBytes(StandardCharsets.US_ASCII));
    int rest = position + Digests.HEX_DIGITS;
    digest.update(head, rest, head.length - rest);
    return Digests.hex(digest.digest());
  }
}
