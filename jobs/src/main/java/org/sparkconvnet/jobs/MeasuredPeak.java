package org.sparkconvnet.jobs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The machine's single-precision peak, measured: fused multiply-adds from registers on all cores at
 * once, in a child Java because the vector API must be asked for when Java starts.
 *
 * @param lanes floats of one vector register
 * @param flops operations per second of all cores together
 */
record MeasuredPeak(int cores, int lanes, double flops) {
  private static final String PROGRAM = "org.sparkconvnet.jobs.peak.FmaPeak";

  static MeasuredPeak measure(int cores) {
    try {
      Path classes =
          Path.of(SparkConvnet.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:UseAVX=3", // the widest there is; Java is shy of 512 bits on some machines
                  "--add-modules",
                  "jdk.incubator.vector",
                  "-cp",
                  classes.toString(),
                  PROGRAM,
                  Integer.toString(cores))
              .redirectErrorStream(true)
              .start();
      return parse(output(child), child.waitFor());
    } catch (IOException | URISyntaxException broken) {
      throw new IllegalStateException("cannot start Java to measure the FMA peak", broken);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring the FMA peak", interrupted);
    }
  }

  private static String output(Process child) throws IOException {
    StringBuilder text = new StringBuilder();
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        text.append(line).append('\n');
      }
    }
    return text.toString();
  }

  /** Reads the last line, {@code cores lanes flops}; Java's own remarks come before it. */
  private static MeasuredPeak parse(String output, int exitCode) {
    String[] lines = output.strip().split("\n");
    String[] fields = lines[lines.length - 1].split(" ");
    if (exitCode != 0 || fields.length != 3) {
      throw new IllegalStateException("measuring the FMA peak failed: " + output.strip());
    }
    return new MeasuredPeak(
        Integer.parseInt(fields[0]), Integer.parseInt(fields[1]), Double.parseDouble(fields[2]));
  }
}
