package org.sparkconvnet.jobs;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.sparkconvnet.audit.DataAudit;
import org.sparkconvnet.driver.Dataset;
import org.sparkconvnet.driver.Datasets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audit-data}: whether a data set's examples are independent. */
@Command(
    name = "audit-data",
    description = {
      "Look for what keeps examples from being independent: labels that depend on shard or order,",
      "duplicates within and across training and test images, classes of unequal size, blank images."
    },
    sortOptions = false)
final class AuditDataCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "URI",
      required = true,
      order = 1,
      description = "Labelled images.")
  private String data;

  @Option(
      names = "--test-data",
      paramLabel = "URI",
      order = 2,
      description = "Test images (default: the test part of --data, where it has one).")
  private String testData;

  @Option(
      names = "--workers",
      paramLabel = "N",
      order = 3,
      description = "Shards that training would deal (default: one per core).")
  private Integer workers;

  @Option(
      names = "--seed",
      paramLabel = "N",
      order = 4,
      defaultValue = "1",
      description = "Seed that training would have (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", order = 5, description = "Print one JSON object.")
  private boolean json;

  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    int shards = workers != null ? workers : Runtime.getRuntime().availableProcessors();
    Checks.atLeast("--workers", shards, 1);
    Configuration hadoop = new Configuration();
    Dataset training = Datasets.openTraining(data, hadoop);
    Dataset test =
        testData != null
            ? Datasets.openTest(testData, hadoop)
            : Datasets.findTest(data, hadoop).orElse(null);
    if (test != null) {
      test.requireClasses(training.classNames());
    }
    if (shards > training.size()) {
      throw new UsageException(
          "--workers must be at most %d, the number of images, got %d"
              .formatted(training.size(), shards));
    }
    AuditView view = new AuditView(DataAudit.of(training, test, shards, seed, hadoop), shards);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(view.json());
    } else {
      out.println(data + ": images of " + training.shape());
      out.println();
      out.print(view.text());
    }
    return 0;
  }
}
