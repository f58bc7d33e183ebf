package org.sparkconvnet.jobs.compare;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Test accuracy against epochs, a line for each variant, with the deviation over the seeds. */
public final class ComparisonPlot {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 420;

  private ComparisonPlot() {}

  /** A PNG image. */
  public static byte[] png(Comparison comparison, List<Results> results) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(comparison.title())
            .xAxisTitle("epoch")
            .yAxisTitle("test accuracy, %")
            .build();
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
    chart.getStyler().setXAxisDecimalPattern("#");
    chart.getStyler().setYAxisDecimalPattern("#");
    for (Results result : results) {
      List<Spread> curve = result.curve();
      if (!curve.isEmpty()) {
        XYSeries series =
            chart.addSeries(
                result.variant().name(),
                IntStream.rangeClosed(1, curve.size()).mapToDouble(epoch -> epoch).toArray(),
                curve.stream().mapToDouble(at -> 100 * at.mean()).toArray(),
                curve.stream().mapToDouble(at -> 100 * at.deviation()).toArray());
        series.setMarker(SeriesMarkers.CIRCLE);
      }
    }
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      BitmapEncoder.saveBitmap(chart, out, BitmapEncoder.BitmapFormat.PNG);
      return out.toByteArray();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
