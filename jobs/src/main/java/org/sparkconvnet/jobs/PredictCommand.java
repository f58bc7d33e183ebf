package org.sparkconvnet.jobs;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.data.DataException;
import org.sparkconvnet.data.ImageDecoder;
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
    description = "Print the three most likely classes of JPEG or PNG images.",
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

  @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "JPEG or PNG files.")
  private List<Path> images;

  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    ModelBundle bundle = ModelBundle.load(RunDirectory.open(model, new Configuration()));
    Shape input = bundle.network().input();
    if (input.rank() != 2 || input.channels() != 1 && input.channels() != 3) {
      throw new UsageException(
          "network " + bundle.network().name() + " takes " + input + ", which no picture is");
    }
    List<ImageFile> files = new ArrayList<>();
    for (Path path : images) {
      files.add(ImageFile.read(path));
    }
    byte[][] pixels = new byte[files.size()][];
    for (int i = 0; i < pixels.length; i++) {
      ImageFile file = files.get(i);
      pixels[i] = ImageDecoder.decodeResized(file.content(), file.path().toString(), i, input);
    }
    ImageSet set = new ImageSet(input, bundle.classNames(), pixels, new int[pixels.length]);
    try (Backend opened = BackendChoice.open(backend)) {
      print(files, bundle, bundle.predict(opened, Precision.FP32, set));
    }
    return 0;
  }

  private void print(List<ImageFile> files, ModelBundle bundle, double[][] probabilities) {
    PrintWriter out = spec.commandLine().getOut();
    int width = bundle.classNames().stream().mapToInt(String::length).max().orElse(0);
    for (int i = 0; i < files.size(); i++) {
      out.println(files.get(i).path() + files.get(i).resized(i, bundle.network().input()));
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

  /** A picture's bytes and size. */
  private record ImageFile(Path path, byte[] content) {
    static ImageFile read(Path path) {
      try {
        return new ImageFile(path, Files.readAllBytes(path));
      } catch (IOException unreadable) {
        String why =
            Files.isDirectory(path)
                ? "it is a folder; name image files"
                : Files.exists(path) ? unreadable.getMessage() : "there is no such file";
        throw new DataException(path + ": " + why, unreadable);
      }
    }

    /** {@code , resized from 640x480 to 32x32}, or nothing where it has the right size. */
    String resized(int index, Shape wanted) {
      Shape size = ImageDecoder.shapeOf(content, path.toString(), index, wanted.channels());
      return size.equals(wanted) ? "" : ", resized from " + extent(size) + " to " + extent(wanted);
    }

    private static String extent(Shape shape) {
      return shape.spatial().get(1) + "x" + shape.spatial().get(0);
    }
  }
}
