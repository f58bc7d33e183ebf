package org.sparkconvnet.driver;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.spark.SparkEnv;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.data.ExampleWriter;
import org.sparkconvnet.network.BatchNormFolding;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;
import org.sparkconvnet.train.LocalTrainer;
import org.sparkconvnet.train.MinibatchLoader;
import org.sparkconvnet.train.Mixer;
import org.sparkconvnet.train.Predictor;

/**
 * What one process (an executor, or in local mode the driver) keeps of a run between rounds on one
 * device: the opened backend, and as many compiled trainers and predictors as tasks ever ran at
 * once. Made on first use; freed by {@link #release}, or when another run starts after this one has
 * been idle for a while. Thread-safe.
 */
final class WorkerProcess {
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final Map<Key, WorkerProcess> RUNS = new HashMap<>();

  /** A run, and a device's number. */
  private record Key(String run, int device) {}

  private final WorkerSetup setup;
  private final ParameterLayout layout;
  private final Backend backend;
  private final int devices;
  private final LendingPool<WorkerBench> benches = new LendingPool<>(this::newBench);
  private final LendingPool<Predictor> predictors = new LendingPool<>(this::newPredictor);
  private int lent;
  private long lastUse = System.nanoTime();
  private boolean released;

  private WorkerProcess(WorkerSetup setup, int device) {
    this.setup = setup;
    this.layout = ParameterLayout.of(setup.network());
    this.backend = Backends.open(setup.backend(), setup.backendOptions().withDevice(device));
    try {
      devices = TaskDevice.isLocal() ? backend.deviceCount() : 1; // else Spark assigns them
      backend.report().require(setup.precision());
      if (!setup.anyHardware()) {
        ExecutorHardware.requireSame(setup.tunings(), backend.report(), host());
      }
    } catch (RuntimeException unfit) {
      backend.close();
      throw unfit;
    }
  }

  private static String host() {
    SparkEnv spark = SparkEnv.get();
    return spark == null ? "this machine" : spark.blockManager().blockManagerId().host();
  }

  /** This process's part in a run on the calling task's device, made where it has none. */
  static WorkerProcess of(String run, Supplier<WorkerSetup> setup) {
    WorkerProcess process = of(new Key(run, TaskDevice.assigned()), setup);
    if (process.devices == 1) {
      return process;
    }
    return of(new Key(run, TaskDevice.inTurn(process.devices)), setup);
  }

  private static WorkerProcess of(Key key, Supplier<WorkerSetup> setup) {
    synchronized (RUNS) {
      WorkerProcess process = RUNS.get(key);
      if (process == null) {
        freeIdle();
        process = new WorkerProcess(setup.get(), key.device);
        RUNS.put(key, process);
      }
      return process;
    }
  }

  /** Frees what this process keeps of a run, as soon as no task uses it. */
  static void release(String run) {
    List<WorkerProcess> all = new ArrayList<>();
    synchronized (RUNS) {
      RUNS.keySet().stream()
          .filter(key -> key.run.equals(run))
          .toList()
          .forEach(key -> all.add(RUNS.remove(key)));
    }
    all.forEach(WorkerProcess::release);
  }

  int classes() {
    return setup.network().classes();
  }

  Layer.Loss criterion() {
    return setup.network().criterion();
  }

  ParameterLayout layout() {
    return layout;
  }

  /** Runs a task with a bench, if possible the one that the worker used last. */
  <R> R train(int worker, Function<WorkerBench, R> task) {
    return with(benches, bench -> bench.trainer().worker() == worker, task);
  }

  /** Runs a task with a predictor. */
  <R> R predict(Function<Predictor, R> task) {
    return with(predictors, any -> true, task);
  }

  private <T extends AutoCloseable, R> R with(
      LendingPool<T> pool, Predicate<T> fits, Function<T, R> task) {
    enter();
    try {
      T thing = pool.borrow(fits);
      boolean sound = false;
      try {
        R result = task.apply(thing);
        sound = true;
        return result;
      } finally {
        pool.giveBack(thing, sound);
      }
    } finally {
      leave();
    }
  }

  private WorkerBench newBench() {
    MinibatchLoader loader =
        new MinibatchLoader(
            writer(setup.augmentation()), setup.layout(), setup.seed(), setup.shuffle());
    return new WorkerBench(
        new LocalTrainer(layout, loader, this::compileTraining, setup.seed(), setup.micro()),
        new float[layout.parameterCount()],
        new float[layout.stateCount()],
        new float[setup.rule().stateCount(layout)]);
  }

  private Predictor newPredictor() {
    BatchNormFolding folding =
        setup.tunings().foldsNormalizations()
            ? BatchNormFolding.of(setup.network())
            : BatchNormFolding.none(setup.network());
    return new Predictor(
        folding,
        compile(folding.network(), setup.inferenceBatch(), Plan.Mode.INFERENCE),
        writer(Augmentation.NONE));
  }

  private ExampleWriter writer(Augmentation augmentation) {
    return new ExampleWriter(setup.network().input(), setup.normalization(), augmentation);
  }

  private Executable compileTraining(int batch) {
    return compile(setup.network(), batch, Plan.Mode.TRAINING);
  }

  private Executable compile(Network network, int batch, Plan.Mode mode) {
    Plan plan =
        Planner.plan(
            network,
            batch,
            mode,
            backend.fusions(setup.precision()),
            Mixer.labelling(setup.augmentation()));
    return backend.compile(
        plan, setup.precision(), setup.tunings().find(mode, batch), setup.rule());
  }

  private synchronized void enter() {
    lent++;
  }

  private synchronized void leave() {
    lent--;
    lastUse = System.nanoTime();
    closeIfUnused();
  }

  private synchronized void release() {
    released = true;
    benches.close();
    predictors.close();
    closeIfUnused();
  }

  private void closeIfUnused() {
    if (released && lent == 0) {
      backend.close();
    }
  }

  private static void freeIdle() {
    long before = System.nanoTime() - IDLE_NANOS;
    Iterator<WorkerProcess> processes = RUNS.values().iterator();
    while (processes.hasNext()) {
      WorkerProcess process = processes.next();
      if (process.isIdleSince(before)) {
        processes.remove();
        process.release();
      }
    }
  }

  private synchronized boolean isIdleSince(long nanos) {
    return lent == 0 && lastUse - nanos < 0;
  }
}
