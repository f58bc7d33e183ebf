package org.sparkconvnet.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One allocation that holds every buffer of a step: buffers that never live at the same time share
 * bytes.
 *
 * @param offsets byte offset of each buffer, in the order of the lifetimes given to {@link #pack}
 * @param bytes size of the whole
 */
public record Arena(List<Long> offsets, long bytes) {
  /** Every buffer starts on a cache line, which is also the widest vector register's width. */
  public static final long ALIGNMENT = 64;

  public Arena {
    offsets = List.copyOf(offsets);
  }

  /**
   * Packs greedily, largest first, each at the lowest offset that is free for its whole lifetime
   * (first fit by size; Pisarchyk, Lee: Efficient Memory Management for Deep Neural Net Inference,
   * 2020).
   */
  public static Arena pack(List<Lifetime> lifetimes) {
    int[] host = hosts(lifetimes);
    List<Group> groups = groups(lifetimes, host);
    List<Group> placed = new ArrayList<>();
    long end = 0;
    for (Group group : bySizeDescending(groups)) {
      group.offset = lowestFree(group, placed);
      placed.add(group);
      end = Math.max(end, group.offset + group.bytes);
    }
    List<Long> offsets = new ArrayList<>();
    for (int i = 0; i < lifetimes.size(); i++) {
      offsets.add(groups.get(host[i]).offset);
    }
    return new Arena(offsets, end);
  }

  /** Buffers that share memory by running in place, as one span of ops. */
  private static final class Group {
    private final int index;
    private long bytes;
    private int first = Integer.MAX_VALUE;
    private int last = -1;
    private long offset;

    private Group(int index) {
      this.index = index;
    }

    private void include(Lifetime lifetime) {
      bytes = Math.max(bytes, roundUp(lifetime.bytes()));
      first = Math.min(first, lifetime.first());
      last = Math.max(last, lifetime.last());
    }

    private boolean meets(Group other) {
      return first <= other.last && other.first <= last;
    }
  }

  private static int[] hosts(List<Lifetime> lifetimes) {
    int[] host = IntStream.range(0, lifetimes.size()).toArray();
    boolean[] taken = new boolean[lifetimes.size()];
    for (int i = 0; i < host.length; i++) {
      Lifetime lifetime = lifetimes.get(i);
      int from = lifetime.inPlaceOf();
      if (from >= 0 && !taken[from] && mayTakeOver(lifetimes.get(from), lifetime)) {
        taken[from] = true;
        host[i] = host[from];
      }
    }
    return host;
  }

  private static boolean mayTakeOver(Lifetime dying, Lifetime born) {
    return dying.last() == born.first() && roundUp(dying.bytes()) == roundUp(born.bytes());
  }

  private static List<Group> groups(List<Lifetime> lifetimes, int[] host) {
    List<Group> groups = new ArrayList<>();
    for (int i = 0; i < host.length; i++) {
      groups.add(new Group(i));
    }
    for (int i = 0; i < host.length; i++) {
      groups.get(host[i]).include(lifetimes.get(i));
    }
    return groups;
  }

  private static List<Group> bySizeDescending(List<Group> groups) {
    return groups.stream()
        .filter(group -> group.bytes > 0)
        .sorted(
            Comparator.comparingLong((Group group) -> -group.bytes)
                .thenComparingInt(group -> group.index))
        .toList();
  }

  private static long lowestFree(Group group, List<Group> placed) {
    long candidate = 0;
    List<Group> inTheWay =
        placed.stream()
            .filter(group::meets)
            .sorted(Comparator.comparingLong(other -> other.offset))
            .toList();
    for (Group other : inTheWay) {
      if (candidate + group.bytes <= other.offset) {
        break;
      }
      candidate = Math.max(candidate, other.offset + other.bytes);
    }
    return candidate;
  }

  private static long roundUp(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
