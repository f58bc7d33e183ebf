package org.sparkconvnet.backend;

/** How ServiceLoader finds a backend; cheap to make, loads nothing native before {@link #open}. */
public interface BackendProvider {
  /** The name users give. */
  String name();

  /** Loads the native libraries; throws {@link BackendException} saying what is missing. */
  Backend open();

  /** The same, with options; those that a backend has no use for it does not look at. */
  default Backend open(BackendOptions options) {
    return open();
  }
}
