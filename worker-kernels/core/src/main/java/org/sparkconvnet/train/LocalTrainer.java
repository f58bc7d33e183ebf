package org.sparkconvnet.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.network.Parameter;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.random.Seeds;

/**
 * Updates by the executables' rule on a shard's minibatches, from given weights: a worker's part of
 * a round. Owns the executables of the minibatch sizes it meets, compiled when first met. Used by
 * one thread at a time; allocates nothing per example, and per step only the coordinates of one
 * seed.
 */
public final class LocalTrainer implements AutoCloseable {
  private static final float[] NOTHING = {};

  private final ParameterLayout layout;
  private final MinibatchLoader loader;
  private final IntFunction<Executable> compiler;
  private final long seed;
  private final List<Executable> executables = new ArrayList<>();
  private final LocalResult result = new LocalResult();
  private final MicroBatches micro;
  private final List<Minibatch> parts = new ArrayList<>(); // one for each size
  private GradientSum gradient; // made when a minibatch is first parted
  private long update;

  /**
   * A trainer.
   *
   * @param loader stages the minibatches
   * @param compiler makes the executable of a minibatch size; this closes it
   * @param seed of the run, from which dropout's seeds derive
   */
  public LocalTrainer(
      ParameterLayout layout, MinibatchLoader loader, IntFunction<Executable> compiler, long seed) {
    this(layout, loader, compiler, seed, new MicroBatches(0));
  }

  /** The same, computing each minibatch in parts as {@code micro} says. */
  public LocalTrainer(
      ParameterLayout layout,
      MinibatchLoader loader,
      IntFunction<Executable> compiler,
      long seed,
      MicroBatches micro) {
    this.layout = layout;
    this.micro = micro;
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
    return run(shard, steps, parameters, state, NOTHING);
  }

  /**
   * Likewise with an optimiser that keeps something.
   *
   * @param optimizer its vectors to start from; on return, where the steps {@link
   *     LocalSteps#continues}, those arrived at
   */
  public LocalResult run(
      Shard shard, LocalSteps steps, float[] parameters, float[] state, float[] optimizer) {
    result.clear();
    update = steps.continues() ? loader.number(shard.worker(), steps.epoch(), steps.first()) : 1;
    Executable current = null;
    for (int i = 0; i < steps.count() && result.nonFiniteStep < 0; i++) {
      long started = System.nanoTime();
      Minibatch minibatch = loader.load(shard, steps.epoch(), steps.first() + i);
      long loaded = System.nanoTime();
      result.dataNanos += loaded - started;
      if (minibatch.size() == 0) {
        continue;
      }
      if (micro.parts(minibatch.size()) == 1) {
        current = moveTo(minibatch.size(), current, parameters, state, optimizer);
        step(current, minibatch, shard.worker(), steps, i);
      } else {
        current =
            stepInParts(current, minibatch, shard.worker(), steps, i, parameters, state, optimizer);
      }
      if (result.nonFiniteStep >= 0) {
        result.nonFiniteWhere = where(current, parameters);
      }
      result.computeNanos += System.nanoTime() - loaded;
    }
    if (current != null) {
      read(current, parameters, state);
      if (steps.continues() && optimizer.length > 0) {
        current.readOptimizerState(optimizer);
      }
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
    minibatch.loadInto(executable);
    executable.computeGradients(
        Seeds.of(seed, Seeds.Purpose.DROPOUT, worker, steps.globalFirst() + i));
    double loss = executable.lossSum();
    result.correct += executable.correct();
    descend(executable, minibatch, loss, steps, i);
  }

  /** Example-weighted sum of the parts' gradients, then one step; returns the last part's. */
  private Executable stepInParts(
      Executable before,
      Minibatch minibatch,
      int worker,
      LocalSteps steps,
      int i,
      float[] parameters,
      float[] state,
      float[] optimizer) {
    if (gradient == null) {
      gradient = new GradientSum(layout.parameterCount());
    }
    gradient.clear();
    Executable current = before;
    double loss = 0;
    int all = minibatch.size();
    for (int part = 0; part < micro.parts(all); part++) {
      int size = micro.size(all, part);
      current = moveTo(size, current, parameters, state, optimizer);
      Minibatch piece = part(minibatch, micro.start(all, part), size);
      piece.loadInto(current);
      long step = steps.globalFirst() + i;
      current.computeGradients(Seeds.of(seed, Seeds.Purpose.DROPOUT, worker, step, part));
      loss += current.lossSum();
      result.correct += current.correct();
      gradient.add(current, (float) size / all);
    }
    gradient.write(current);
    descend(current, minibatch, loss, steps, i);
    return current;
  }

  private void descend(
      Executable executable, Minibatch minibatch, double loss, LocalSteps steps, int i) {
    result.examples += minibatch.size();
    result.lossSum += loss;
    if (Double.isFinite(loss)) {
      executable.update(steps.rates()[i], update++);
    } else {
      result.nonFiniteStep = i;
    }
  }

  /** A copy of some of a minibatch's examples, valid until the next of that size. */
  private Minibatch part(Minibatch minibatch, int start, int size) {
    int elements = minibatch.elements();
    int classes = minibatch.classes();
    Minibatch part = null;
    for (int i = 0; i < parts.size() && part == null; i++) {
      part = parts.get(i).size() == size ? parts.get(i) : null;
    }
    if (part == null) {
      part = new Minibatch(size, elements, classes);
      parts.add(part);
    }
    System.arraycopy(minibatch.images(), start * elements, part.images(), 0, part.images().length);
    System.arraycopy(minibatch.labels(), start, part.labels(), 0, size);
    System.arraycopy(
        minibatch.distributions(), start * classes, part.distributions(), 0, size * classes);
    return part;
  }

  private Executable moveTo(
      int size, Executable current, float[] parameters, float[] state, float[] optimizer) {
    if (current != null && current.plan().batch() == size) {
      return current;
    }
    if (current != null) {
      read(current, parameters, state);
      if (optimizer.length > 0) {
        current.readOptimizerState(optimizer);
      }
    }
    Executable next = executable(size);
    next.writeParameters(parameters);
    next.writeState(state);
    if (optimizer.length > 0) {
      next.writeOptimizerState(optimizer);
    }
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
