package org.sparkconvnet.io;

/** Element types of a safetensors file, named as in its header. */
public enum TensorType {
  /** IEEE 754 binary32: {@code float[]}. */
  F32(Float.BYTES),
  /** 64-bit two's complement: {@code long[]}. */
  I64(Long.BYTES),
  /** 32-bit two's complement: {@code int[]}. */
  I32(Integer.BYTES),
  /** Unsigned bytes: {@code byte[]}. */
  U8(Byte.BYTES);

  private final int bytes;

  TensorType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }
}
