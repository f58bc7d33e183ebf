package org.sparkconvnet.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.network.Parameter;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.random.Seeds;

/**
 * Plain SGD on a shard's minibatches, w -= rate (gradient + decay w), from given weights: a
 * worker's part of a round. Owns the executables of the minibatch sizes it meets, compiled when
 * first met. Used by one thread at a time; allocates nothing per example, and per step only the
 * coordinates of one seed.
 */
public final class LocalTrainer implements AutoCloseable {
  private final ParameterLayout layout;
  private final MinibatchLoader loader;
  private final IntFunction<Executable> compiler;
  private final long seed;
  private final List<Executable> executables = new ArrayList<>();
  private final LocalResult result = new LocalResult();

  /**
   * A trainer.
   *
   * @param loader stages the minibatches
   * @param compiler makes the executable of a minibatch size; this closes it
   * @param seed of the run, from which dropout's seeds derive
   */
  public LocalTrainer(
      ParameterLayout layout, MinibatchLoader loader, IntFunction<Executable> compiler, long seed) {
    this.layout = layout;
    this.loader = loader;
    this.compiler = compiler;
    this.seed = seed;
  }

  /** The worker whose round ran last, -1 at first. */
  public int worker() {
    return loader.worker();
  }

  /**
   * Runs the steps, stopping early at a loss that is no number.
   *
   * @param parameters the weights to start from; on return those arrived at
   * @param state the running statistics, likewise
   * @return counts and times, valid until the next call
   */
  public LocalResult run(Shard shard, LocalSteps steps, float[] parameters, float[] state) {
    result.clear();
    Executable current = null;
    for (int i = 0; i < steps.count() && result.nonFiniteStep < 0; i++) {
      long started = System.nanoTime();
      Minibatch minibatch = loader.load(shard, steps.epoch(), steps.first() + i);
      long loaded = System.nanoTime();
      result.dataNanos += loaded - started;
      if (minibatch.size() == 0) {
        continue;
      }
      current = moveTo(minibatch.size(), current, parameters, state);
      step(current, minibatch, shard.worker(), steps, i);
      if (result.nonFiniteStep >= 0) {
        result.nonFiniteWhere = where(current, parameters);
      }
      result.computeNanos += System.nanoTime() - loaded;
    }
    if (current != null) {
      read(current, parameters, state);
    }
    return result;
  }

  /** Native memory held, in bytes. */
  public long nativeBytes() {
    return executables.stream().mapToLong(Executable::nativeBytes).sum();
  }

  @Override
  public void close() {
    executables.forEach(Executable::close);
    executables.clear();
  }

  private void step(
      Executable executable, Minibatch minibatch, int worker, LocalSteps steps, int i) {
    executable.load(minibatch.images(), minibatch.labels());
    executable.computeGradients(
        Seeds.of(seed, Seeds.Purpose.DROPOUT, worker, steps.globalFirst() + i));
    double loss = executable.lossSum();
    result.examples += minibatch.size();
    result.lossSum += loss;
    result.correct += executable.correct();
    if (Double.isFinite(loss)) {
      executable.descend(steps.rates()[i], steps.weightDecay());
    } else {
      result.nonFiniteStep = i;
    }
  }

  private Executable moveTo(int size, Executable current, float[] parameters, float[] state) {
    if (current != null && current.plan().batch() == size) {
      return current;
    }
    if (current != null) {
      read(current, parameters, state);
    }
    Executable next = executable(size);
    next.writeParameters(parameters);
    next.writeState(state);
    return next;
  }

  private Executable executable(int size) {
    for (int i = 0; i < executables.size(); i++) {
      if (executables.get(i).plan().batch() == size) {
        return executables.get(i);
      }
    }
    Executable made = compiler.apply(size);
    executables.add(made);
    return made;
  }

  private void read(Executable executable, float[] parameters, float[] state) {
    executable.readParameters(parameters);
    executable.readState(state);
  }

  private String where(Executable executable, float[] scratch) {
    executable.readParameters(scratch);
    Parameter parameter = NonFinite.first(layout.parameters(), scratch);
    if (parameter != null) {
      return "the parameters of '" + parameter.name() + "' are not finite";
    }
    executable.readGradients(scratch);
    Parameter gradient = NonFinite.first(layout.parameters(), scratch);
    return gradient == null
        ? "all parameters and gradients are still finite"
        : "the parameters are still finite, the gradient of '" + gradient.name() + "' is not";
  }
}
