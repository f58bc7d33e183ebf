package org.sparkconvnet.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.network.Shape;

class ImageSetTest {
  private static final Shape SHAPE = Shape.of(1, 1, 2);
  private static final List<String> NAMES = List.of("cat", "dog");

  @Test
  void survivesSerialization() throws IOException, ClassNotFoundException {
    ImageSet set = set(new byte[][] {{1, 2}, {3, -4}}, 1, 0);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(set);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      ImageSet copy = (ImageSet) in.readObject();
      assertEquals(SHAPE, copy.shape());
      assertEquals(NAMES, copy.classNames());
      assertEquals(2, copy.size());
      assertArrayEquals(new byte[] {3, -4}, copy.image(1));
      assertEquals(1, copy.label(0));
    }
  }

  @Test
  void selectionSharesImages() {
    ImageSet set = set(new byte[][] {{1, 2}, {3, 4}, {5, 6}}, 1, 0, 1);
    ImageSet chosen = set.select(new int[] {2, 1, 2});
    assertEquals(3, chosen.size());
    assertSame(set.image(2), chosen.image(0));
    assertEquals(0, chosen.label(1));
  }

  @Test
  void faultsNameTheImage() {
    assertFault("image 1 has 3 bytes, but 1x1x2 takes 2", new byte[][] {{1, 2}, {1, 2, 3}}, 0, 0);
    assertFault("image 0 has label 2, permitted are 0 to 1", new byte[][] {{1, 2}}, 2);
    assertFault("image 0 has label -1, permitted are 0 to 1", new byte[][] {{1, 2}}, -1);
    assertFault(
        "an image set needs one label per image, got 1 images and 2 labels",
        new byte[][] {{1, 2}},
        0,
        0);
  }

  private static ImageSet set(byte[][] images, int... labels) {
    return new ImageSet(SHAPE, NAMES, images, labels);
  }

  private static void assertFault(String expected, byte[][] images, int... labels) {
    assertEquals(
        expected, assertThrows(DataException.class, () -> set(images, labels)).getMessage());
  }
}
