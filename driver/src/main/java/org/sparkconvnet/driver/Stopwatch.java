package org.sparkconvnet.driver;

/** Times a run's rounds; stands still during evaluations. */
final class Stopwatch {
  private static final double NANOS = 1e9;
  private static final double MEMORY = 0.95;

  private long runningSince;
  private long nanos;
  private long images;
  private long epochStartNanos;
  private long epochStartImages;
  private double secondsPerRound;

  void start() {
    runningSince = System.nanoTime();
  }

  void pause() {
    nanos += System.nanoTime() - runningSince;
  }

  /** Counts a round. */
  void count(long roundImages, long roundNanos) {
    images += roundImages;
    double seconds = roundNanos / NANOS;
    secondsPerRound =
        secondsPerRound == 0 ? seconds : MEMORY * secondsPerRound + (1 - MEMORY) * seconds;
  }

  /** Images a second up to the last pause, 0 without any. */
  double rate() {
    return images == 0 ? 0 : images / seconds();
  }

  /** Time that it ran, up to the last pause. */
  double seconds() {
    return nanos / NANOS;
  }

  /** Exponentially weighted mean. */
  double secondsPerRound() {
    return secondsPerRound;
  }

  /** Images a second since the last call, up to the last pause. */
  double epochRate() {
    double rate = (images - epochStartImages) * NANOS / (nanos - epochStartNanos);
    epochStartNanos = nanos;
    epochStartImages = images;
    return rate;
  }
}
