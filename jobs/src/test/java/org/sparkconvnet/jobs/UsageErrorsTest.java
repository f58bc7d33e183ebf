package org.sparkconvnet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkconvnet.zoo.Zoo;

class UsageErrorsTest {
  @TempDir private Path folder;

  @Test
  void noCommand() {
    Ran.command().assertError(2, "no command given; see 'spark-convnet --help'");
  }

  @Test
  void unknownCommand() {
    Ran.command("plna")
        .assertError(2, "unknown command 'plna'; did you mean plan? See 'spark-convnet --help'");
  }

  @Test
  void unknownOption() {
    Ran.command("plan", "--netwrk", "x")
        .assertError(
            2,
            "unknown option '--netwrk'; did you mean --network? See 'spark-convnet plan --help'");
  }

  @Test
  void unexpectedArgument() {
    Ran.command("networks", "extra")
        .assertError(2, "unexpected argument 'extra'; see 'spark-convnet networks --help'");
  }

  @Test
  void noNumber() {
    Ran.command("plan", "--batch", "many")
        .assertError(
            2,
            "invalid value for option '--batch': 'many' is not an int; see 'spark-convnet plan"
                + " --help'");
  }

  @Test
  void numberOutOfRange() {
    Ran.command("plan", "--batch", "0").assertError(2, "--batch must be at least 1, got 0");
  }

  @Test
  void unknownPrecision() {
    Ran.command("plan", "--precision", "fp64")
        .assertError(
            2,
            "invalid value for option '--precision': unknown precision 'fp64'; there are fp32,"
                + " tf32, bf16 and fp16; see 'spark-convnet plan --help'");
  }

  @Test
  void unknownNetworkNamesThoseThereAre() {
    Ran.command("plan", "--network", "resnet")
        .assertError(
            2,
            "unknown network 'resnet'; there are "
                + String.join(", ", Zoo.names())
                + ", or give a network.json file");
  }

  @Test
  void missingNetworkFile() {
    Ran.command("plan", "--network", "nowhere/network.json")
        .assertError(2, "--network nowhere/network.json: there is no such file");
  }

  @Test
  void layersThatDoNotFitAreNamedWithTheirShapes() throws IOException {
    Path file = folder.resolve("wrong.json");
    Files.writeString(
        file,
        """
        {"format": "spark-convnet network 1", "name": "wrong", "input": [3, 8, 8], "layers": [
          {"name": "wide", "type": "convolution", "filters": 4, "kernel": [11, 11]},
          {"name": "classifier", "type": "dense", "units": 10},
          {"name": "loss", "type": "softmax_cross_entropy"}]}
        """);
    Ran.command("plan", "--network", file.toString())
        .assertError(
            2,
            file
                + ": layer 'wide' does not fit: its window 11x11 stride 1x1 padding 0x0 does not"
                + " fit its input 3x8x8");
  }

  @Test
  void helpIsPrintedAndSucceeds() {
    for (String command : new String[] {"networks", "plan", "doctor", "benchmark"}) {
      Ran ran = Ran.command(command, "--help");
      ran.assertSucceeded();
      assertTrue(ran.out().startsWith("Usage: spark-convnet " + command), ran.out());
    }
  }

  @Test
  void versionNamesSparkAndJava() {
    Ran ran = Ran.command("--version");
    ran.assertSucceeded();
    assertTrue(ran.out().matches("spark-convnet \\S+ \\(for Spark 3\\.5\\.\\d+\\), Java \\S+\\R"));
  }

  @Test
  void stackTraceOnlyWhenAsked() {
    Ran ran = Ran.command("plan", "--network", "resnet", "--verbose");
    assertEquals(2, ran.code());
    assertTrue(ran.err().contains("\tat org.sparkconvnet.jobs.NetworkChoice"), ran.err());
    assertTrue(ran.err().contains("spark-convnet: error: unknown network 'resnet'"), ran.err());
  }
}
