package org.sparkconvnet.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Moves tensors to and from little-endian bytes, one chunk at a time. */
final class TensorCodec {
  private static final int CHUNK_BYTES = 1 << 16;

  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  /** Takes or fills {@code bytes[0, count)}. */
  interface Transfer {
    void transfer(byte[] bytes, int count) throws IOException;
  }

  /** Hands the bytes of {@code tensor} to {@code sink} in order. */
  void encode(NamedTensor tensor, Transfer sink) throws IOException {
    int perChunk = CHUNK_BYTES / tensor.type().bytes();
    for (int first = 0; first < tensor.elements(); first += perChunk) {
      int count = Math.min(perChunk, tensor.elements() - first);
      int from = tensor.offset() + first;
      chunk.clear();
      switch (tensor.type()) {
        case F32 -> chunk.asFloatBuffer().put((float[]) tensor.array(), from, count);
        case I64 -> chunk.asLongBuffer().put((long[]) tensor.array(), from, count);
        case I32 -> chunk.asIntBuffer().put((int[]) tensor.array(), from, count);
        case U8 -> chunk.put((byte[]) tensor.array(), from, count);
      }
      sink.transfer(chunk.array(), count * tensor.type().bytes());
    }
  }

  /** Fills {@code tensor} with the bytes that {@code source} delivers. */
  void decode(NamedTensor tensor, Transfer source) throws IOException {
    int perChunk = CHUNK_BYTES / tensor.type().bytes();
    for (int first = 0; first < tensor.elements(); first += perChunk) {
      int count = Math.min(perChunk, tensor.elements() - first);
      int from = tensor.offset() + first;
      source.transfer(chunk.array(), count * tensor.type().bytes());
      chunk.clear();
      switch (tensor.type()) {
        case F32 -> chunk.asFloatBuffer().get((float[]) tensor.array(), from, count);
        case I64 -> chunk.asLongBuffer().get((long[]) tensor.array(), from, count);
        case I32 -> chunk.asIntBuffer().get((int[]) tensor.array(), from, count);
        case U8 -> chunk.get((byte[]) tensor.array(), from, count);
      }
    }
  }
}
