package org.sparkconvnet.driver;

import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.sparkconvnet.data.ImageSet;

/** Consecutive examples of a data set that one task reads. */
public interface DataSplit extends Serializable {
  /** Index in the data set of its first example. */
  int first();

  /** Number of examples. */
  int size();

  /** Reads and checks the examples. */
  ImageSet read(Configuration hadoop);

  /** The examples' labels; less work than {@link #read} where they lie apart from the images. */
  default int[] labels(Configuration hadoop) {
    ImageSet images = read(hadoop);
    int[] labels = new int[images.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = images.label(i);
    }
    return labels;
  }
}
