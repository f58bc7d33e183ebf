package org.sparkconvnet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.driver.EvaluationReport;

class EvaluationViewTest {
  @Test
  void textGolden() {
    EvaluationReport report =
        new EvaluationReport(
            List.of("cat", "dog", "frog"),
            new long[][] {{1199, 1, 0}, {3, 0, 1}, {0, 0, 0}},
            1204,
            0.5);
    assertEquals(
        """
        accuracy 99.6%, top-3 accuracy 100.0%, loss 0.5000

        class  images  correct  accuracy
        cat     1,200    1,199     99.9%
        dog         4        0      0.0%
        frog        0        0         -

           is \\ taken for     0  1  2
        0  cat             1199  1  .
        1  dog                3  .  1
        2  frog               .  .  .
        """,
        new EvaluationView(report).text());
  }

  @Test
  void ofManyClassesTheCommonestConfusions() {
    long[][] confusion = new long[100][100];
    confusion[4][2] = 7;
    confusion[0][99] = 9;
    List<String> names = IntStream.range(0, 100).mapToObj(label -> "class " + label).toList();
    String text = new EvaluationView(new EvaluationReport(names, confusion, 0, 4.6)).text();
    assertTrue(
        text.endsWith(
            """
            the commonest confusions (all of them with --json)
            is       taken for  times
            class 0  class 99       9
            class 4  class 2        7
            """),
        text);
  }

  @Test
  void jsonHasNullForWhatIsNoNumber() {
    EvaluationReport report =
        new EvaluationReport(List.of("cat", "dog"), new long[][] {{1, 0}, {0, 0}}, 1, Double.NaN);
    assertEquals(
        "{\"examples\":1,\"accuracy\":1.0,\"top3_accuracy\":1.0,\"loss\":null,\"classes\":["
            + "{\"name\":\"cat\",\"examples\":1,\"correct\":1,\"accuracy\":1.0},"
            + "{\"name\":\"dog\",\"examples\":0,\"correct\":0,\"accuracy\":null}],"
            + "\"confusion\":[[1,0],[0,0]]}",
        new EvaluationView(report).json());
  }
}
