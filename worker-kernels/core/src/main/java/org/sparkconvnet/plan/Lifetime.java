package org.sparkconvnet.plan;

/**
 * When a buffer holds something: written first by op {@code first}, read last by op {@code last}
 * (positions in the plan, both inclusive).
 *
 * @param bytes its size
 * @param inPlaceOf the index of a buffer whose last reader is op {@code first} and whose memory
 *     this one may take over, or -1
 */
public record Lifetime(String name, long bytes, int first, int last, int inPlaceOf) {
  public Lifetime {
    if (bytes < 1 || first < 0 || last < first) {
      throw new PlanException(
          "lifetime of '" + name + "': " + bytes + " bytes, ops " + first + " to " + last);
    }
  }

  /** True where both hold something at the same op. */
  public boolean overlaps(Lifetime other) {
    return first <= other.last && other.first <= last;
  }
}
