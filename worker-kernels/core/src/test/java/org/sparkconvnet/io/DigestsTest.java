package org.sparkconvnet.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class DigestsTest {
  @Test
  void textDigestIsTheOneOfFips180() {
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Digests.sha256("abc"));
  }

  @Test
  void floatDigestIsThatOfTheLittleEndianWords() {
    float[] values = new float[40_000]; // more than two chunks
    ByteBuffer words = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 0.37f - 5;
      words.putFloat(values[i]);
    }
    assertEquals(Digests.sha256(words.array()), Digests.sha256(values));
    assertEquals(Digests.sha256(""), Digests.sha256(new float[0]));
  }
}
