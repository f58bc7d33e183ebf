package org.sparkconvnet.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.sparkconvnet.backend.BackendReport;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.network.Network;

/**
 * What {@code benchmark} measured.
 *
 * @param flopsPerImage of one training step
 * @param compute images per second of the kernels alone
 * @param endToEnd of training on Spark, or null where it was not measured
 */
record BenchmarkReport(
    Network network,
    int batch,
    Precision precision,
    BackendReport backend,
    MeasuredPeak peak,
    double flopsPerImage,
    double compute,
    EndToEnd endToEnd) {
  /**
   * Training on Spark.
   *
   * @param stages of its rounds
   */
  record EndToEnd(int workers, int localSteps, double imagesPerSecond, StageTimes stages) {}

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        new TextTable("ll")
            .row("network", network.name() + ", " + Units.mega(flopsPerImage) + " MFLOP/image")
            .row("machine", backend.device() + ", " + peak.cores() + " cores; " + backend.library())
            .row("FMA peak", peakText())
            .row("minibatch", batch + " a core, " + precision.text()));
    text.append('\n');
    TextTable rates =
        new TextTable("lrrr")
            .row("", "images/s", "GFLOP/s", "of FMA peak")
            .row(cells("compute only", compute));
    if (endToEnd != null) {
      rates.row(cells("end to end", endToEnd.imagesPerSecond()));
    }
    text.append(rates);
    if (endToEnd != null) {
      text.append('\n').append(roundText()).append('\n');
    }
    return text.toString();
  }

  String json() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("network", network.name()).put("flops_per_image", flopsPerImage);
    root.put("batch", batch).put("precision", precision.text());
    root.put("backend", backend.name()).put("library", backend.library());
    root.put("device", backend.device()).put("cores", peak.cores());
    root.put("fma_peak_flops", peak.flops());
    ObjectNode computed = root.putObject("compute");
    computed.put("images_per_second", compute).put("share_of_peak", share(compute));
    if (endToEnd != null) {
      ObjectNode trained = root.putObject("end_to_end");
      trained.put("workers", endToEnd.workers()).put("local_steps", endToEnd.localSteps());
      trained.put("images_per_second", endToEnd.imagesPerSecond());
      trained.put("share_of_peak", share(endToEnd.imagesPerSecond()));
      trained.put("round_ms", endToEnd.stages().roundMilliseconds());
      trained.put("not_compute", endToEnd.stages().notCompute());
      ObjectNode stages = trained.putObject("stages_ms");
      endToEnd.stages().milliseconds().forEach(stages::put);
    }
    return root.toString();
  }

  private String roundText() {
    return "with "
        + endToEnd.workers()
        + " workers and "
        + endToEnd.localSteps()
        + " local steps, "
        + endToEnd.stages()
        + "; not compute: "
        + Units.percent(endToEnd.stages().notCompute());
  }

  private String peakText() {
    return Units.giga(peak.flops())
        + " GFLOP/s in fp32, measured on all cores at once ("
        + Units.giga(peak.flops() / peak.cores())
        + " a core)";
  }

  private Object[] cells(String name, double imagesPerSecond) {
    return new Object[] {
      name,
      Units.count(imagesPerSecond),
      Units.giga(imagesPerSecond * flopsPerImage),
      Units.percent(share(imagesPerSecond))
    };
  }

  private double share(double imagesPerSecond) {
    return imagesPerSecond * flopsPerImage / peak.flops();
  }
}
