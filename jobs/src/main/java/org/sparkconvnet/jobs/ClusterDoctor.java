package org.sparkconvnet.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.driver.DriverLink;
import org.sparkconvnet.driver.ExecutorAnswer;
import org.sparkconvnet.driver.ExecutorSurvey;

/** Examines a cluster's executors, one task each, and prints a row for each of them. */
final class ClusterDoctor {
  private static final double SECONDS = 3;
  private static final int LINK_BYTES = 8 << 20;
  private static final double MEGA = 1e6;

  private final String backend;
  private final Precision precision;
  private final boolean json;
  private final PrintWriter out;

  ClusterDoctor(String backend, Precision precision, boolean json, PrintWriter out) {
    this.backend = backend;
    this.precision = precision;
    this.json = json;
    this.out = out;
  }

  /** Prints what it found; true where every executor can do what was asked and all are alike. */
  boolean examine(SparkConf conf) {
    try (JavaSparkContext spark = SparkStart.start(conf)) {
      ClusterCores.await(spark);
      // First what costs nothing: an executor that cannot is named at once.
      List<ExecutorAnswer<ExecutorReport>> answers = ExecutorSurvey.ask(spark, probe(0));
      List<String> problems = problems(answers);
      List<ExecutorLink> links = List.of();
      double bandwidth = 0;
      if (problems.isEmpty()) {
        answers = ExecutorSurvey.ask(spark, probe(SECONDS));
        problems = problems(answers);
        links = ExecutorLink.measure(spark);
        bandwidth = DriverLink.bytesPerSecond(spark, LINK_BYTES);
      }
      if (json) {
        printJson(spark.master(), answers, links, bandwidth, problems);
      } else {
        printTable(spark.master(), answers, links, bandwidth, problems);
      }
      return problems.isEmpty();
    }
  }

  private ExecutorProbe probe(double seconds) {
    return new ExecutorProbe(backend, CacheDirectory.backendOptions(), precision, seconds);
  }

  /** What keeps the executors from training together. */
  static List<String> problems(List<ExecutorAnswer<ExecutorReport>> answers) {
    List<String> problems = new ArrayList<>();
    ExecutorAnswer<ExecutorReport> first = null;
    for (ExecutorAnswer<ExecutorReport> answer : answers) {
      if (answer.failure() != null) {
        problems.add(answer.name() + ": " + answer.failure());
        continue;
      }
      first = first == null ? answer : first;
      String here = answer.value().library() + " on " + answer.value().device();
      String there = first.value().library() + " on " + first.value().device();
      if (!here.equals(there)) {
        problems.add(
            answer.name()
                + " has "
                + here
                + ", and "
                + first.name()
                + " has "
                + there
                + "; training needs --accept-hardware, and then does not repeat its bits");
      }
    }
    return problems;
  }

  private void printTable(
      String master,
      List<ExecutorAnswer<ExecutorReport>> answers,
      List<ExecutorLink> links,
      double bandwidth,
      List<String> problems) {
    out.println(
        "%d executors of %s, backend %s, %s"
            .formatted(answers.size(), master, backend, precision.text()));
    TextTable table = new TextTable("llrrrrrl");
    table.row(
        "executor", "host", "cores", "heap", "memory", "images/s/core", "clock", "computes with");
    for (int i = 0; i < answers.size(); i++) {
      ExecutorAnswer<ExecutorReport> answer = answers.get(i);
      ExecutorReport report = answer.value();
      if (report == null) {
        table.row(answer.executor(), answer.host(), "", "", "", "", "", "nothing");
        continue;
      }
      table.row(
          answer.executor(),
          answer.host(),
          report.cores(),
          Units.bytes(report.heap()),
          Units.bytes(report.memory()),
          report.imagesPerSecond() == 0 ? "" : Units.count(report.imagesPerSecond()),
          i < links.size() ? clock(links.get(i)) : "",
          report.library() + " on " + report.device());
    }
    out.print(table);
    if (bandwidth > 0) {
      out.println(
          String.format(
              Locale.ROOT, "the driver receives %.0f MB/s from all at once", bandwidth / MEGA));
    }
    problems.forEach(problem -> out.println("MISSING: " + problem));
    if (problems.isEmpty()) {
      out.println("Every executor can train.");
    }
  }

  /** {@code +3 ±12 ms}. */
  private static String clock(ExecutorLink link) {
    return String.format(
        Locale.ROOT, "%+.0f \u00b1%.0f ms", link.skewMilliseconds(), Math.ceil(link.skewError()));
  }

  private void printJson(
      String master,
      List<ExecutorAnswer<ExecutorReport>> answers,
      List<ExecutorLink> links,
      double bandwidth,
      List<String> problems) {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    root.put("master", master);
    root.put("backend", backend);
    root.put("precision", precision.text());
    root.put("driver_receives_bytes_per_second", bandwidth);
    ArrayNode list = root.putArray("executors");
    for (int i = 0; i < answers.size(); i++) {
      ExecutorAnswer<ExecutorReport> answer = answers.get(i);
      ObjectNode entry = list.addObject();
      entry.put("executor", answer.executor());
      entry.put("host", answer.host());
      entry.put("failure", answer.failure());
      if (answer.value() != null) {
        entry.put("library", answer.value().library());
        entry.put("device", answer.value().device());
        entry.put("cores", answer.value().cores());
        entry.put("heap_bytes", answer.value().heap());
        entry.put("memory_bytes", answer.value().memory());
        entry.put("images_per_second_per_core", answer.value().imagesPerSecond());
      }
      if (i < links.size()) {
        entry.put("clock_skew_milliseconds", links.get(i).skewMilliseconds());
        entry.put("clock_skew_within_milliseconds", links.get(i).skewError());
      }
    }
    ArrayNode missing = root.putArray("problems");
    problems.forEach(missing::add);
    try {
      out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
