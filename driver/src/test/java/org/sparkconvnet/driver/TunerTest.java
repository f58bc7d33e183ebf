package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;
import org.sparkconvnet.zoo.Zoo;

/** What was timed is used again for the same, and for nothing else. */
final class TunerTest {
  @Test
  void whatChoicesDependOnHasANameOfItsOwn() {
    Tunings none = new Tunings("onednn", "oneDNN 3", "a CPU", List.of());
    Plan plan = plan(4);
    Set<String> names = new HashSet<>();
    names.add(Tuner.fileName(none, Precision.FP32, 1, plan));
    names.add(Tuner.fileName(none, Precision.FP32, 1, plan(4)));
    assertEquals(1, names.size());
    names.add(Tuner.fileName(none, Precision.FP32, 2, plan));
    names.add(Tuner.fileName(none, Precision.FP32, 1, plan(5)));
    names.add(Tuner.fileName(none, Precision.BF16, 1, plan));
    Tunings elsewhere = new Tunings("onednn", "oneDNN 3", "another CPU", List.of());
    names.add(Tuner.fileName(elsewhere, Precision.FP32, 1, plan));
    Tunings newer = new Tunings("onednn", "oneDNN 4", "a CPU", List.of());
    names.add(Tuner.fileName(newer, Precision.FP32, 1, plan));
    assertEquals(6, names.size());
  }

  private static Plan plan(int batch) {
    return Planner.plan(Zoo.get("softmax").network(), batch, Plan.Mode.TRAINING, Set.of());
  }
}
