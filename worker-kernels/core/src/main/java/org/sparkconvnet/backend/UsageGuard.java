package org.sparkconvnet.backend;

import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Targets;

/** Refuses misuse of an {@link Executable} as its contract says; each backend's holds one. */
public final class UsageGuard {
  /** What float32 may lose in a sum of any number of classes here. */
  private static final double ROUNDING = 1e-4;

  private final Plan plan;
  private final boolean readsTargets;
  private boolean loaded;
  private boolean closed;

  public UsageGuard(Plan plan) {
    this.plan = plan;
    this.readsTargets = Targets.readBy(plan);
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

  /** A minibatch of distributions about to be loaded, for a plan whose loss reads targets. */
  public void requireDistributions(float[] images, float[] distributions) {
    requireMode(Plan.Mode.TRAINING, "loadDistributions");
    if (!readsTargets) {
      throw new IllegalStateException("this plan's loss takes labels, not distributions");
    }
    requireLength("images", images, plan.batch() * plan.network().input().elements());
    int classes = plan.output().dims().get(1);
    requireLength("distributions", distributions, plan.batch() * classes);
    for (int n = 0; n < plan.batch(); n++) {
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        float part = distributions[n * classes + k];
        sum += part >= 0 ? part : Double.NaN;
      }
      if (!(Math.abs(sum - 1) <= ROUNDING)) {
        throw new IllegalArgumentException(
            "the distribution of example " + n + " is negative somewhere or does not sum to 1");
      }
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

  /** The number of an update, which count from 1. */
  public static void requireUpdate(long step) {
    if (step < 1) {
      throw new IllegalArgumentException("updates count from 1, got " + step);
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
