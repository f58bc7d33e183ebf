package org.sparkconvnet.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.data.GeneratedShapes.Split;
import org.sparkconvnet.io.Digests;

class GeneratedMotionTest {
  private static final int CLIPS = 1_600;
  private static final int CLASSES = 8;
  private static final int FRAMES = 8;
  private static final int SIDE = 24;
  private static final ImageSet TRAIN =
      GeneratedSource.parse("generated:motion").generate(Split.TRAIN, 0, CLIPS);

  @Test
  void classesAreNamedAndBalanced() {
    assertEquals(
        List.of(
            "left",
            "right",
            "up",
            "down",
            "clockwise",
            "counter-clockwise",
            "growing",
            "shrinking"),
        TRAIN.classNames());
    for (int i = 0; i < CLIPS; i++) {
      assertEquals(i % CLASSES, TRAIN.label(i));
    }
  }

  /** The same bytes on every machine and Java version: results on these data can be compared. */
  @Test
  void bytesNeverChange() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < 40; i++) {
      assertArrayEquals(TRAIN.image(i), GeneratedMotion.clip(1, Split.TRAIN, i));
      bytes.writeBytes(TRAIN.image(i));
      bytes.writeBytes(GeneratedMotion.clip(1, Split.TEST, i));
    }
    assertEquals(
        "d72c62bdf853f2e69a6b9b35438697e323ff996afdc357f5ddf01bffbf796e84",
        Digests.sha256(bytes.toByteArray()));
  }

  /** What the labels say is there: frame t + 1 is frame t moved on, and not moved back. */
  @Test
  void figuresMoveAsTheLabelsSay() {
    int[][] steps = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}};
    for (int label = 0; label < steps.length; label++) {
      double on = 0;
      double back = 0;
      for (int i = label; i < CLIPS; i += CLASSES) {
        for (int frame = 1; frame < FRAMES; frame++) {
          on += difference(TRAIN.image(i), frame, steps[label][0], steps[label][1]);
          back += difference(TRAIN.image(i), frame, -steps[label][0], -steps[label][1]);
        }
      }
      assertTrue(on < 0.5 * back, "class " + label + ": " + on + " against " + back);
    }
  }

  /**
   * The mean over clips of a class of each frame's grey and of its spread: what a size, or a place,
   * that depended on class and time would change. Their standard errors are 200 clips' worth.
   */
  @Test
  void framesOfAllClassesAreAlike() {
    double[][] sums = new double[CLASSES][FRAMES];
    double[][] squares = new double[CLASSES][FRAMES];
    for (int i = 0; i < CLIPS; i++) {
      for (int frame = 0; frame < FRAMES; frame++) {
        double spread = spread(TRAIN.image(i), frame);
        sums[TRAIN.label(i)][frame] += spread;
        squares[TRAIN.label(i)][frame] += spread * spread;
      }
    }
    int each = CLIPS / CLASSES;
    double mean = Arrays.stream(sums).flatMapToDouble(Arrays::stream).sum() / CLIPS / FRAMES;
    for (int label = 0; label < CLASSES; label++) {
      for (int frame = 0; frame < FRAMES; frame++) {
        double own = sums[label][frame] / each;
        double error = Math.sqrt((squares[label][frame] / each - own * own) / each);
        assertTrue(Math.abs(own - mean) < 4.5 * error, label + " " + frame + ": " + own);
      }
    }
  }

  /** Mean square of frame t less frame t - 1 moved by a pixel and a half, over the inside. */
  private static double difference(byte[] clip, int frame, int right, int down) {
    double sum = 0;
    for (int channel = 0; channel < 3; channel++) {
      for (int y = 2; y < SIDE - 2; y++) {
        for (int x = 2; x < SIDE - 2; x++) {
          double before =
              (at(clip, channel, frame - 1, x - right, y - down)
                      + at(clip, channel, frame - 1, x - 2 * right, y - 2 * down))
                  / 2.0;
          double apart = at(clip, channel, frame, x, y) - before;
          sum += apart * apart;
        }
      }
    }
    return sum;
  }

  /** Standard deviation of red, which the figure's area decides. */
  private static double spread(byte[] clip, int frame) {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < SIDE * SIDE; i++) {
      int pixel = at(clip, 0, frame, i % SIDE, i / SIDE);
      sum += pixel;
      squares += pixel * pixel;
    }
    double mean = sum / SIDE / SIDE;
    return Math.sqrt(squares / SIDE / SIDE - mean * mean);
  }

  private static int at(byte[] clip, int channel, int frame, int x, int y) {
    return clip[((channel * FRAMES + frame) * SIDE + y) * SIDE + x] & 0xFF;
  }
}
