package org.sparkconvnet.data;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.sparkconvnet.network.Shape;

/** Clips as folders of frames, one JPEG or PNG file each. */
public final class ClipFrames {
  /**
   * The order of frames: by file name, with numbers in it by value, so that {@code 9.png} comes
   * before {@code 10.png}.
   */
  public static final Comparator<String> ORDER =
      Comparator.comparing(ClipFrames::padded).thenComparing(Comparator.naturalOrder());

  private static final List<String> EXTENSIONS = List.of(".jpg", ".jpeg", ".png");
  private static final Pattern NUMBER = Pattern.compile("0*(\\d+)");
  private static final int DIGITS = 20;

  private ClipFrames() {}

  /** Whether a file of this name is a frame. */
  public static boolean isFrame(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    return EXTENSIONS.stream().anyMatch(name::endsWith);
  }

  /** The shape of one frame of a clip (C, D, H, W): (C, H, W). */
  public static Shape frameShape(Shape clip) {
    return new Shape(clip.channels(), clip.spatial().subList(1, clip.rank()));
  }

  /** Frames (C, H, W), as many as the clip's shape has, as one clip (C, D, H, W). */
  public static byte[] stack(List<byte[]> frames, Shape clip) {
    int depth = clip.spatial().get(0);
    if (frames.size() != depth) {
      throw new IllegalArgumentException(frames.size() + " frames for a clip of " + clip);
    }
    int plane = clip.positions() / depth;
    byte[] stacked = new byte[clip.elements()];
    for (int frame = 0; frame < depth; frame++) {
      for (int channel = 0; channel < clip.channels(); channel++) {
        int to = (channel * depth + frame) * plane;
        System.arraycopy(frames.get(frame), channel * plane, stacked, to, plane);
      }
    }
    return stacked;
  }

  private static String padded(String name) {
    return NUMBER
        .matcher(name)
        .replaceAll(
            found -> {
              String digits = found.group(1);
              return "0".repeat(Math.max(0, DIGITS - digits.length())) + digits;
            });
  }
}
