package org.sparkconvnet.driver;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Flat vectors as little-endian bytes, the parameters first, then the state. */
final class Floats {
  private Floats() {}

  static byte[] encode(float[] parameters, float[] state) {
    byte[] bytes = new byte[Math.multiplyExact(parameters.length + state.length, Float.BYTES)];
    view(bytes).put(parameters).put(state);
    return bytes;
  }

  static void decode(byte[] bytes, float[] parameters, float[] state) {
    view(bytes).get(parameters).get(state);
  }

  private static FloatBuffer view(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }
}
