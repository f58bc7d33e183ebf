package org.sparkconvnet.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.backend.BackendException;

/** Who owns native memory. */
final class NativeScopeTest {
  @BeforeAll
  static void load() {
    OneDnnLibrary.load();
  }

  @Test
  void releasesOnceAndLastMadeFirst() {
    List<String> released = new ArrayList<>();
    NativeScope scope = new NativeScope();
    scope.onClose(() -> released.add("first"));
    scope.onClose(() -> released.add("second"));
    scope.close();
    scope.close();
    assertEquals(List.of("second", "first"), released);
  }

  @Test
  void countsWhatItGaveOut() {
    try (NativeScope scope = new NativeScope()) {
      scope.allocate(100);
      scope.allocate(28);
      assertEquals(128, scope.bytes());
    }
  }

  @Test
  void saysHowMuchItCouldNotAllocate() {
    long bytes = 1L << 60;
    try (NativeScope scope = new NativeScope()) {
      BackendException e = assertThrows(BackendException.class, () -> scope.allocate(bytes));
      assertTrue(e.getMessage().contains(Long.toString(bytes)), e.getMessage());
    }
  }
}
