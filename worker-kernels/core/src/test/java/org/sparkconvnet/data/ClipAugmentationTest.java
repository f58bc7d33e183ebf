package org.sparkconvnet.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.random.RandomStream;

/** A clip's frames are augmented alike. */
class ClipAugmentationTest {
  private static final int FRAMES = 3;
  private static final int HEIGHT = 7;
  private static final int WIDTH = 6;
  private static final int AREA = HEIGHT * WIDTH;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none",
        "mirror,shift=3",
        "mirror,shift=2,crop=0.3,scale=0.5,rotate=30",
        "mirror,shift=1,rotate=20,brightness=0.4,saturation=0.5,cutout=3"
      })
  void everyFrameIsWhatItWouldBeAlone(String text) {
    check(text, 3);
    if (!text.contains("saturation")) {
      check(text, 1);
      check(text, 4);
    }
  }

  private static void check(String text, int channels) {
    RandomStream random = new RandomStream(text.hashCode() + channels);
    Augmentation settings = Augmentation.parse(text);
    Normalization normalization = normalization(channels);
    Shape clipShape = Shape.of(channels, FRAMES, HEIGHT, WIDTH);
    Shape frameShape = Shape.of(channels, HEIGHT, WIDTH);
    ExampleWriter clips = new ExampleWriter(clipShape, normalization, settings);
    ExampleWriter images = new ExampleWriter(frameShape, normalization, settings);
    byte[] clip = bytes(clipShape.elements(), random);
    for (int example = 0; example < 50; example++) {
      long seed = random.nextLong();
      float[] whole = new float[clipShape.elements()];
      clips.writeForTraining(set(clipShape, clip), 0, seed, whole, 0);
      for (int frame = 0; frame < FRAMES; frame++) {
        float[] alone = new float[frameShape.elements()];
        byte[] image = frame(clip, frame, channels);
        images.writeForTraining(set(frameShape, image), 0, seed, alone, 0);
        for (int i = 0; i < alone.length; i++) {
          float found = whole[((i / AREA) * FRAMES + frame) * AREA + i % AREA];
          assertEquals(alone[i], found, "frame " + frame + " at " + i);
        }
      }
    }
  }

  /** Contrast is about the mean of the whole clip: equal frames stay equal. */
  @Test
  void equalFramesStayEqualWhereNothingIsDamaged() {
    float[] values = augmentedStill("mirror,shift=2,contrast=0.5,saturation=0.3,cutout=2");
    for (int i = 0; i < values.length; i++) {
      int first = i / (FRAMES * AREA) * FRAMES * AREA + i % AREA;
      assertEquals(values[first], values[i]);
    }
  }

  @Test
  void noiseFallsOnEachFrameOnItsOwn() {
    for (String text : List.of("noise=0.3", "salt-pepper=0.3")) {
      float[] values = augmentedStill(text);
      int equal = 0;
      for (int i = 0; i < AREA; i++) {
        equal += values[i] == values[AREA + i] ? 1 : 0;
      }
      assertNotEquals(AREA, equal, text);
    }
  }

  @Test
  void clipsThatAreTooSmallAreRefused() {
    Shape small = Shape.of(3, 9, 4, 5);
    Augmentation shift = Augmentation.parse("shift=4");
    String message =
        assertThrows(IllegalArgumentException.class, () -> AugmentationFit.require(shift, small))
            .getMessage();
    assertTrue(message.contains("shift=4 leaves nothing of images of 3x9x4x5"), message);
  }

  private static float[] augmentedStill(String text) {
    RandomStream random = new RandomStream(5);
    byte[] image = bytes(3 * AREA, random);
    byte[] clip = new byte[3 * FRAMES * AREA];
    for (int i = 0; i < clip.length; i++) {
      clip[i] = image[i / (FRAMES * AREA) * AREA + i % AREA];
    }
    Shape shape = Shape.of(3, FRAMES, HEIGHT, WIDTH);
    ExampleWriter writer = new ExampleWriter(shape, normalization(3), Augmentation.parse(text));
    float[] values = new float[clip.length];
    writer.writeForTraining(set(shape, clip), 0, 77, values, 0);
    return values;
  }

  private static Normalization normalization(int channels) {
    return new Normalization(
        Collections.nCopies(channels, 120f), Collections.nCopies(channels, 60f));
  }

  private static byte[] frame(byte[] clip, int frame, int channels) {
    byte[] image = new byte[channels * AREA];
    for (int channel = 0; channel < channels; channel++) {
      System.arraycopy(clip, (channel * FRAMES + frame) * AREA, image, channel * AREA, AREA);
    }
    return image;
  }

  private static ImageSet set(Shape shape, byte[] image) {
    return new ImageSet(shape, List.of("a"), new byte[][] {image}, new int[1]);
  }

  private static byte[] bytes(int count, RandomStream random) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) random.nextLong();
    }
    return bytes;
  }
}
