package org.sparkconvnet.driver;

import org.apache.spark.Partition;

/** A partition that is nothing but its number. */
final class NumberedPartition implements Partition {
  private static final long serialVersionUID = 1L;

  private final int index;

  private NumberedPartition(int index) {
    this.index = index;
  }

  /** So many, from 0. */
  static Partition[] some(int count) {
    Partition[] partitions = new Partition[count];
    for (int i = 0; i < count; i++) {
      partitions[i] = new NumberedPartition(i);
    }
    return partitions;
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NumberedPartition numbered && numbered.index == index;
  }

  @Override
  public int hashCode() {
    return index;
  }
}
