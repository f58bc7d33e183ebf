package org.sparkconvnet.cudnn;

/**
 * Where the loss is kept: totals first (loss float64, hits int32, unused int32), then each
 * example's loss (float64), then whether each was hit (int32).
 */
final class LossSlots {
  /** Bytes of the totals. */
  static final long TOTALS = Double.BYTES + 2L * Integer.BYTES;

  private LossSlots() {}

  static Slot total() {
    return new Slot("loss.total", Region.LOSS, 0, Double.BYTES, ElementType.OTHER);
  }

  static Slot hitTotal() {
    return new Slot("loss.hits", Region.LOSS, Double.BYTES, Integer.BYTES, ElementType.OTHER);
  }

  static Slot examples(int batch) {
    return new Slot(
        "loss.examples", Region.LOSS, TOTALS, (long) Double.BYTES * batch, ElementType.OTHER);
  }

  static Slot hits(int batch) {
    return new Slot(
        "loss.example-hits",
        Region.LOSS,
        TOTALS + (long) Double.BYTES * batch,
        (long) Integer.BYTES * batch,
        ElementType.OTHER);
  }

  static long bytes(int batch) {
    return TOTALS + (long) (Double.BYTES + Integer.BYTES) * batch;
  }
}
