package org.sparkconvnet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.data.DataException;
import org.sparkconvnet.network.NetworkException;
import org.sparkconvnet.train.TrainingException;
import picocli.CommandLine;

class ErrorReportTest {
  @Test
  void dataAndTrainingAndBackendsFailWithOne() {
    assertReport(1, "a.bin is truncated", new DataException("a.bin is truncated"));
    assertReport(1, "loss is NaN", new TrainingException("loss is NaN"));
    assertReport(1, "no bf16", new BackendException("no bf16"));
  }

  @Test
  void usageAndNetworksFailWithTwo() {
    assertReport(2, "--batch must be at least 1", new UsageException("--batch must be at least 1"));
    assertReport(2, "layer 'x'", new NetworkException("layer 'x'"));
  }

  @Test
  void theTasksOwnExceptionIsFoundInsideSparks() {
    Exception inTask = new DataException("label 11 in a.bin, record 7");
    assertReport(
        1,
        "label 11 in a.bin, record 7",
        new SparkException("Job aborted due to stage failure: Task 0 in stage 1.0 failed", inTask));
  }

  @Test
  void theTasksOwnExceptionIsFoundInSparksText() {
    String text =
        "Job aborted due to stage failure: Task 3 in stage 0.0 failed 1 times, most recent failure:"
            + " Lost task 3.0 in stage 0.0 (TID 3) (127.0.0.1 executor driver):"
            + " org.sparkconvnet.data.DataException: cat/1.jpg (image 17): not a JPEG\n"
            + "\tat org.sparkconvnet.data.ImageDecoder.decode(ImageDecoder.java:40)\n";
    assertReport(1, "cat/1.jpg (image 17): not a JPEG", new SparkException(text));
  }

  @Test
  void fullMemorySaysWhatHelps() {
    assertReport(
        1,
        "Java's memory is full (Java heap space); give more, as in --driver-memory 2g",
        new RuntimeException(new OutOfMemoryError("Java heap space")));
  }

  @Test
  void theUnexpectedIsOneLineToo() {
    assertReport(
        1,
        "unexpected java.lang.IllegalStateException: first; run it again with --verbose to see where",
        new IllegalStateException("first\n  second"));
    assertReport(
        1,
        "Spark ended the application; is the cluster at --master there, and has it room?",
        new IllegalStateException("Cannot call methods on a stopped SparkContext.\nThis ..."));
  }

  private static void assertReport(int code, String message, Throwable error) {
    StringWriter err = new StringWriter();
    CommandLine command = new CommandLine(new SparkConvnet()).setErr(new PrintWriter(err, true));
    assertEquals(code, ErrorReport.failed(error, command, new String[] {"train"}));
    assertEquals("spark-convnet: error: " + message + System.lineSeparator(), err.toString());
  }
}
