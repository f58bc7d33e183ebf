package org.sparkconvnet.jobs.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Comparisons and what came of them, in Markdown. */
public final class ComparisonReport {
  private final StringBuilder text = new StringBuilder();

  /**
   * Begins a report.
   *
   * @param made lines on how it was made: command, machine, data, date
   */
  public ComparisonReport(ComparisonPlan plan, List<String> made) {
    paragraph("# " + plan.title());
    paragraph(plan.text());
    text.append("Every run: `train");
    plan.common().forEach(option -> text.append(' ').append(option));
    paragraph(
        "` and what the tables name, once with each seed of "
            + String.join(", ", plan.seeds().stream().map(String::valueOf).toList())
            + ". Accuracy is of the test images: mean and standard deviation over the seeds. Images/s"
            + " are of computing and augmenting alone, without Spark, in the tenth of a run's rounds"
            + " that other work on the machine disturbed least: the most over the seeds.");
    made.forEach(line -> text.append("- ").append(line).append('\n'));
    text.append('\n');
  }

  /**
   * Adds a comparison.
   *
   * @param plot address of its plot as seen from the report; null for none
   */
  public void add(Comparison comparison, List<Results> results, String plot) {
    paragraph("## " + comparison.title());
    paragraph(comparison.text());
    table(comparison, results);
    for (Results result : results) {
      for (String failure : result.failures()) {
        paragraph(result.variant().name() + " stopped: " + failure);
      }
      if (result.missing() > 0) {
        paragraph(
            result.variant().name() + ": " + result.missing() + " runs are still to be made.");
      }
    }
    if (plot != null) {
      paragraph("![" + comparison.title() + "](" + plot + ")");
    }
  }

  /** Names comparisons of the plan that have not been run to their end. */
  public void addLater(List<String> titles) {
    if (!titles.isEmpty()) {
      paragraph("Still to be run: " + String.join(", ", titles) + ".");
    }
  }

  /** The report so far. */
  public String text() {
    return text.toString().stripTrailing() + "\n";
  }

  private void table(Comparison comparison, List<Results> results) {
    boolean counted = comparison.lossTarget().isPresent();
    List<String> heads = new ArrayList<>(List.of("", "options", "test accuracy", "difference"));
    if (counted) {
      heads.add(
          String.format(Locale.ROOT, "steps to loss %.4g", comparison.lossTarget().getAsDouble()));
    }
    heads.add("training loss");
    heads.add("images/s");
    row(heads);
    text.append("|---|---").append("|---:".repeat(heads.size() - 2)).append("|\n");
    double first = results.get(0).spread(Outcome::testAccuracy).mean();
    for (Results result : results) {
      row(cells(result, first, counted));
    }
    text.append('\n');
  }

  private static List<String> cells(Results result, double first, boolean counted) {
    Variant variant = result.variant();
    String options =
        variant.options().isEmpty() ? "" : "`" + String.join(" ", variant.options()) + "`";
    List<String> cells = new ArrayList<>(List.of(variant.name(), options));
    Spread accuracy = result.spread(Outcome::testAccuracy);
    boolean any = !result.finished().isEmpty();
    cells.add(
        any
            ? percent("%.1f", accuracy.mean()) + " ± " + percent("%.1f", accuracy.deviation()) + "%"
            : "none");
    double difference = accuracy.mean() - first;
    cells.add(Double.isNaN(difference) || difference == 0 ? "" : percent("%+.1f", difference));
    if (counted) {
      OptionalDouble steps = result.stepsToTarget();
      cells.add(
          steps.isPresent()
              ? String.format(Locale.ROOT, "%,.0f", steps.getAsDouble())
              : "not reached");
    }
    cells.add(
        any ? String.format(Locale.ROOT, "%.3f", result.spread(Outcome::trainingLoss).mean()) : "");
    cells.add(any ? String.format(Locale.ROOT, "%,.0f", result.greatest(Outcome::computed)) : "");
    return cells;
  }

  private static String percent(String format, double share) {
    return String.format(Locale.ROOT, format, 100 * share);
  }

  private void row(List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private void paragraph(String words) {
    text.append(words).append("\n\n");
  }
}
