package org.sparkconvnet.onednn;

/** Memory that values lie in: a stretch of one of the flat vectors, or a piece of the arena. */
final class Buffer {
  /** Which part of an executable's memory a buffer belongs to. */
  enum Region {
    PARAMETERS,
    GRADIENTS,
    STATE,
    /** Placed by lifetime. */
    ARENA
  }

  private final String name;
  private final Region region;
  private final long offset;
  private final long bytes;
  private Buffer takesOver;
  private boolean kept;

  private Buffer(String name, Region region, long offset, long bytes) {
    this.name = name;
    this.region = region;
    this.offset = offset;
    this.bytes = bytes;
  }

  /** A piece of the arena, to be placed. */
  static Buffer inArena(String name, long bytes) {
    return new Buffer(name, Region.ARENA, -1, Math.max(bytes, 1));
  }

  /** A stretch of a flat vector, {@code offset} in bytes. */
  static Buffer inVector(String name, Region region, long offset, long bytes) {
    return new Buffer(name, region, offset, bytes);
  }

  /** Keeps the memory for this buffer alone, between steps too. */
  void keep() {
    kept = true;
  }

  /** Lets this buffer lie where {@code dying} does, if the op that fills it is its last reader. */
  void takeOver(Buffer dying) {
    takesOver = dying;
  }

  String name() {
    return name;
  }

  Region region() {
    return region;
  }

  long offset() {
    return offset;
  }

  long bytes() {
    return bytes;
  }

  boolean kept() {
    return kept;
  }

  Buffer takesOver() {
    return takesOver;
  }
}
