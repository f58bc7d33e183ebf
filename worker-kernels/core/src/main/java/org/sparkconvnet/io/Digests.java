package org.sparkconvnet.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 digests (FIPS 180-4) as 64 lower-case hexadecimal digits. */
public final class Digests {
  /** Digits of one digest. */
  public static final int HEX_DIGITS = 64;

  private static final int FLOATS_PER_CHUNK = 16384;

  private Digests() {}

  /** The digest of {@code bytes}. */
  public static String sha256(byte[] bytes) {
    return hex(newSha256().digest(bytes));
  }

  /** The digest of {@code text} in UTF-8. */
  public static String sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The digest of {@code values} as little-endian IEEE 754 words: equal to that of the same vector
   * in a file.
   */
  public static String sha256(float[] values) {
    MessageDigest digest = newSha256();
    ByteBuffer chunk =
        ByteBuffer.allocate(Float.BYTES * Math.min(values.length, FLOATS_PER_CHUNK))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int first = 0; first < values.length; first += FLOATS_PER_CHUNK) {
      int count = Math.min(FLOATS_PER_CHUNK, values.length - first);
      chunk.clear();
      chunk.asFloatBuffer().put(values, first, count);
      digest.update(chunk.array(), 0, count * Float.BYTES);
    }
    return hex(digest.digest());
  }

  /** The lower-case hexadecimal digits of {@code bytes}. */
  public static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** A fresh SHA-256, for digests taken piece by piece. */
  public static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform must provide SHA-256", missing);
    }
  }
}
