package org.sparkconvnet.data;

import java.util.Arrays;
import java.util.List;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.random.RandomStream;
import org.sparkconvnet.random.Seeds;

/**
 * An endless labelled set of clips that needs no download: eight frames of 24x24 in which a figure
 * moves to the left, to the right, up or down, turns clockwise or counter-clockwise, grows or
 * shrinks. Figure, colours, place, angle, size and speed are random. In each frame, place (on a
 * torus: what leaves on one side enters on the other), angle and size have the same distribution
 * whatever the class, so that a classifier of single frames can be no better than chance, 12.5%.
 *
 * <p>Clip {@code index} of a split is a pure function of (seed, split, index), to the bit on any
 * machine and Java version. Its label is index mod 8.
 */
public final class GeneratedMotion {
  /** (3, 8, 24, 24): channels, frames, height, width. */
  public static final Shape SHAPE = Shape.of(3, 8, 24, 24);

  /** (3, 24, 24), of one frame. */
  public static final Shape FRAME_SHAPE = Shape.of(3, 24, 24);

  /** The classes by label. */
  public static final List<String> CLASS_NAMES =
      Arrays.stream(Motion.values()).map(Motion::className).toList();

  private static final Motion[] MOTIONS = Motion.values();
  private static final int SEQUENCE = 1; // sets clips' seeds apart from those of images

  private GeneratedMotion() {}

  /** Frames of a clip. */
  public static int frames() {
    return SHAPE.spatial().get(0);
  }

  /** Clip {@code index} of a split: (3, 8, 24, 24) unsigned bytes. */
  public static byte[] clip(long seed, GeneratedShapes.Split split, long index) {
    return clip(seed, split, index, new MotionCanvas());
  }

  static byte[] clip(long seed, GeneratedShapes.Split split, long index, MotionCanvas canvas) {
    Motion motion = MOTIONS[(int) Math.floorMod(index, (long) MOTIONS.length)];
    return canvas.draw(
        motion,
        new RandomStream(
            Seeds.of(seed, Seeds.Purpose.GENERATED_DATA, split.ordinal(), index, SEQUENCE)));
  }

  /** One frame of a clip: (3, 24, 24). */
  static byte[] frame(byte[] clip, int frame) {
    int plane = FRAME_SHAPE.positions();
    byte[] image = new byte[FRAME_SHAPE.elements()];
    for (int channel = 0; channel < FRAME_SHAPE.channels(); channel++) {
      System.arraycopy(clip, (channel * frames() + frame) * plane, image, channel * plane, plane);
    }
    return image;
  }
}
