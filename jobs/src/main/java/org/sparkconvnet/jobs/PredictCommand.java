package org.sparkconvnet.jobs;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.data.ImageSet;
import org.sparkconvnet.driver.ModelBundle;
import org.sparkconvnet.driver.RunDirectory;
import org.sparkconvnet.network.Shape;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code predict}: what a trained network takes pictures for. */
@Command(
    name = "predict",
    description = "Print the three most likely classes of JPEG or PNG images, or of clips.",
    sortOptions = false)
final class PredictCommand implements Callable<Integer> {
  private static final int SHOWN = 3;
  private static final int BAR_WIDTH = 30;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      order = 1,
      description = "Folder of a run.")
  private String model;

  @Option(
      names = "--backend",
      paramLabel = "auto|onednn|cudnn",
      order = 2,
      defaultValue = "auto",
      description = "What computes (default: ${DEFAULT-VALUE}).")
  private String backend;

  @Parameters(
      paramLabel = "IMAGE",
      arity = "1..*",
      description = "JPEG or PNG files; of a network that takes clips, folders of frames.")
  private List<Path> images;

  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    ModelBundle bundle = ModelBundle.load(RunDirectory.open(model, new Configuration()));
    Shape input = bundle.network().input();
    boolean clips = input.rank() == 3;
    if (input.rank() != 2 && !clips || input.channels() != 1 && input.channels() != 3) {
      throw new UsageException(
          "network " + bundle.network().name() + " takes " + input + ", which no picture is");
    }
    List<String> titles = new ArrayList<>();
    byte[][] pixels = new byte[images.size()][];
    for (int i = 0; i < pixels.length; i++) {
      Path path = images.get(i);
      if (clips) {
        ClipFolder clip = ClipFolder.read(path, input);
        titles.add(path + clip.resized(input));
        pixels[i] = clip.pixels(input);
      } else {
        ImageFile file = ImageFile.read(path);
        titles.add(path + file.resized(i, input));
        pixels[i] = file.pixels(i, input);
      }
    }
    ImageSet set = new ImageSet(input, bundle.classNames(), pixels, new int[pixels.length]);
    try (Backend opened = BackendChoice.open(backend)) {
      print(titles, bundle, bundle.predict(opened, Precision.FP32, set));
    }
    return 0;
  }

  private void print(List<String> titles, ModelBundle bundle, double[][] probabilities) {
    PrintWriter out = spec.commandLine().getOut();
    int width = bundle.classNames().stream().mapToInt(String::length).max().orElse(0);
    for (int i = 0; i < titles.size(); i++) {
      out.println(titles.get(i));
      double[] row = probabilities[i];
      IntStream.range(0, row.length)
          .boxed()
          .sorted(Comparator.comparingDouble(label -> -row[label]))
          .limit(SHOWN)
          .forEach(label -> out.println(line(bundle.classNames().get(label), width, row[label])));
    }
  }

  private static String line(String name, int width, double probability) {
    String line =
        "  "
            + name
            + " ".repeat(width - name.length())
            + String.format("%8s  ", Units.percent(probability))
            + Bars.bar(probability, BAR_WIDTH);
    return line.stripTrailing();
  }
}
