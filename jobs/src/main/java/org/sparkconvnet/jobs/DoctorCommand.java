package org.sparkconvnet.jobs;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendReport;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code doctor}: what is here to train with, and what is missing. */
@Command(
    name = "doctor",
    description =
        "Check Java, machine, backends and Spark, or with --master every executor of a cluster;"
            + " exit code 1 where something is missing.",
    sortOptions = false)
final class DoctorCommand implements Callable<Integer> {
  @Option(
      names = "--backend",
      paramLabel = "auto|onednn|cudnn",
      order = 1,
      description = "With --master: what executors must compute with (default: auto).")
  private String backend;

  @Option(
      names = "--precision",
      paramLabel = "fp32|tf32|bf16|fp16",
      order = 2,
      converter = PrecisionConverter.class,
      description = "With --master: number format they must have (default: fp32).")
  private Precision precision;

  @Option(names = "--json", order = 3, description = "With --master: print JSON.")
  private boolean json;

  @Mixin private MasterOption master;
  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  private final List<String> problems = new ArrayList<>();
  private final TextTable table = new TextTable("ll");

  @Override
  public Integer call() {
    // Through spark-submit the master is Spark's setting, otherwise the option.
    if (master.url() != null || System.getProperty("spark.master") != null) {
      return cluster() ? 0 : ErrorReport.FAILED;
    }
    if (json || backend != null || precision != null) {
      throw new UsageException(
          "--backend, --precision and --json ask a cluster; give its --master");
    }
    table.row("spark-convnet", Version.project());
    java();
    machine();
    backends();
    spark();
    directories();
    PrintWriter out = spec.commandLine().getOut();
    out.print(table);
    problems.forEach(problem -> out.println("MISSING: " + problem));
    if (problems.isEmpty()) {
      out.println("Everything needed is here.");
    }
    return problems.isEmpty() ? 0 : ErrorReport.FAILED;
  }

  private boolean cluster() {
    SparkConf conf = SparkStart.configuration("spark-convnet doctor", master.url());
    PrintWriter out = spec.commandLine().getOut();
    return new ClusterDoctor(
            BackendChoice.name(backend == null ? "auto" : backend),
            precision == null ? Precision.FP32 : precision,
            json,
            out)
        .examine(conf);
  }

  private void java() {
    table.row(
        "Java",
        Version.java()
            + " ("
            + System.getProperty("java.vendor")
            + "), heap up to "
            + Units.bytes(Runtime.getRuntime().maxMemory())
            + ", "
            + System.getProperty("java.home"));
    if (Runtime.version().feature() < 17) {
      problems.add("Java 17; this is " + Version.java());
    }
  }

  private void machine() {
    Machine machine = Machine.here();
    String system = System.getProperty("os.name") + " " + System.getProperty("os.version");
    table.row("system", system + ", " + System.getProperty("os.arch"));
    table.row("processor", machine.cpuModel());
    table.row("instruction sets", String.join(" ", machine.instructionSets()));
    int usable = Runtime.getRuntime().availableProcessors();
    table.row("cores", usable + " usable of " + machine.cores());
    table.row(
        "memory",
        Units.bytes(machine.memory())
            + ", "
            + Units.bytes(machine.availableMemory())
            + " available");
    List<String> limits = machine.containerLimits();
    table.row("container limits", limits.isEmpty() ? "none" : String.join(", ", limits));
  }

  private void backends() {
    if (Backends.names().isEmpty()) {
      problems.add("a backend on the class path, such as convnet-onednn");
    }
    for (String name : Backends.names()) {
      try (Backend backend = Backends.open(name, CacheDirectory.backendOptions())) {
        describe(backend.report());
        backend.details().forEach((what, found) -> table.row("  " + what, found));
      } catch (RuntimeException | LinkageError broken) {
        table.row("backend " + name, "cannot be used: " + broken.getMessage());
        requireDefault(name, broken.getMessage());
      }
    }
  }

  /** A machine without a GPU is in order; one on which the CPU's backend fails is not. */
  private void requireDefault(String name, String why) {
    if (name.equals(BackendChoice.name("auto"))) {
      problems.add("backend " + name + ": " + why);
    }
  }

  private void describe(BackendReport report) {
    table.row("backend " + report.name(), report.library() + " on " + report.device());
    for (Precision precision : Precision.values()) {
      String why = report.precisions().get(precision);
      table.row("  " + precision.text(), why == null ? "usable" : "not usable: " + why);
    }
    if (report.precisions().get(Precision.FP32) != null) {
      problems.add("fp32 in backend " + report.name());
    }
  }

  private void spark() {
    String home = System.getProperty("sparkconvnet.home", "");
    List<String> packaged = home.isEmpty() ? List.of() : sparkCores(Path.of(home, "spark"));
    table.row("Spark, packaged", packaged.isEmpty() ? "none" : packaged.get(0));
    String external = System.getenv("SPARK_HOME");
    if (external == null || external.isEmpty()) {
      table.row("SPARK_HOME", "not set; the packaged Spark runs");
      if (packaged.isEmpty()) {
        problems.add("Spark: start this with deploy/bin/spark-convnet, or set SPARK_HOME");
      }
      return;
    }
    List<String> found = sparkCores(Path.of(external));
    table.row("SPARK_HOME", external + ", " + (found.isEmpty() ? "no Spark" : found.get(0)));
    if (found.stream().noneMatch(version -> version.startsWith("3.5."))) {
      problems.add("Spark 3.5 for Scala 2.12 in SPARK_HOME; unset it to use the packaged Spark");
    }
  }

  /** Versions of spark-core for Scala 2.12 in a Spark installation. */
  private static List<String> sparkCores(Path home) {
    List<String> versions = new ArrayList<>();
    String prefix = "spark-core_2.12-";
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(home.resolve("jars"), prefix + "*.jar")) {
      for (Path jar : jars) {
        String name = jar.getFileName().toString();
        versions.add(name.substring(prefix.length(), name.length() - ".jar".length()));
      }
    } catch (IOException absent) {
      return List.of();
    }
    return versions;
  }

  private void directories() {
    directory("temporary files", Path.of(System.getProperty("java.io.tmpdir")));
    directory("kept timings", CacheDirectory.folder());
  }

  /** A folder must be writable, or the nearest one above it that exists. */
  private void directory(String what, Path folder) {
    Path existing = folder.toAbsolutePath();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    boolean writable = Files.isDirectory(existing) && Files.isWritable(existing);
    table.row(what, folder + (writable ? "" : ", not writable"));
    if (!writable) {
      problems.add("a writable folder for " + what + ": " + folder);
    }
  }
}
