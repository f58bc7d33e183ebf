package org.sparkconvnet.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Feeds damaged files to a reader, which must read them or refuse them in its own words: another
 * exception, an error (memory, stack) or a file that takes seconds fails the test with the file.
 * {@code -Dfuzz=100000} asks for so many files of each format, {@code -Dfuzz.seed} for the first
 * seed; a failure names its seed.
 */
public final class Fuzz {
  private static final long FILES = Long.getLong("fuzz", 2000);
  private static final long FIRST = Long.getLong("fuzz.seed", 1);
  private static final double MOST_SECONDS = 20; // a file takes microseconds; machines may pause

  private Fuzz() {}

  /** Reads a file; what it returns does not matter. */
  public interface Reader {
    Object read(byte[] file);
  }

  /** Damages copies of {@code files} by changing bytes. */
  public static void bytes(
      List<byte[]> files, Reader reader, Set<Class<? extends RuntimeException>> refusals) {
    run((file, mutator) -> mutator.mutate(file), files, reader, refusals);
  }

  /** Damages copies of {@code files} as {@code damage} does. */
  public static void run(
      BiFunction<byte[], Mutator, byte[]> damage,
      List<byte[]> files,
      Reader reader,
      Set<Class<? extends RuntimeException>> refusals) {
    files.forEach(reader::read);
    long refused = 0;
    for (long seed = FIRST; seed < FIRST + FILES; seed++) {
      byte[] damaged = damage.apply(files.get((int) (seed % files.size())), new Mutator(seed));
      long started = System.nanoTime();
      try {
        reader.read(damaged);
      } catch (RuntimeException | Error thrown) {
        refused++;
        if (!refusals.contains(thrown.getClass())
            || thrown.getMessage() == null
            || thrown.getMessage().isBlank()) {
          fail("seed " + seed + ", file " + Base64.getEncoder().encodeToString(damaged), thrown);
        }
      }
      double seconds = (System.nanoTime() - started) / 1e9;
      long slow = seed;
      assertTrue(seconds < MOST_SECONDS, () -> "seed " + slow + " took " + seconds + " s");
    }
    assertTrue(refused > FILES / 100, "the damage is not felt: " + refused + " refused");
  }
}
