package org.sparkconvnet.backend;

import java.util.Map;
import java.util.Set;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.optimizer.UpdateRule;
import org.sparkconvnet.plan.Fusion;
import org.sparkconvnet.plan.Plan;

/**
 * Runs plans on one kind of device. Found with ServiceLoader through {@link BackendProvider};
 * opened by {@link Backends#open}. Thread-safe; what it compiles is not.
 */
public interface Backend extends AutoCloseable {
  /** The name users give, as in {@code onednn}. */
  String name();

  /** Versions, device and usable precisions. */
  BackendReport report();

  /**
   * What else there is to know about devices and libraries, for a person: a word or two each, and
   * what was found, in the order in which to print them.
   */
  default Map<String, String> details() {
    return Map.of();
  }

  /** How many devices of its kind the machine has, any of which {@link BackendOptions} can name. */
  default int deviceCount() {
    return 1;
  }

  /** The rewritings that plans for this backend should have. */
  Set<Fusion> fusions(Precision precision);

  /**
   * Decides by timing what may be decided freely (layouts, algorithms). The answer is part of the
   * plan's identity: decided once per machine and plan, kept, and passed to every {@link #compile}.
   * Takes seconds; must run on a quiet core.
   */
  Tuning tune(Plan plan, Precision precision);

  /**
   * Counts up when {@link #tune} gets more to choose from on the same library and device, as by a
   * kernel of this project's own: what was decided and kept before is then decided anew.
   */
  default int tuningRevision() {
    return 1;
  }

  /**
   * The choices of {@code tuning} for a plan that differs from the one it was made for only in its
   * minibatch, so that near-equal minibatches run alike and are timed once. A backend whose choices
   * depend on the minibatch tunes anew.
   */
  default Tuning transfer(Tuning tuning, Plan plan, Precision precision) {
    return tune(plan, precision);
  }

  /**
   * Bytes of the device's memory that an executable of the plan would hold, by what for, in the
   * order in which to print them; found by planning, without allocating. Empty where the memory is
   * the machine's own.
   */
  default Map<String, Long> deviceMemory(Plan plan, Precision precision, Tuning tuning) {
    return Map.of();
  }

  /**
   * The largest minibatch of at most {@code most} examples labelled so that {@code share} trainers
   * of the network can hold side by side in what is free of the device's memory now, each with
   * executables of two neighbouring sizes for training and one for evaluation; found by planning.
   *
   * @return 0 where not even one example fits
   */
  default int largestMinibatch(
      Network network, Precision precision, Plan.Labelling labelling, int most, int share) {
    return most;
  }

  /**
   * Allocates and builds everything that running the plan needs. The caller closes what it gets.
   *
   * @param rule how a training plan's gradients move its parameters; inference has no use for it
   * @throws BackendException where the precision, the tuning or the memory does not do
   */
  Executable compile(Plan plan, Precision precision, Tuning tuning, UpdateRule rule);

  /** With plain SGD. */
  default Executable compile(Plan plan, Precision precision, Tuning tuning) {
    return compile(plan, precision, tuning, UpdateRule.PLAIN);
  }

  @Override
  void close();
}
