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
        List.of(
            "none",
            "mirror",
            "shift=4",
            "noise=0.05",
            "mirror,shift=2,noise=0.125",
            "crop=0.5,scale=0.25,rotate=15.0",
            "brightness=0.2,contrast=0.3,saturation=0.4,salt-pepper=0.01,cutout=8",
            "mirror,mixup=0.2",
            "cutout=4,mixup=0.4,cutmix=1.0");
    for (String form : forms) {
      assertEquals(form, Augmentation.parse(form).toString());
    }
    assertEquals(new Augmentation(true, 3, 0), Augmentation.parse(" shift = 3 , mirror "));
    assertEquals(Augmentation.NONE, Augmentation.parse("none"));
    assertEquals(
        "mirror,shift=1,cutout=4", Augmentation.parse("cutout=4,shift=1,mirror").toString());
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
    assertFault("crop=1", "crop must be in [0, 1), got 1.0");
    assertFault("scale=11", "scale must be in [0, 10], got 11.0");
    assertFault("rotate=-5", "rotate must be in [0, 180], got -5.0");
    assertFault("rotate=NaN", "rotate must be in [0, 180], got NaN");
    assertFault("brightness=1.5", "brightness must be in [0, 1], got 1.5");
    assertFault("salt-pepper=2", "salt-pepper must be in [0, 1], got 2.0");
    assertFault("cutout=-1", "cutout must not be negative, got -1");
    assertFault("cutout=x", "cutout needs a number of whole pixels");
    assertFault("mixup", "mixup needs a number");
    assertFault("mixup=-0.2", "mixup must be in [0, 100], got -0.2");
    assertFault("cutmix=101", "cutmix must be in [0, 100], got 101.0");
    assertFault("cutmix=NaN", "cutmix must be in [0, 100], got NaN");
    assertFault("noise=-0.1", "noise must be finite and not negative, got -0.1");
  }

  private static void assertFault(String text, String expected) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Augmentation.parse(text)).getMessage();
    assertTrue(message.contains(expected), message);
  }
}
