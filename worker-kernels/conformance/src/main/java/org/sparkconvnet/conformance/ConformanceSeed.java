package org.sparkconvnet.conformance;

import java.util.random.RandomGeneratorFactory;
import org.sparkconvnet.random.Seeds;

/**
 * The seed of this run's random inputs: another one every run, unless {@code -Dconformance.seed=}
 * gives it. Failure messages carry it.
 */
public final class ConformanceSeed {
  /** The system property that fixes the seed. */
  public static final String PROPERTY = "conformance.seed";

  private static final long SEED = choose();

  private ConformanceSeed() {}

  /** This run's seed. */
  public static long value() {
    return SEED;
  }

  /** A seed for one purpose of this run, such as a case's inputs. */
  public static long of(String purpose) {
    return Seeds.of(SEED, Seeds.Purpose.GENERATED_DATA, purpose.hashCode());
  }

  /** What to add to the command to see the same inputs again. */
  public static String reproduce() {
    return "reproduce with -D" + PROPERTY + "=" + SEED;
  }

  private static long choose() {
    String given = System.getProperty(PROPERTY, "");
    return given.isEmpty() || given.startsWith("${")
        ? RandomGeneratorFactory.getDefault().create().nextInt(Integer.MAX_VALUE)
        : Long.parseLong(given);
  }
}
