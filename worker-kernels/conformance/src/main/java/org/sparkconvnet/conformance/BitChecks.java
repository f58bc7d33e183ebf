package org.sparkconvnet.conformance;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Assertions;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Executable;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.plan.Fusion;

/** What must hold to the bit for one case on one backend. */
final class BitChecks {
  private final Backend backend;
  private final Precision precision;
  private final Set<Fusion> fusions;
  private final ConformanceCase subject;
  private final Draw first;
  private final Draw second;

  BitChecks(Backend backend, Precision precision, Set<Fusion> fusions, ConformanceCase subject) {
    this.backend = backend;
    this.precision = precision;
    this.fusions = fusions;
    this.subject = subject;
    this.first = subject.draw(1);
    this.second = subject.draw(2);
  }

  /** The same inputs, again and on a fresh executable. */
  void repeats() {
    Trace alone = alone(first);
    try (BackendRun run = open()) {
      same("on another executable", alone, run.run(first));
      same("when repeated", alone, run.run(first));
    }
  }

  /** Other inputs, and inputs that overflow, leave no trace. */
  void forgets() {
    Trace alone = alone(first);
    try (BackendRun run = open()) {
      run.run(second);
      same("after other inputs", alone, run.run(first));
      run.poison();
      same("after inputs that overflow", alone, run.run(first));
    }
  }

  /** Two executables, call by call in turn. */
  void interleaves() {
    Trace firstAlone = alone(first);
    Trace secondAlone = alone(second);
    try (BackendRun a = open();
        BackendRun b = open()) {
      Trace ofFirst = new Trace(a.training().plan().layout());
      Trace ofSecond = new Trace(b.training().plan().layout());
      List<Runnable> callsOfA = a.phases(first, ofFirst);
      List<Runnable> callsOfB = b.phases(second, ofSecond);
      for (int i = 0; i < callsOfA.size(); i++) {
        callsOfA.get(i).run();
        callsOfB.get(i).run();
      }
      same("interleaved with another executable", firstAlone, ofFirst);
      same("interleaved with another executable", secondAlone, ofSecond);
    }
  }

  /** Every call on another thread, one after another. */
  void movesBetweenThreads() {
    Trace alone = alone(first);
    try (BackendRun run = open()) {
      Trace moved = new Trace(run.training().plan().layout());
      for (Runnable call : run.phases(first, moved)) {
        onNewThread(call).join();
      }
      same("when each call is on another thread", alone, moved);
    }
  }

  /** Two executables compiled and run at the same time by two threads. */
  void runsBesideAnother() {
    Trace firstAlone = alone(first);
    Trace secondAlone = alone(second);
    Trace[] beside = new Trace[2];
    CompletableFuture<Void> a = onNewThread(() -> beside[0] = alone(first));
    CompletableFuture<Void> b = onNewThread(() -> beside[1] = alone(second));
    CompletableFuture.allOf(a, b).join();
    same("while another executable runs", firstAlone, beside[0]);
    same("while another executable runs", secondAlone, beside[1]);
  }

  /** Changing one example's image leaves the logits of the others. */
  void infersEachExampleAlone() {
    try (BackendRun run = open()) {
      Executable inference = run.inference();
      BackendRun.write(inference, first.parameters(), first.state());
      Minibatch minibatch = first.minibatches().get(0);
      BackendRun.load(inference, minibatch);
      double[] before = run.infer();
      int pixels = minibatch.images().length / subject.batch();
      int classes = before.length / subject.batch();
      for (int changed = 0; changed < subject.batch(); changed++) {
        float[] images = minibatch.images().clone();
        float[] others = second.minibatches().get(0).images();
        System.arraycopy(others, changed * pixels, images, changed * pixels, pixels);
        BackendRun.load(inference, new Minibatch(images, null, 0));
        double[] after = run.infer();
        System.arraycopy(before, changed * classes, after, changed * classes, classes);
        Assertions.assertArrayEquals(
            before, after, "logits of others after changing example " + changed + suffix());
      }
    }
  }

  /** Round trips; and reading, in any order and twice, changes nothing. */
  void keepsWhatIsWritten() {
    try (BackendRun run = open()) {
      for (Executable executable : List.of(run.training(), run.inference())) {
        BackendRun.write(executable, second.parameters(), second.state());
        BackendRun.write(executable, first.parameters(), first.state());
        requireHeld(executable, "as written");
      }
      Executable training = run.training();
      BackendRun.load(training, first.minibatches().get(0));
      training.computeGradients(1);
      float[] gradient = BackendRun.gradients(training);
      float[] state = BackendRun.state(training);
      double loss = training.lossSum();
      int correct = training.correct();
      requireBits(first.parameters(), BackendRun.parameters(training), "parameters after a step");
      requireBits(gradient, BackendRun.gradients(training), "the gradient, read twice");
      requireBits(state, BackendRun.state(training), "the state, read twice");
      Assertions.assertEquals(loss, training.lossSum(), "the loss, read twice" + suffix());
      Assertions.assertEquals(correct, training.correct(), "correct, read twice" + suffix());
      training.descend(0, 0);
      requireBits(first.parameters(), BackendRun.parameters(training), "a descent of rate 0");
      requireBits(gradient, BackendRun.gradients(training), "the gradient after a descent");
      requireWrittenGradient(training);
    }
  }

  /** A descent steps from the gradient that was written: here -w, so that w is doubled. */
  private void requireWrittenGradient(Executable training) {
    float[] doubled = first.parameters().clone();
    float[] negative = doubled.clone();
    for (int i = 0; i < doubled.length; i++) {
      negative[i] = -doubled[i];
      doubled[i] = 2 * doubled[i];
    }
    training.writeGradients(negative.clone());
    requireBits(negative, BackendRun.gradients(training), "the gradient as written");
    training.descend(1, 0);
    requireBits(doubled, BackendRun.parameters(training), "parameters after that gradient");
  }

  private void requireHeld(Executable executable, String what) {
    requireBits(first.parameters(), BackendRun.parameters(executable), "parameters " + what);
    requireBits(first.state(), BackendRun.state(executable), "state " + what);
  }

  private void requireBits(float[] expected, float[] found, String what) {
    Assertions.assertTrue(Arrays.equals(expected, found), () -> what + suffix());
  }

  private Trace alone(Draw draw) {
    try (BackendRun run = open()) {
      return run.run(draw);
    }
  }

  private BackendRun open() {
    return BackendRun.open(backend, precision, subject, fusions);
  }

  private void same(String what, Trace expected, Trace found) {
    Comparison.sameBits(where(), what, expected, found);
  }

  private String where() {
    return backend.name() + "/" + precision.text() + ", network '" + subject + "'";
  }

  private String suffix() {
    return " (" + where() + "); " + ConformanceSeed.reproduce();
  }

  private static CompletableFuture<Void> onNewThread(Runnable call) {
    return CompletableFuture.runAsync(call, task -> new Thread(task, "conformance").start());
  }
}
