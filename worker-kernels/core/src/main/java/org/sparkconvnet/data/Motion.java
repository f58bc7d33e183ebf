package org.sparkconvnet.data;

import java.util.Locale;

/** The classes of {@link GeneratedMotion}: in which direction, and how, a figure moves. */
enum Motion {
  LEFT(-1, 0, 0, 0),
  RIGHT(1, 0, 0, 0),
  UP(0, -1, 0, 0),
  DOWN(0, 1, 0, 0),
  CLOCKWISE(0, 0, 1, 0),
  COUNTER_CLOCKWISE(0, 0, -1, 0),
  GROWING(0, 0, 0, 1),
  SHRINKING(0, 0, 0, -1);

  private final int across;
  private final int down;
  private final int turn;
  private final int growth;

  Motion(int across, int down, int turn, int growth) {
    this.across = across;
    this.down = down;
    this.turn = turn;
    this.growth = growth;
  }

  /** -1 to the left, 1 to the right. */
  int across() {
    return across;
  }

  /** -1 up, 1 down. */
  int down() {
    return down;
  }

  /** 1 clockwise to the eye, -1 the other way. */
  int turn() {
    return turn;
  }

  /** 1 larger, -1 smaller. */
  int growth() {
    return growth;
  }

  String className() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
