package org.sparkconvnet.onednn;

import java.time.Duration;

/**
 * How long tuning may take on the wall: each stage ends with the step in which its time is over,
 * and takes a few steps however short that is.
 *
 * @param warmUp running Java kernels until they are compiled
 * @param profile timing every op in one way
 * @param comparison running two whole plans in turns
 * @param all changing one choice after another
 */
record TuningTimes(Duration warmUp, Duration profile, Duration comparison, Duration all) {
  /** Long enough for choices that a run then lives with. */
  static final TuningTimes THOROUGH =
      new TuningTimes(
          Duration.ofSeconds(1),
          Duration.ofMillis(300),
          Duration.ofMillis(1_500),
          Duration.ofSeconds(10));
}
