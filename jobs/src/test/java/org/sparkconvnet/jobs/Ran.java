package org.sparkconvnet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;

/** A command that was run in this process: what it printed and its exit code. */
record Ran(int code, String out, String err) {
  static Ran command(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = SparkConvnet.execute(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Ran(code, out.toString(), err.toString());
  }

  /** Asserts that it failed with this code and one line on stderr, and printed nothing else. */
  void assertError(int expectedCode, String message) {
    assertEquals("spark-convnet: error: " + message + System.lineSeparator(), err);
    assertEquals("", out);
    assertEquals(expectedCode, code);
  }

  void assertSucceeded() {
    assertEquals("", err);
    assertEquals(0, code);
  }
}
