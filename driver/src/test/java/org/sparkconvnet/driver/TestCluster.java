package org.sparkconvnet.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A Spark standalone cluster on 127.0.0.1: a master and workers as processes of their own, whose
 * executors have this process's class path.
 */
final class TestCluster implements AutoCloseable {
  private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern REGISTERED = Pattern.compile("Successfully registered with master");
  private static final List<String> SHORT = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(120);

  private final Path folder;
  private final int cores;
  private final List<String> daemonOptions;
  private final Process master;
  private final List<Process> workers = new ArrayList<>();
  private final String url;
  private int started;

  /**
   * Starts it and waits until every worker is registered.
   *
   * @param folder for logs and the workers' folders
   * @param daemonOptions Java options of the master and every worker
   */
  TestCluster(Path folder, int workers, int cores, String... daemonOptions) {
    this.folder = folder;
    this.cores = cores;
    this.daemonOptions = List.of(daemonOptions);
    master = begin("master", this.daemonOptions, "master.Master", "--webui-port", "0");
    url = awaitLine(master, "master", MASTER);
    try {
      addWorkers(workers);
    } catch (RuntimeException failed) {
      close();
      throw failed;
    }
  }

  String url() {
    return url;
  }

  /** What an application needs to run here, beside others. */
  SparkConf conf() {
    return new SparkConf()
        .setMaster(url)
        .set("spark.cores.max", "2")
        .set("spark.executor.memory", "512m")
        .set("spark.executor.defaultJavaOptions", String.join(" ", SHORT))
        .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .set("spark.locality.wait", "100ms");
  }

  /** Starts workers until so many run. */
  void addWorkers(int wanted) {
    workers.removeIf(worker -> !worker.isAlive());
    while (workers.size() < wanted) {
      String name = "worker-" + ++started;
      Process worker =
          begin(
              name,
              daemonOptions,
              "worker.Worker",
              "--webui-port",
              "0",
              "--cores",
              Integer.toString(cores),
              "--memory",
              "2g",
              "--work-dir",
              folder.resolve(name).toString(),
              url);
      workers.add(worker);
      awaitLine(worker, name, REGISTERED);
    }
  }

  /** Workers that run. */
  long workers() {
    return workers.stream().filter(Process::isAlive).count();
  }

  @Override
  public void close() {
    List<Process> all = new ArrayList<>(workers);
    all.add(master);
    for (Process process : all) {
      List<ProcessHandle> executors = process.children().toList();
      process.destroyForcibly();
      executors.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private Process begin(String name, List<String> options, String type, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.addAll(SHORT);
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ")));
    command.addAll(options);
    command.add("-Dlog4j2.configurationFile=cluster-log4j2.properties");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("org.apache.spark.deploy." + type);
    command.addAll(List.of("--host", "127.0.0.1", "--port", "0"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(folder.resolve(name + ".log").toFile());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    // Spark's own way of running without an installation: executors get their class path from conf.
    builder.environment().put("SPARK_TESTING", "1");
    builder.environment().put("SPARK_HOME", folder.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    try {
      return builder.start();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private String awaitLine(Process process, String name, Pattern pattern) {
    long end = System.nanoTime() + LONGEST_NANOS;
    Path log = folder.resolve(name + ".log");
    try {
      while (System.nanoTime() < end && process.isAlive()) {
        Matcher matcher = pattern.matcher(Files.readString(log));
        if (matcher.find()) {
          return matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
        }
        Thread.sleep(100);
      }
      throw new IllegalStateException(name + " is not ready: " + Files.readString(log));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
