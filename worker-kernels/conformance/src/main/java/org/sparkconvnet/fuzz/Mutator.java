package org.sparkconvnet.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages files as disks, networks and enemies do: a few changes, each a function of the seed. */
public final class Mutator {
  private static final int MOST_CHANGES = 6;
  private static final long[] EXTREMES = {
    0,
    1,
    -1,
    2,
    127,
    128,
    255,
    256,
    32767,
    65535,
    65536,
    1 << 20,
    Integer.MAX_VALUE,
    1L << 31,
    Integer.MIN_VALUE,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };
  private static final List<String> WORDS =
      List.of(
          "null",
          "true",
          "-1",
          "0",
          "1e999",
          "1e-999",
          "NaN",
          "2147483648",
          "9223372036854775808",
          "99999999999999999999999999",
          "0.5",
          "\"\"",
          "[]",
          "{}",
          "[[[[[[[[",
          "{\"a\":",
          "\"\\u0000\"",
          ",",
          ":",
          "\\",
          "\n",
          "\u00e9",
          "../",
          "[1,2,3,4,5]");

  private final Random random;

  public Mutator(long seed) {
    random = new Random(seed);
  }

  /** A damaged copy. */
  public byte[] mutate(byte[] file) {
    byte[] bytes = file.clone();
    int changes = 1 + random.nextInt(MOST_CHANGES);
    for (int i = 0; i < changes; i++) {
      bytes = change(bytes);
    }
    return bytes;
  }

  /** A number below {@code bound}. */
  public int nextInt(int bound) {
    return random.nextInt(bound);
  }

  /** A word that parsers of numbers and JSON may stumble over. */
  public String word() {
    return WORDS.get(random.nextInt(WORDS.size()));
  }

  private byte[] change(byte[] bytes) {
    if (bytes.length == 0) {
      return insert(bytes, 0, word().getBytes(StandardCharsets.UTF_8));
    }
    int at = random.nextInt(bytes.length);
    int length = 1 + random.nextInt(Math.min(64, bytes.length - at));
    switch (random.nextInt(9)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
      case 1 -> bytes[at] = (byte) random.nextInt(256);
      case 2 -> Arrays.fill(bytes, at, at + length, (byte) (random.nextBoolean() ? 0 : 255));
      case 3 ->
          bytes = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : remove(bytes, at, length);
      case 4 -> bytes = insert(bytes, at, Arrays.copyOfRange(bytes, at, at + length));
      case 5 -> bytes = insert(bytes, at, word().getBytes(StandardCharsets.UTF_8));
      case 6 -> extreme(bytes, at);
      case 7 -> bytes = replaceNumber(bytes, at);
      default -> {
        int other = random.nextInt(bytes.length - length + 1);
        System.arraycopy(bytes.clone(), other, bytes, at, length);
      }
    }
    return bytes;
  }

  private void extreme(byte[] bytes, int at) {
    int width = 1 << random.nextInt(4);
    if (at + width > bytes.length) {
      return;
    }
    ByteBuffer number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    number.putLong(0, EXTREMES[random.nextInt(EXTREMES.length)]);
    boolean bigEndian = random.nextBoolean();
    for (int i = 0; i < width; i++) {
      bytes[at + i] = number.get(bigEndian ? width - 1 - i : i);
    }
  }

  /** The next number in digits becomes another word. */
  private byte[] replaceNumber(byte[] bytes, int from) {
    int begin = from;
    while (begin < bytes.length && (bytes[begin] < '0' || bytes[begin] > '9')) {
      begin++;
    }
    int end = begin;
    while (end < bytes.length && bytes[end] >= '0' && bytes[end] <= '9') {
      end++;
    }
    byte[] word =
        (random.nextBoolean() ? word() : Long.toString(EXTREMES[random.nextInt(EXTREMES.length)]))
            .getBytes(StandardCharsets.UTF_8);
    return insert(remove(bytes, begin, end - begin), begin, word);
  }

  private static byte[] remove(byte[] bytes, int at, int length) {
    byte[] shorter = Arrays.copyOf(bytes, bytes.length - length);
    System.arraycopy(bytes, at + length, shorter, at, shorter.length - at);
    return shorter;
  }

  private static byte[] insert(byte[] bytes, int at, byte[] more) {
    byte[] longer = Arrays.copyOf(bytes, bytes.length + more.length);
    System.arraycopy(more, 0, longer, at, more.length);
    System.arraycopy(bytes, at, longer, at + more.length, bytes.length - at);
    return longer;
  }
}
