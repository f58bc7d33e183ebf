package org.sparkconvnet.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.sparkconvnet.network.Shape;

/** What {@link GeneratedSource} can generate; example i has label i mod the number of classes. */
enum GeneratedKind {
  SHAPES(20_000, 4_000, List.of("train", "test", "seed", "sorted")) {
    @Override
    Shape shape(int frame) {
      return GeneratedShapes.SHAPE;
    }

    @Override
    List<String> classNames() {
      return GeneratedShapes.CLASS_NAMES;
    }

    @Override
    Painter painter(long seed, GeneratedShapes.Split split, int frame) {
      ShapeCanvas canvas = new ShapeCanvas();
      return index -> GeneratedShapes.image(seed, split, index, canvas);
    }
  },
  MOTION(4_000, 1_000, List.of("train", "test", "seed", "sorted", "frame")) {
    @Override
    Shape shape(int frame) {
      return frame == GeneratedSource.ALL_FRAMES
          ? GeneratedMotion.SHAPE
          : GeneratedMotion.FRAME_SHAPE;
    }

    @Override
    List<String> classNames() {
      return GeneratedMotion.CLASS_NAMES;
    }

    @Override
    Painter painter(long seed, GeneratedShapes.Split split, int frame) {
      MotionCanvas canvas = new MotionCanvas();
      return frame == GeneratedSource.ALL_FRAMES
          ? index -> GeneratedMotion.clip(seed, split, index, canvas)
          : index -> GeneratedMotion.frame(GeneratedMotion.clip(seed, split, index, canvas), frame);
    }
  };

  /** Makes one example after another. */
  interface Painter {
    /** The bytes of example {@code index}. */
    byte[] paint(long index);
  }

  private final int defaultTrain;
  private final int defaultTest;
  private final List<String> options;

  GeneratedKind(int defaultTrain, int defaultTest, List<String> options) {
    this.defaultTrain = defaultTrain;
    this.defaultTest = defaultTest;
    this.options = options;
  }

  static GeneratedKind of(String name) {
    return Arrays.stream(values())
        .filter(kind -> kind.text().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new DataException(
                    "no generated data called '%s'; there are: %s"
                        .formatted(
                            name,
                            String.join(
                                ", ", Arrays.stream(values()).map(GeneratedKind::text).toList()))));
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  int defaultTrain() {
    return defaultTrain;
  }

  int defaultTest() {
    return defaultTest;
  }

  List<String> options() {
    return options;
  }

  /** Of an example: of whole clips, or of one frame. */
  abstract Shape shape(int frame);

  abstract List<String> classNames();

  abstract Painter painter(long seed, GeneratedShapes.Split split, int frame);
}
