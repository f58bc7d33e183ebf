package org.sparkconvnet.onednn;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * How group normalisation parts row-major memory: each example's channels, of so many positions
 * each, in equal groups; the elements of one group of one example are a block.
 */
record ChannelGroups(int channels, int groups, int positions) {
  /** Elements of a block. */
  int blockLength() {
    return channels / groups * positions;
  }

  /** The first channel of a block, by its number over all examples. */
  int firstChannel(int block) {
    return block % groups * (channels / groups);
  }

  /** The memory of a call's arguments, as numbers. */
  static List<FloatBuffer> numbers(List<ByteBuffer> memory) {
    return memory.stream().map(ByteBuffer::asFloatBuffer).toList();
  }
}
