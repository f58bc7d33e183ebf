package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that several processes may want to write at once. */
class LocalStorageTest {
  private static final int WRITERS = 4;
  private static final int FILES = 100;

  @TempDir private Path folder;

  @Test
  void aFileThatIsThereStays() throws IOException {
    LocalStorage storage = new LocalStorage(folder);
    assertTrue(storage.writeNew("a", new byte[] {1}));
    assertFalse(storage.writeNew("a", new byte[] {2}));
    assertArrayEquals(new byte[] {1}, storage.read("a"));
    assertEquals(List.of("a"), storage.list(""));
  }

  @Test
  void ofManyWritersOneSucceedsWithItsWholeContent() throws Exception {
    LocalStorage storage = new LocalStorage(folder);
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      for (int file = 0; file < FILES; file++) {
        String name = "file" + file;
        List<Callable<Boolean>> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
          byte[] content = new byte[10_000];
          Arrays.fill(content, (byte) writer);
          writers.add(() -> storage.writeNew(name, content));
        }
        List<Future<Boolean>> ends = threads.invokeAll(writers);
        int winner = -1;
        for (int writer = 0; writer < WRITERS; writer++) {
          if (ends.get(writer).get()) {
            assertEquals(-1, winner, "two succeeded");
            winner = writer;
          }
        }
        byte[] expected = new byte[10_000];
        Arrays.fill(expected, (byte) winner);
        assertArrayEquals(expected, storage.read(name));
      }
      assertEquals(FILES, storage.list("").size());
    } finally {
      threads.shutdownNow();
    }
  }
}
