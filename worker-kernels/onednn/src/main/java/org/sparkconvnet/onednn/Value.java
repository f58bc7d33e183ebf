package org.sparkconvnet.onednn;

/** A tensor in one layout in some memory; several values may show the same memory differently. */
record Value(String name, Buffer buffer, Layout layout) {
  /** The same memory under another layout. */
  Value as(Layout other) {
    return new Value(name, buffer, other);
  }

  /** {@code %conv1 f32:aBcd8b}. */
  @Override
  public String toString() {
    return "%" + name + " " + layout.text();
  }
}
