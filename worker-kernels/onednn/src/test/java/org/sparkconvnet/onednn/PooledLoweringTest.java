package org.sparkconvnet.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.backend.Tuning;
import org.sparkconvnet.network.Activation;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;
import org.sparkconvnet.onednn.pooled.ChildJvm;
import org.sparkconvnet.plan.Op;
import org.sparkconvnet.plan.Plan;

/** When backward ops become one kernel, and what is said when they cannot. */
final class PooledLoweringTest {
  private static final Window FIVE = Window.square(5).withPadding(2);
  private static final Window HALF = Window.square(2).withStride(2);

  @Test
  void theLecturesLayersAreThreeChains() {
    try (Backend backend = Backends.open("onednn")) {
      List<PooledChain> chains = PooledChain.of(Session.plan(backend, Networks.lecture(), 4));
      assertEquals(
          List.of("pool3.backward", "pool2.backward", "pool1.backward"),
          chains.stream().map(chain -> chain.pooling().name()).toList());
      assertEquals(3, chains.get(2).ops().size());
      assertEquals(4, chains.get(0).ops().size());
    }
  }

  @Test
  void onlyUnbrokenChainsCount() {
    assertEquals(List.of("pool.backward"), chains(layers(FIVE, HALF)));
    assertEquals(List.of(), chains(layers(FIVE.withStride(2), HALF)));
    assertEquals(List.of(), chains(layers(FIVE, HALF.withPadding(1))));
    assertEquals(List.of(), chains(Networks.everyKind()));
    assertEquals(List.of("p.backward"), chains(withoutRelu()));
    Network readTwice =
        Network.builder("read-twice", Shape.of(3, 8, 8))
            .convolution("conv", 5, FIVE)
            .relu("relu")
            .maxPooling("pool", HALF)
            .from("relu")
            .averagePooling("mean", HALF)
            .concatenation("both", "pool", "mean")
            .dense("logits", 4)
            .softmaxCrossEntropy("loss")
            .build();
    assertEquals(List.of(), chains(readTwice));
  }

  /** A tanh runs behind the pooling; a GELU between the two leaves no chain. */
  @Test
  void poolingsNeedNoRelu() {
    try (Backend backend = Backends.open("onednn")) {
      PooledChain chain = PooledChain.of(Session.plan(backend, withoutRelu(), 2)).get(0);
      assertNull(chain.relu());
      assertEquals(
          List.of("p.backward", "c.backward_weights"), chain.ops().stream().map(Op::name).toList());
    }
  }

  private static Network withoutRelu() {
    return Network.builder("without-relu", Shape.of(3, 16, 16))
        .convolution("c", 5, FIVE)
        .activation("tanh", Activation.Function.TANH)
        .maxPooling("p", HALF)
        .convolution("d", 5, FIVE)
        .activation("gelu", Activation.Function.GELU)
        .maxPooling("q", HALF)
        .dense("logits", 4)
        .softmaxCrossEntropy("loss")
        .build();
  }

  @Test
  void oneCallStandsForAChain() {
    try (Backend backend = new PooledBackend();
        Session session = new Session(backend, Networks.lecture(), 4, 1)) {
      Plan plan = session.executable().plan();
      List<Call> calls = ((OneDnnExecutable) session.executable()).program().calls();
      for (PooledChain chain : PooledChain.of(plan)) {
        List<String> names = chain.ops().stream().map(Op::name).toList();
        List<String> made = calls.stream().map(Call::name).filter(names::contains).toList();
        assertEquals(List.of(chain.pooling().name()), made);
      }
    }
  }

  @Test
  void stagingArraysAreCounted() {
    try (Backend backend = new PooledBackend();
        Session session = new Session(backend, Networks.lecture(), 4, 1)) {
      OneDnnExecutable executable = (OneDnnExecutable) session.executable();
      long images = Float.BYTES * (36 * 36 * 3 + 2 * 20 * 20 * 16 + 2 * 4 * 12 * 12 * 20);
      assertTrue(executable.nativeBytes() > images, executable.nativeBytes() + " bytes");
    }
  }

  @Test
  void stepsAllocateNothing() {
    try (Backend backend = new PooledBackend();
        Session session = new Session(backend, Networks.lecture(), 16, 1)) {
      for (int i = 0; i < 200; i++) {
        session.step(i);
      }
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      int steps = 100;
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < steps; i++) {
        session.step(i);
      }
      long bytes = (threads.getCurrentThreadAllocatedBytes() - before) / steps;
      assertTrue(bytes <= 500, bytes + " bytes a step");
    }
  }

  @Test
  void tuningRecordsTheChoice() {
    try (Backend backend = Backends.open("onednn")) {
      Network network = layers(FIVE, HALF);
      Tuning tuning = backend.tune(Session.plan(backend, network, 8), Precision.FP32);
      String choice = tuning.choices().get("pool.backward");
      assertTrue(List.of("any", "pooled").contains(choice), tuning.choices().toString());
    }
  }

  @Test
  void choicesThatDoNotFitAreRefused() {
    try (Backend backend = Backends.open("onednn")) {
      refused(backend, Networks.everyKind(), "pool.backward", "in a row");
      refused(backend, Networks.lecture(), "conv1.forward", "poolings alone");
    }
  }

  @Test
  void aJvmWithoutTheVectorApiSaysHowToStartOne() throws Exception {
    String output = ChildJvm.run(List.of(), Probe.class);
    assertTrue(output.contains("'pooled' for 'pool1.backward' needs the JVM flag"), output);
    assertTrue(output.contains("trained without"), output);
  }

  /** Trains without the choice, then wants it. */
  static final class Probe {
    private Probe() {}

    public static void main(String[] arguments) {
      try (Backend backend = Backends.open("onednn")) {
        try (Session session = new Session(backend, Networks.lecture(), 2, 1)) {
          session.step(0);
          System.out.println("trained without");
        }
        new Session(backend, Networks.lecture(), 2, 1, choosing("pool1.backward")).close();
      } catch (BackendException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private static Network layers(Window convolution, Window pooling) {
    return Network.builder("layers", Shape.of(3, 16, 16))
        .convolution("conv", 5, convolution)
        .relu("relu")
        .maxPooling("pool", pooling)
        .dense("logits", 4)
        .softmaxCrossEntropy("loss")
        .build();
  }

  private static List<String> chains(Network network) {
    try (Backend backend = Backends.open("onednn")) {
      return PooledChain.of(Session.plan(backend, network, 2)).stream()
          .map(chain -> chain.pooling().name())
          .toList();
    }
  }

  private static Tuning choosing(String op) {
    return new Tuning(OneDnnBackend.NAME, "", Map.of(op, "pooled"));
  }

  private static void refused(Backend backend, Network network, String op, String because) {
    BackendException e =
        assertThrows(
            BackendException.class,
            () -> new Session(backend, network, 2, 1, choosing(op)).close());
    assertTrue(e.getMessage().contains(because), e.getMessage());
  }
}
