package org.sparkconvnet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.driver.ExecutorAnswer;

/** {@code doctor --master}: every executor, and what keeps them from training together. */
class ClusterDoctorTest {
  @Test
  void examinesTheOneProcessOfLocalMode() throws Exception {
    Ran ran = Ran.command("doctor", "--master", "local[2]", "--json");
    assertEquals(0, ran.code(), ran.err());
    JsonNode json = new ObjectMapper().readTree(ran.out());
    assertEquals(0, json.path("problems").size());
    assertEquals(1, json.path("executors").size());
    JsonNode executor = json.path("executors").get(0);
    assertEquals("driver", executor.path("executor").asText());
    assertTrue(executor.path("images_per_second_per_core").asDouble() > 0);
    assertTrue(executor.path("library").asText().startsWith("oneDNN"));
    double skew = executor.path("clock_skew_milliseconds").asDouble();
    double within = executor.path("clock_skew_within_milliseconds").asDouble();
    assertTrue(Math.abs(skew) <= within + 2, skew + " within " + within); // one clock
  }

  @Test
  void anExecutorThatLacksWhatIsAskedIsNamed() {
    Ran ran = Ran.command("doctor", "--master", "local[1]", "--precision", "fp16");
    assertEquals(1, ran.code());
    assertTrue(
        ran.out()
            .contains(
                "MISSING: executor driver on this machine: backend 'onednn' has no fp16 on this"
                    + " machine: "),
        ran.out());
  }

  @Test
  void executorsThatDifferAreNamed() {
    ExecutorReport one = new ExecutorReport("x 1", "a", 1, 2, 3, 4);
    ExecutorReport other = new ExecutorReport("x 1", "b", 1, 2, 3, 4);
    assertEquals(
        List.of(
            "executor 2 on h has x 1 on b, and executor 1 on h has x 1 on a; training needs"
                + " --accept-hardware, and then does not repeat its bits",
            "executor 3 on h: broken"),
        ClusterDoctor.problems(
            List.of(
                new ExecutorAnswer<>("1", "h", one, null),
                new ExecutorAnswer<>("2", "h", other, null),
                new ExecutorAnswer<>("3", "h", null, "broken"))));
  }

  @Test
  void aClustersOptionsNeedACluster() {
    Ran ran = Ran.command("doctor", "--json");
    assertEquals(2, ran.code());
    assertTrue(ran.err().contains("give its --master"), ran.err());
  }
}
