package org.sparkconvnet.jobs;

import org.apache.spark.SparkConf;
import org.sparkconvnet.driver.Dataset;
import org.sparkconvnet.driver.Datasets;
import picocli.CommandLine.Option;

/** Which network is trained on what, for commands that measure training. */
final class TrainingSubject {
  @Option(
      names = "--network",
      paramLabel = "NAME|FILE",
      defaultValue = NetworkChoice.DEFAULT,
      description = "A name that 'networks' lists, or a network.json (default: ${DEFAULT-VALUE}).")
  private String network;

  @Option(
      names = "--data",
      paramLabel = "URI",
      defaultValue = RunInputs.DEFAULT_DATA,
      description = "What to train on (default: ${DEFAULT-VALUE}).")
  private String data;

  /** Reads the network's file now, or makes sure that the zoo has its name. */
  NetworkChoice network() {
    return NetworkChoice.of(network);
  }

  Dataset images(SparkConf conf) {
    return Datasets.openTraining(data, SparkStart.hadoop(conf));
  }
}
