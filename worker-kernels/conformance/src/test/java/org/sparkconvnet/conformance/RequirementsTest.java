package org.sparkconvnet.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;
import org.sparkconvnet.backend.Precision;

class RequirementsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|onednn|FP32|false",
        "${require}|onednn|FP32|false",
        "onednn|onednn|FP32|true",
        "onednn|onednn|BF16|false",
        "onednn/bf16|onednn|BF16|true",
        "onednn/bf16|onednn|FP32|false",
        "onednn/fp32|onednn|FP32|true",
        "cudnn, onednn|onednn|FP32|true",
        "cudnn|onednn|FP32|false"
      })
  void namesBackendsAndPrecisions(
      String setting, String backend, Precision precision, boolean required) {
    assertEquals(required, Requirements.required(setting, backend, precision));
  }

  @Test
  void skipsWhatIsNotRequiredAndFailsWhatIs() {
    assertThrows(
        TestAbortedException.class,
        () -> Requirements.skip("onednn", "cudnn", Precision.FP32, "no device"));
    AssertionFailedError failure =
        assertThrows(
            AssertionFailedError.class,
            () -> Requirements.skip("cudnn", "cudnn", Precision.FP32, "no device"));
    assertTrue(failure.getMessage().endsWith("can't run here: no device"), failure.getMessage());
  }
}
