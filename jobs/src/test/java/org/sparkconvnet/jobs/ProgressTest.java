package org.sparkconvnet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
  @Test
  void plainLinesComeAtMostOncePerInterval() {
    StringWriter text = new StringWriter();
    AtomicLong clock = new AtomicLong();
    try (Progress progress = new PlainProgress(new PrintWriter(text), 10, clock::get)) {
      for (int round = 1; round <= 50; round++) {
        clock.addAndGet(1_000_000_000L);
        progress.show(position(round));
        if (round == 25) {
          progress.line("epoch 1/2: done");
        }
      }
    }
    assertEquals(
        """
        epoch 1/2, round 10/50, loss 0.500, accuracy 75.0%, 6,312 images/s, 1 min 12 s left
        epoch 1/2, round 20/50, loss 0.500, accuracy 75.0%, 6,312 images/s, 1 min 12 s left
        epoch 1/2: done
        epoch 1/2, round 35/50, loss 0.500, accuracy 75.0%, 6,312 images/s, 1 min 12 s left
        epoch 1/2, round 45/50, loss 0.500, accuracy 75.0%, 6,312 images/s, 1 min 12 s left
        """,
        text.toString());
  }

  @Test
  void barsFillByEighths() {
    assertEquals("    ", Bars.bar(0, 4, true));
    assertEquals("█▏  ", Bars.bar(0.3, 4, true));
    assertEquals("████", Bars.bar(1, 4, true));
    assertEquals("##  ", Bars.bar(0.5, 4, false));
  }

  @Test
  void durationsAndQuantitiesAsPeopleReadThem() {
    assertEquals("59 s", Units.duration(59.4));
    assertEquals("1 min 05 s", Units.duration(65));
    assertEquals("2 h 03 min", Units.duration(2 * 3600 + 3 * 60 + 20));
    assertEquals("999 B", Units.bytes(999));
    assertEquals("87.8 KiB", Units.bytes(89_864));
    assertEquals("1.00 GiB", Units.bytes(1L << 30));
    assertEquals("0.016", Units.mega(16_384));
    assertEquals("9.99", Units.mega(9_994_000));
    assertEquals("10.0", Units.mega(9_995_000));
    assertEquals("1,048", Units.giga(1_048.2e9));
  }

  private static Progress.Position position(int round) {
    return new Progress.Position(round, 50, 1, 2, 0.5, 0.75, 6312, 72);
  }
}
