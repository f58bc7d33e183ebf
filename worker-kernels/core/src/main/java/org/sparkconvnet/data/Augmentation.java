package org.sparkconvnet.data;

import java.io.Serializable;

/** What is done to each training image. */
public record Augmentation(boolean mirror, int shift, double noise) implements Serializable {
  public static final Augmentation NONE = new Augmentation(false, 0, 0);
}
