package org.sparkconvnet.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.sparkconvnet.driver.EvaluationReport;

/** An evaluation as text for people or JSON for programs. */
final class EvaluationView {
  /** A matrix of more classes is wider than a screen; then the commonest confusions are listed. */
  private static final int MOST_COLUMNS = 20;

  private static final int CONFUSIONS_LISTED = 20;

  private final EvaluationReport report;

  EvaluationView(EvaluationReport report) {
    this.report = report;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "accuracy %s, top-3 accuracy %s, loss %.4f%n%n",
            Units.percent(report.accuracy()),
            Units.percent(report.topThreeAccuracy()),
            report.meanLoss()));
    text.append(classes()).append('\n');
    text.append(report.classNames().size() <= MOST_COLUMNS ? matrix() : commonest());
    return text.toString();
  }

  String json() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("examples", report.examples());
    root.put("accuracy", report.accuracy());
    root.put("top3_accuracy", report.topThreeAccuracy());
    root.put("loss", Double.isFinite(report.meanLoss()) ? report.meanLoss() : null);
    ArrayNode classes = root.putArray("classes");
    ArrayNode confusion = root.putArray("confusion");
    for (int label = 0; label < report.classNames().size(); label++) {
      ObjectNode one = classes.addObject();
      one.put("name", report.classNames().get(label));
      one.put("examples", report.examples(label));
      one.put("correct", report.correct(label));
      one.put("accuracy", report.examples(label) == 0 ? null : accuracy(label));
      ArrayNode row = confusion.addArray();
      for (long count : report.confusion()[label]) {
        row.add(count);
      }
    }
    return root.toString();
  }

  private TextTable classes() {
    TextTable table = new TextTable("lrrr").row("class", "images", "correct", "accuracy");
    for (int label = 0; label < report.classNames().size(); label++) {
      table.row(
          report.classNames().get(label),
          Units.count(report.examples(label)),
          Units.count(report.correct(label)),
          report.examples(label) == 0 ? "-" : Units.percent(accuracy(label)));
    }
    return table;
  }

  /** Rows are labels, columns predictions; a column is headed by its row's number. */
  private String matrix() {
    int classes = report.classNames().size();
    TextTable table = new TextTable("rl" + "r".repeat(classes));
    Object[] head = new Object[classes + 2];
    head[0] = "";
    head[1] = "is \\ taken for";
    for (int label = 0; label < classes; label++) {
      head[label + 2] = label;
    }
    table.row(head);
    for (int label = 0; label < classes; label++) {
      Object[] row = new Object[classes + 2];
      row[0] = label;
      row[1] = report.classNames().get(label);
      for (int predicted = 0; predicted < classes; predicted++) {
        long count = report.confusion()[label][predicted];
        row[predicted + 2] = count == 0 ? "." : Long.toString(count);
      }
      table.row(row);
    }
    return table.toString();
  }

  private String commonest() {
    record Confusion(int label, int predicted, long count) {}
    List<Confusion> confusions = new ArrayList<>();
    for (int label = 0; label < report.classNames().size(); label++) {
      for (int predicted = 0; predicted < report.classNames().size(); predicted++) {
        if (label != predicted && report.confusion()[label][predicted] > 0) {
          confusions.add(new Confusion(label, predicted, report.confusion()[label][predicted]));
        }
      }
    }
    confusions.sort(Comparator.comparingLong(confusion -> -confusion.count()));
    TextTable table = new TextTable("llr").row("is", "taken for", "times");
    confusions.stream()
        .limit(CONFUSIONS_LISTED)
        .forEach(
            confusion ->
                table.row(
                    report.classNames().get(confusion.label()),
                    report.classNames().get(confusion.predicted()),
                    confusion.count()));
    return "the commonest confusions (all of them with --json)\n" + table;
  }

  private double accuracy(int label) {
    return (double) report.correct(label) / report.examples(label);
  }
}
