package org.sparkconvnet.data;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Checks the chunks of a PNG file (ISO/IEC 15948): length, type, data, CRC-32 of type and data,
 * from the signature to the IEND chunk. Java's reader skips the CRCs and so accepts flipped bits.
 */
final class PngChunks {
  private static final long SIGNATURE = 0x89504E470D0A1A0AL;
  private static final int IEND = 0x49454E44;
  private static final int FRAME_BYTES = 12; // length, type, CRC

  private PngChunks() {}

  static boolean hasSignature(byte[] file) {
    return file.length >= Long.BYTES && ByteBuffer.wrap(file).getLong() == SIGNATURE;
  }

  /**
   * Throws {@link DataException} at the first bad or missing chunk; {@code place} names the file.
   */
  static void verify(byte[] file, String place) {
    ByteBuffer bytes = ByteBuffer.wrap(file).position(Long.BYTES);
    int type = 0;
    while (type != IEND) {
      int start = bytes.position();
      if (bytes.remaining() < FRAME_BYTES) {
        throw new DataException(place + ": corrupt png image: cut short at byte " + file.length);
      }
      int length = bytes.getInt();
      type = bytes.getInt();
      if (length < 0 || length > bytes.remaining() - Integer.BYTES) {
        throw new DataException(
            "%s: corrupt png image: the chunk at byte %d is cut short".formatted(place, start));
      }
      CRC32 crc = new CRC32();
      crc.update(file, start + Integer.BYTES, Integer.BYTES + length);
      bytes.position(bytes.position() + length);
      if (bytes.getInt() != (int) crc.getValue()) {
        throw new DataException(
            "%s: corrupt png image: the chunk at byte %d is damaged".formatted(place, start));
      }
    }
  }
}
