package org.sparkconvnet.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.random.RandomStream;

/** No damage to a file of this project may pass, or show as anything but one clear line. */
class SafetensorsDamageTest {
  private static final byte[] FILE =
      Safetensors.toBytes(
          List.of(
              NamedTensor.ofFloats("conv1.weight", List.of(2, 3), new float[] {1, 2, 3, 4, 5, 6}),
              NamedTensor.ofLongs("step", List.of(), new long[] {77})),
          Map.of("network", "é\u0001"));

  @Test
  void everyFlippedBitIsFound() {
    for (int bit = 0; bit < FILE.length * 8; bit++) {
      byte[] damaged = FILE.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(damaged, "bit " + bit);
    }
  }

  @Test
  void everyCutIsFound() {
    for (int length = 0; length < FILE.length; length++) {
      assertRefused(Arrays.copyOf(FILE, length), "length " + length);
    }
    assertRefused(Arrays.copyOf(FILE, FILE.length + 1), "one byte more");
  }

  @Test
  void garbageIsRefused() {
    RandomStream random = new RandomStream(3);
    for (int i = 0; i < 2000; i++) {
      byte[] garbage = new byte[random.nextInt(200)];
      for (int j = 0; j < garbage.length; j++) {
        garbage[j] = (byte) random.nextInt(256);
      }
      if (i % 2 == 0 && garbage.length > 8) {
        Arrays.fill(garbage, 0, 8, (byte) 0);
        garbage[0] = (byte) (garbage.length - 8);
        garbage[8] = '{';
      }
      assertRefused(garbage, "garbage " + i);
    }
  }

  private static void assertRefused(byte[] file, String what) {
    FileFormatException fault =
        assertThrows(FileFormatException.class, () -> Safetensors.read(file, "f", true), what);
    assertTrue(fault.getMessage().startsWith("f: "), fault.getMessage());
    assertEquals(1, fault.getMessage().lines().count(), fault.getMessage());
    assertNoOtherException(file);
  }

  /** Without required checksums damage to their names may pass, but nothing else may surface. */
  private static void assertNoOtherException(byte[] file) {
    try {
      Safetensors.read(file, "f", false);
    } catch (FileFormatException expected) {
      assertTrue(expected.getMessage().startsWith("f: "));
    }
  }
}
