package org.sparkconvnet.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.sparkconvnet.train.RateSweep;

/** A learning-rate sweep as a table, as JSON, as a plot and in words. */
final class RateReport {
  static final String CSV = "learning-rate.csv";
  static final String JSON = "learning-rate.json";
  static final String PNG = "learning-rate.png";
  private static final int WIDTH = 800;
  private static final int HEIGHT = 500;

  private final RateSweep sweep;

  RateReport(RateSweep sweep) {
    this.sweep = sweep;
  }

  /** Writes the three files and returns what there is to say. */
  List<String> write(SmallFiles files, String folder) {
    files.write(CSV, csv());
    files.write(JSON, json());
    List<String> lines = new ArrayList<>(words());
    try {
      files.write(PNG, png());
      lines.add("plot in " + folder + "/" + PNG + ", numbers in " + CSV + " and " + JSON);
    } catch (RuntimeException | LinkageError unable) { // as where no font is installed
      lines.add("numbers in " + folder + "/" + CSV + " and " + JSON);
      lines.add("no plot: this Java cannot draw (" + unable + "); install fontconfig and a font");
    }
    return lines;
  }

  private List<String> words() {
    double suggestion = sweep.suggestion();
    List<RateSweep.Point> points = sweep.points();
    if (Double.isNaN(suggestion)) {
      return List.of(
          "the loss never fell in %d rounds: no learning rate can be suggested"
              .formatted(points.size()));
    }
    String end =
        sweep.diverged()
            ? "it exploded near %.2g".formatted(points.get(points.size() - 1).rate())
            : "it did not explode up to %.2g".formatted(points.get(points.size() - 1).rate());
    return List.of(
        String.format(
            Locale.ROOT,
            "suggested: --learning-rate %.2g, where the loss fell most steeply; %s",
            suggestion,
            end));
  }

  String csv() {
    StringBuilder text = new StringBuilder("learning_rate,loss,smoothed_loss\n");
    for (RateSweep.Point point : sweep.points()) {
      text.append(point.rate()).append(',').append(point.loss()).append(',');
      text.append(point.smoothed()).append('\n');
    }
    return text.toString();
  }

  String json() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("format", "spark-convnet learning-rate sweep 1");
    double suggestion = sweep.suggestion();
    json.put("suggestion", Double.isNaN(suggestion) ? null : suggestion);
    json.put("diverged", sweep.diverged());
    ArrayNode rates = json.putArray("learning_rate");
    ArrayNode losses = json.putArray("loss");
    ArrayNode smoothed = json.putArray("smoothed_loss");
    for (RateSweep.Point point : sweep.points()) {
      rates.add(point.rate());
      losses.add(point.loss());
      smoothed.add(point.smoothed());
    }
    return json.toPrettyString() + "\n";
  }

  byte[] png() {
    List<Double> rates = sweep.points().stream().map(RateSweep.Point::rate).toList();
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("Loss while the learning rate rises")
            .xAxisTitle("learning rate")
            .yAxisTitle("loss")
            .build();
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideSW);
    line(chart, "a round's loss", rates, losses(RateSweep.Point::loss));
    line(chart, "smoothed", rates, losses(RateSweep.Point::smoothed));
    double suggestion = sweep.suggestion();
    if (!Double.isNaN(suggestion)) {
      double[] ends = sweep.points().stream().mapToDouble(RateSweep.Point::loss).sorted().toArray();
      line(
          chart,
          String.format(Locale.ROOT, "suggested: %.2g", suggestion),
          List.of(suggestion, suggestion),
          List.of(ends[0], ends[ends.length - 1]));
    }
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      BitmapEncoder.saveBitmap(chart, out, BitmapEncoder.BitmapFormat.PNG);
      return out.toByteArray();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private List<Double> losses(Function<RateSweep.Point, Double> of) {
    return sweep.points().stream().map(of).toList();
  }

  private static void line(XYChart chart, String name, List<Double> x, List<Double> y) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(SeriesMarkers.NONE);
  }
}
