package org.sparkconvnet.driver;

import java.util.List;
import org.sparkconvnet.data.DataException;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Shape;

/**
 * A labelled set of images that Spark tasks can read in parts. Examples have indices 0 .. size - 1
 * that depend on the data alone, not on the cluster.
 *
 * @param uri what the user called it
 * @param shape of every image
 * @param classNames by label
 * @param splits in order of their examples' indices, without gaps
 */
public record Dataset(String uri, Shape shape, List<String> classNames, List<DataSplit> splits) {
  public Dataset {
    classNames = List.copyOf(classNames);
    splits = List.copyOf(splits);
    long next = 0;
    for (DataSplit split : splits) {
      if (split.first() != next || split.size() < 1) {
        throw new IllegalArgumentException(
            "split " + split + " of " + uri + " does not begin at example " + next);
      }
      next += split.size();
      if (next > Integer.MAX_VALUE) {
        throw new DataException(uri + " has more than " + Integer.MAX_VALUE + " images");
      }
    }
    if (next == 0) {
      throw new DataException(uri + " has no images");
    }
  }

  /** Number of examples. */
  public int size() {
    DataSplit last = splits.get(splits.size() - 1);
    return last.first() + last.size();
  }

  /** The splits as any serializer can move them. */
  List<Boxed<DataSplit>> boxedSplits() {
    return splits.stream().map(Boxed::new).toList();
  }

  /** Throws unless the network takes such images and has as many classes. */
  public void requireFor(Network network) {
    if (!network.input().equals(shape)) {
      throw new DataException(
          "network '%s' takes images of %s, and those of %s are %s"
              .formatted(network.name(), network.input(), uri, shape));
    }
    if (network.classes() != classNames.size()) {
      throw new DataException(
          "network '%s' has %d classes, and %s has %d"
              .formatted(network.name(), network.classes(), uri, classNames.size()));
    }
  }

  /** Throws unless the classes are these. */
  public void requireClasses(List<String> expected) {
    if (!classNames.equals(expected)) {
      throw new DataException(
          "the classes of %s are %s, expected %s".formatted(uri, classNames, expected));
    }
  }
}
