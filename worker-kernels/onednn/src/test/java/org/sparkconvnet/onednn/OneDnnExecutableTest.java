package org.sparkconvnet.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;

/** What an executable promises beyond right numbers: bits, threads, memory. */
final class OneDnnExecutableTest {
  private static final int WARM_UP_STEPS = 50;
  private static final long MEGABYTE = 1 << 20;

  private static Backend backend;

  @BeforeAll
  static void open() {
    backend = Backends.open("onednn");
  }

  @AfterAll
  static void close() {
    backend.close();
  }

  @Test
  void sameInputSameBits() {
    try (Session one = new Session(backend, Networks.everyKind(), 6, 1);
        Session other = new Session(backend, Networks.everyKind(), 6, 1)) {
      assertSameBits(one.train(5), other.train(5));
    }
  }

  @Test
  void oneLoadServesSeveralSteps() {
    try (Session session = new Session(backend, Networks.everyKind(), 6, 1)) {
      session.step(0);
      float[] first = gradients(session.executable(), 7);
      assertArrayEquals(first, gradients(session.executable(), 7));
    }
  }

  @Test
  void threadsDoNotDisturbEachOther() throws Exception {
    int steps = 20;
    List<Long> seeds = List.of(1L, 2L);
    ExecutorService threads = Executors.newFixedThreadPool(seeds.size());
    try {
      List<Callable<float[][]>> tasks =
          seeds.stream().map(seed -> (Callable<float[][]>) () -> trained(seed, steps)).toList();
      List<Future<float[][]>> together = threads.invokeAll(tasks);
      for (int i = 0; i < seeds.size(); i++) {
        assertSameBits(trained(seeds.get(i), steps), together.get(i).get());
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void anotherThreadMayTakeOver() throws Exception {
    float[][] expected = trained(3, 4);
    try (Session session = new Session(backend, Networks.lecture(), 8, 3)) {
      session.step(0);
      session.step(1);
      ExecutorService thread = Executors.newSingleThreadExecutor();
      try {
        thread.submit(() -> session.step(2)).get();
      } finally {
        thread.shutdown();
      }
      session.step(3);
      assertSameBits(expected, session.train(0));
    }
  }

  @Test
  void runsOnTheCallingThreadAlone() {
    try (Session session = new Session(backend, Networks.lecture(), 8, 1)) {
      session.step(0);
      assertEquals(1, OpenMp.threads());
    }
  }

  @Test
  void stepsAllocateNothing() {
    try (Session session = new Session(backend, Networks.everyKind(), 6, 1)) {
      for (int i = 0; i < WARM_UP_STEPS; i++) {
        session.step(i);
      }
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      int steps = 200;
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < steps; i++) {
        session.step(i);
        session.executable().lossSum();
      }
      long bytes = (threads.getCurrentThreadAllocatedBytes() - before) / steps;
      assertTrue(bytes <= 200, bytes + " bytes a step");
    }
  }

  @Test
  void stepsGrowNoNativeMemory() {
    try (Session session = new Session(backend, Networks.everyKind(), 2, 1)) {
      for (int i = 0; i < 1000; i++) {
        session.step(i);
      }
      long before = Pointer.physicalBytes();
      for (int i = 0; i < 10_000; i++) {
        session.step(i);
      }
      long growth = Pointer.physicalBytes() - before;
      assertTrue(growth < 16 * MEGABYTE, growth + " bytes more after 10,000 steps");
    }
  }

  @Test
  void closingReleasesEverything() {
    int rounds = 100;
    compileAndClose(10);
    long before = Pointer.physicalBytes();
    long held = compileAndClose(rounds);
    long growth = Pointer.physicalBytes() - before;
    assertTrue(held > 4 * MEGABYTE, held + " bytes held");
    assertTrue(growth < rounds * held / 5, growth + " bytes more after " + rounds + " rounds");
  }

  @Test
  void inferenceFollowsItsParameters() {
    Plan plan =
        Planner.plan(Networks.everyKind(), 3, Plan.Mode.INFERENCE, backend.fusions(Precision.FP32));
    try (Executable executable =
        backend.compile(plan, Precision.FP32, Tuning.none(OneDnnBackend.NAME))) {
      executable.writeState(plan.layout().initialState());
      float[] images = new float[3 * 3 * 8 * 8];
      Arrays.fill(images, 0.5f);
      executable.load(images, null);
      float[] first = logits(executable, plan.layout().initialParameters(1));
      float[] other = logits(executable, plan.layout().initialParameters(2));
      assertTrue(first[0] != other[0]);
      assertArrayEquals(first, logits(executable, plan.layout().initialParameters(1)));
    }
  }

  private static float[] logits(Executable executable, float[] parameters) {
    executable.writeParameters(parameters);
    float[] logits = new float[3 * 4];
    executable.infer(logits);
    return logits;
  }

  private static float[] gradients(Executable executable, long seed) {
    executable.computeGradients(seed);
    float[] gradients = new float[executable.plan().layout().parameterCount()];
    executable.readGradients(gradients);
    return gradients;
  }

  private static float[][] trained(long seed, int steps) {
    try (Session session = new Session(backend, Networks.lecture(), 8, seed)) {
      return session.train(steps);
    }
  }

  /** Bytes that one of the executables held. */
  private static long compileAndClose(int rounds) {
    Plan plan = Session.plan(backend, Networks.lecture(), 64);
    long held = 0;
    for (int i = 0; i < rounds; i++) {
      try (Executable executable =
          backend.compile(plan, Precision.FP32, Tuning.none(OneDnnBackend.NAME))) {
        held = executable.nativeBytes();
      }
    }
    System.gc();
    return held;
  }

  private static void assertSameBits(float[][] expected, float[][] actual) {
    for (int i = 0; i < expected.length; i++) {
      assertArrayEquals(expected[i], actual[i]);
    }
  }
}
