package org.sparkconvnet.backend;

import org.sparkconvnet.plan.Plan;

/** Refuses misuse of an {@link Executable} as its contract says; each backend's holds one. */
public final class UsageGuard {
  private final Plan plan;
  private boolean loaded;
  private boolean closed;

  public UsageGuard(Plan plan) {
    this.plan = plan;
  }

  /** A call that needs an open executable. */
  public void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the executable is closed");
    }
  }

  /** A call that only plans of {@code mode} have. */
  public void requireMode(Plan.Mode mode, String call) {
    requireOpen();
    if (plan.mode() != mode) {
      throw new IllegalStateException(call + " needs a plan for " + mode + ", and this one is not");
    }
  }

  /** A call that runs a plan of {@code mode} on a loaded minibatch. */
  public void requireReady(Plan.Mode mode, String call) {
    requireMode(mode, call);
    if (!loaded) {
      throw new IllegalStateException(call + " needs a loaded minibatch");
    }
  }

  /** A minibatch about to be loaded: the number of images' numbers, and in training the labels. */
  public void requireMinibatch(float[] images, int[] labels) {
    requireOpen();
    requireLength("images", images, plan.batch() * plan.network().input().elements());
    if (plan.mode() == Plan.Mode.TRAINING) {
      requireLabels(labels);
    }
  }

  private void requireLabels(int[] labels) {
    int classes = plan.output().dims().get(1);
    if (labels.length != plan.batch()) {
      throw new IllegalArgumentException(
          "labels: " + labels.length + " numbers where the plan has " + plan.batch());
    }
    for (int label : labels) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException("label " + label + " of " + classes + " classes");
      }
    }
  }

  /** An array of exactly so many numbers. */
  public static void requireLength(String what, float[] array, int length) {
    if (array.length != length) {
      throw new IllegalArgumentException(
          what + ": " + array.length + " numbers where the plan has " + length);
    }
  }

  /** A minibatch was loaded. */
  public void load() {
    loaded = true;
  }

  /** Closes; false where it was closed before. */
  public boolean close() {
    boolean first = !closed;
    closed = true;
    return first;
  }
}
