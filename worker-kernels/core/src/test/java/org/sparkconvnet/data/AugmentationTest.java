package org.sparkconvnet.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  @Test
  void textFormIsReadBack() {
    List<String> forms =
        List.of("none", "mirror", "shift=4", "noise=0.05", "mirror,shift=2,noise=0.125");
    for (String form : forms) {
      assertEquals(form, Augmentation.parse(form).toString());
    }
    assertEquals(new Augmentation(true, 3, 0), Augmentation.parse(" shift = 3 , mirror "));
    assertEquals(Augmentation.NONE, Augmentation.parse("none"));
  }

  @Test
  void badTextIsRefusedWithTheReason() {
    assertFault("flip", "'flip' is unknown");
    assertFault("", "'' is unknown");
    assertFault("mirror,", "'' is unknown");
    assertFault("mirror=yes", "mirror takes no value");
    assertFault("shift", "shift needs a number");
    assertFault("shift=2.5", "shift needs a number");
    assertFault("noise=loud", "noise needs a number");
    assertFault("shift=1,shift=2", "'shift' is given twice");
    assertFault("shift=-1", "shift must not be negative, got -1");
    assertFault("noise=NaN", "noise must be finite and not negative, got NaN");
    assertFault("noise=-0.1", "noise must be finite and not negative, got -0.1");
  }

  private static void assertFault(String text, String expected) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Augmentation.parse(text)).getMessage();
    assertTrue(message.contains(expected), message);
  }
}
