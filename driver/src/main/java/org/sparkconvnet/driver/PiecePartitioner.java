package org.sparkconvnet.driver;

import org.apache.spark.Partitioner;

/** Pieces by their number. */
final class PiecePartitioner extends Partitioner {
  private static final long serialVersionUID = 1L;

  private final int partitions;

  PiecePartitioner(int partitions) {
    this.partitions = partitions;
  }

  @Override
  public int numPartitions() {
    return partitions;
  }

  @Override
  public int getPartition(Object key) {
    return (Integer) key;
  }
}
