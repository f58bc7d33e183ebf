package org.sparkconvnet.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
}
