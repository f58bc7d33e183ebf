package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cannot read s3a://AKIA1:hunter2@bucket/data: denied",
        "cannot read s3a://:hunter2@bucket/data",
        "spark.authenticate.secret=hunter2 is on",
        "--conf spark.hadoop.fs.s3a.secret.key=hunter2, more",
        "fs.s3a.access.key = hunter2",
        "{\"spark.ssl.keyStorePassword\":\"hunter2\",\"b\":1}",
        "{\"cause\":\"{\\\"fs.azure.account.key.x\\\": \\\"hunter2\\\"}\"}",
      })
  void aSecretIsMasked(String text) {
    String masked = Secrets.redacted(text);
    assertFalse(masked.contains("hunter2"), masked);
    assertTrue(masked.contains(Secrets.MASK), masked);
    assertEquals(masked, Secrets.redacted(masked), "twice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abfs://container@account.dfs.core.windows.net/data",
        "hdfs://name:8020/data/a@b:c",
        "spark://127.0.0.1:7077",
        "the token: it is not there",
        "{\"event\":\"round\",\"round\":1,\"loss\":2.3,\"milliseconds\":{\"data\":0.1}}",
      })
  void whatIsNoSecretStays(String text) {
    assertEquals(text, Secrets.redacted(text));
  }

  /** A rejected round's cause is the one text in run.jsonl that others' messages may be part of. */
  @Test
  void noSecretGetsIntoTheRunsLog() throws Exception {
    RunDirectory directory =
        RunDirectory.create(folder.resolve("run").toString(), false, new Configuration());
    directory.begin();
    RunState good = RunState.empty(org.sparkconvnet.network.ParameterLayout.of(TestRuns.UNCOUPLED));
    good.rollbacks = 1;
    try (RunLog log = RunLog.open(directory, 0, 0)) {
      log.rollback(1, "s3a://me:hunter2@bucket/data with fs.s3a.secret.key=hunter2", good);
    }
    String text = Files.readString(folder.resolve("run").resolve(RunDirectory.LOG));
    assertFalse(text.contains("hunter2"), text);
    assertTrue(text.contains("s3a://*****@bucket/data"), text);
    assertEquals("rollback", Json.parse(text.strip(), "log").get("event").asText());
  }
}
