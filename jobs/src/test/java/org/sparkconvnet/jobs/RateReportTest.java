package org.sparkconvnet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkconvnet.train.RateSweep;

class RateReportTest {
  @TempDir private Path folder;

  @Test
  void aSweepIsWrittenAsTableJsonAndPlot() throws IOException {
    RateSweep sweep = new RateSweep(1e-4, 1, 40);
    while (!sweep.isOver()) {
      double rate = sweep.rate();
      sweep.hear(2 - 1 / (1 + 0.01 / rate) + Math.pow(rate / 0.3, 6));
    }
    List<String> lines =
        new RateReport(sweep)
            .write(SmallFiles.in(folder.toString(), new Configuration()), "runs/one");
    assertTrue(lines.get(0).startsWith("suggested: --learning-rate 0.0"), lines.get(0));
    assertEquals(2, lines.size(), lines.toString());
    List<String> table = Files.readAllLines(folder.resolve(RateReport.CSV));
    assertEquals("learning_rate,loss,smoothed_loss", table.get(0));
    assertEquals(sweep.points().size() + 1, table.size());
    JsonNode json = new ObjectMapper().readTree(folder.resolve(RateReport.JSON).toFile());
    assertEquals(sweep.suggestion(), json.get("suggestion").asDouble());
    assertEquals(sweep.points().size(), json.get("loss").size());
    assertTrue(inkOf(Files.readAllBytes(folder.resolve(RateReport.PNG))) > 0.01);
  }

  @Test
  void aLossThatNeverFallsSuggestsNothing() {
    RateSweep sweep = new RateSweep(1e-4, 1, 10);
    while (!sweep.isOver()) {
      sweep.hear(2);
    }
    List<String> lines =
        new RateReport(sweep)
            .write(SmallFiles.in(folder.toString(), new Configuration()), "runs/one");
    assertEquals(
        "the loss never fell in 10 rounds: no learning rate can be suggested", lines.get(0));
  }

  /** The share of pixels that are not the most frequent colour. */
  private static double inkOf(byte[] png) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    int background = image.getRGB(0, 0);
    int ink = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        ink += image.getRGB(x, y) == background ? 0 : 1;
      }
    }
    return (double) ink / image.getWidth() / image.getHeight();
  }
}
