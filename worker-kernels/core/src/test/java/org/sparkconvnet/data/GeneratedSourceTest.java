package org.sparkconvnet.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.sparkconvnet.network.Shape;

class GeneratedSourceTest {
  @Test
  void optionsHaveDefaultsAndAreReadBack() {
    GeneratedSource source = GeneratedSource.parse("generated:shapes");
    assertEquals(new GeneratedSource("shapes", 20_000, 4_000, 1, false), source);
    assertEquals("generated:shapes?train=20000&test=4000&seed=1", source.toString());
    GeneratedSource other = GeneratedSource.parse("generated:shapes?seed=-7&train=30");
    assertEquals(new GeneratedSource("shapes", 30, 4_000, -7, false), other);
    assertEquals(other, GeneratedSource.parse(other.toString()));
    assertEquals(30, other.size(GeneratedShapes.Split.TRAIN));
    assertEquals(4_000, other.size(GeneratedShapes.Split.TEST));
    assertTrue(GeneratedSource.isGenerated("generated:x"));
    assertFalse(GeneratedSource.isGenerated("/data/cifar"));
  }

  @Test
  void unknownNamesAndOptionsAreListed() {
    assertFault("generated:digits", "no generated data called 'digits'; there are: shapes, motion");
    assertFault("generated:shapes?size=3", "no option 'size'; there are: train, test, seed");
    assertFault("generated:shapes?", "no option ''; there are: train, test, seed");
    assertFault("generated:shapes?train=many", "option 'train' needs a whole number");
    assertFault("generated:shapes?train", "option 'train' needs a whole number");
    assertFault("generated:shapes?train=0", "option 'train' must be from 1 to 2147483647");
    assertFault("generated:shapes?test=9999999999", "option 'test' must be from 1 to");
    assertFault("generated:shapes?seed=1&seed=2", "option 'seed' is given twice");
    assertFault("generated:shapes?frame=1", "no option 'frame'; there are: train, test, seed");
    assertFault("generated:motion?frame=8", "option 'frame' must be from 0 to 7");
    assertFault("generated:motion?frame=-1", "option 'frame' must be from 0 to 7");
    assertFault("file:/data", "does not begin with generated:");
  }

  @Test
  void motionHasClipsOrOneFrameOfEach() {
    GeneratedSource clips = GeneratedSource.parse("generated:motion");
    assertEquals("generated:motion?train=4000&test=1000&seed=1", clips.toString());
    assertEquals(GeneratedMotion.SHAPE, clips.shape());
    GeneratedSource frames = GeneratedSource.parse("generated:motion?train=9&frame=4");
    assertEquals("generated:motion?train=9&test=1000&seed=1&frame=4", frames.toString());
    assertEquals(frames, GeneratedSource.parse(frames.toString()));
    ImageSet whole = clips.generate(GeneratedShapes.Split.TRAIN, 3, 6);
    ImageSet one = frames.generate(GeneratedShapes.Split.TRAIN, 3, 6);
    assertEquals(Shape.of(3, 24, 24), one.shape());
    assertEquals(8, one.classNames().size());
    for (int i = 0; i < 3; i++) {
      assertEquals(3 + i, one.label(i));
      assertArrayEquals(GeneratedMotion.frame(whole.image(i), 4), one.image(i));
    }
  }

  private static void assertFault(String uri, String expected) {
    String message =
        assertThrows(DataException.class, () -> GeneratedSource.parse(uri)).getMessage();
    assertTrue(message.contains(expected), message);
  }

  /** The images are those of the unsorted set, class after class, whatever the parts asked for. */
  @Test
  void sortedPutsTheImagesOfAClassTogether() {
    GeneratedSource sorted = GeneratedSource.parse("generated:shapes?train=43&test=20&sorted=1");
    assertEquals(sorted, GeneratedSource.parse(sorted.toString()));
    ImageSet all = sorted.generate(GeneratedShapes.Split.TRAIN, 0, 43);
    ImageSet plain = GeneratedShapes.generate(1, GeneratedShapes.Split.TRAIN, 0, 43);
    int next = 0;
    for (int label = 0; label < 10; label++) {
      for (int i = label; i < 43; i += 10) {
        assertEquals(label, all.label(next));
        assertArrayEquals(plain.image(i), all.image(next));
        next++;
      }
    }
    ImageSet part = sorted.generate(GeneratedShapes.Split.TRAIN, 17, 31);
    for (int i = 0; i < 14; i++) {
      assertArrayEquals(all.image(17 + i), part.image(i));
    }
    assertEquals(3, sorted.generate(GeneratedShapes.Split.TEST, 3, 4).label(0));
  }
}
