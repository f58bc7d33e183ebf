package org.sparkconvnet.driver;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import org.sparkconvnet.data.ImageSet;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.train.Shard;

/** The examples of one shard that one split holds, on their way from the split to the shard. */
final class ShardPiece implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int[] examples; // (n), ascending
  private final int[] labels; // (n)
  private final byte[][] images; // (n)(C*H*W)

  private ShardPiece(int count) {
    examples = new int[count];
    labels = new int[count];
    images = new byte[count][];
  }

  /**
   * The pieces of a split, by worker.
   *
   * @param first index of the split's first example
   * @param owners by example of the whole set, -1 for nobody
   */
  static ShardPiece[] cut(ImageSet set, int first, int[] owners, int workers) {
    int[] counts = new int[workers];
    for (int i = 0; i < set.size(); i++) {
      if (owners[first + i] >= 0) {
        counts[owners[first + i]]++;
      }
    }
    ShardPiece[] pieces = new ShardPiece[workers];
    for (int worker = 0; worker < workers; worker++) {
      pieces[worker] = new ShardPiece(counts[worker]);
    }
    for (int i = set.size() - 1; i >= 0; i--) {
      int worker = owners[first + i];
      if (worker < 0) {
        continue;
      }
      ShardPiece piece = pieces[worker];
      int place = --counts[worker];
      piece.examples[place] = first + i;
      piece.labels[place] = set.label(i);
      piece.images[place] = set.image(i);
    }
    return pieces;
  }

  /** The shard of its pieces, which may come in any order. */
  static Shard join(int worker, Shape shape, List<String> classNames, List<ShardPiece> pieces) {
    List<ShardPiece> ordered =
        pieces.stream()
            .filter(piece -> piece.examples.length > 0)
            .sorted(Comparator.comparingInt(piece -> piece.examples[0]))
            .toList();
    int count = ordered.stream().mapToInt(piece -> piece.examples.length).sum();
    ShardPiece whole = new ShardPiece(count);
    int place = 0;
    for (ShardPiece piece : ordered) {
      int length = piece.examples.length;
      System.arraycopy(piece.examples, 0, whole.examples, place, length);
      System.arraycopy(piece.labels, 0, whole.labels, place, length);
      System.arraycopy(piece.images, 0, whole.images, place, length);
      place += length;
    }
    return new Shard(
        worker, new ImageSet(shape, classNames, whole.images, whole.labels), whole.examples);
  }
}
