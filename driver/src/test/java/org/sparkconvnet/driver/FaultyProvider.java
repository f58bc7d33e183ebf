package org.sparkconvnet.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.BackendOptions;
import org.sparkconvnet.backend.BackendProvider;
import org.sparkconvnet.backend.BackendReport;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.optimizer.UpdateRule;
import org.sparkconvnet.plan.Fusion;
import org.sparkconvnet.plan.Plan;

/**
 * The backend {@code faulty}: oneDNN, but that one step, {@link #failAt} steps ahead, throws in a
 * task's first attempt, half way through its round; and whatever {@link Sabotage} has armed. Of
 * devices it has as many as {@link #DEVICES} says, and notes those that it is opened on.
 */
public final class FaultyProvider implements BackendProvider {
  static final String NAME = "faulty";

  /** A system property: how many devices there are. */
  static final String DEVICES = "faulty.devices";

  /** A system property: a folder for a file {@code EXECUTOR-DEVICE} for each device opened. */
  static final String NOTES = "faulty.notes";

  private static final AtomicInteger STEPS_LEFT = new AtomicInteger(-1);

  /** Makes the step fail that is so many steps ahead. */
  static void failAt(int steps) {
    STEPS_LEFT.set(steps);
  }

  /** Whether the failure that was asked for has happened. */
  static boolean hasFailed() {
    return STEPS_LEFT.get() < 0;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Backend open() {
    return new Faulty(Backends.open("onednn"));
  }

  @Override
  public Backend open(BackendOptions options) {
    String notes = System.getProperty(NOTES);
    if (notes != null) {
      String name = SparkEnv.get().executorId() + "-" + options.device();
      try {
        Files.write(Path.of(notes, name), new byte[0]);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
    return open();
  }

  private record Faulty(Backend inner) implements Backend {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public int deviceCount() {
      return Integer.getInteger(DEVICES, 1);
    }

    @Override
    public BackendReport report() {
      return inner.report();
    }

    @Override
    public Set<Fusion> fusions(Precision precision) {
      return inner.fusions(precision);
    }

    @Override
    public Tuning tune(Plan plan, Precision precision) {
      Tuning tuning = inner.tune(plan, precision);
      return new Tuning(NAME, tuning.key(), tuning.choices());
    }

    @Override
    public Executable compile(Plan plan, Precision precision, Tuning tuning, UpdateRule rule) {
      Tuning same = new Tuning(inner.name(), tuning.key(), tuning.choices());
      Executable executable = inner.compile(plan, precision, same, rule);
      return (Executable)
          Proxy.newProxyInstance(
              Executable.class.getClassLoader(),
              new Class<?>[] {Executable.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("computeGradients")) {
                  Sabotage.strikeWhereArmed();
                  if (STEPS_LEFT.get() >= 0) {
                    failWhereDue();
                  }
                }
                try {
                  return method.invoke(executable, arguments);
                } catch (InvocationTargetException thrown) {
                  throw thrown.getCause();
                }
              });
    }

    private static void failWhereDue() {
      if (TaskContext.get().attemptNumber() == 0 && STEPS_LEFT.getAndDecrement() == 0) {
        throw new BackendException("a fault on purpose");
      }
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
