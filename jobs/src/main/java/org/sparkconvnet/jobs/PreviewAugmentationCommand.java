package org.sparkconvnet.jobs;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.data.AugmentationFit;
import org.sparkconvnet.data.ExampleWriter;
import org.sparkconvnet.driver.DataSample;
import org.sparkconvnet.driver.Dataset;
import org.sparkconvnet.driver.Datasets;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.random.Seeds;
import org.sparkconvnet.train.Minibatch;
import org.sparkconvnet.train.Mixer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code preview-augmentation}: what training would see, as a picture to look at. */
@Command(
    name = "preview-augmentation",
    description = {
      "Write a contact sheet of augmented images: a row for each image, as it is and as a run with",
      "this seed would see it in each epoch. With mixup or cutmix the images of the sheet make one",
      "minibatch, so partners are others than in a run; below each image are its label's shares."
    },
    sortOptions = false)
final class PreviewAugmentationCommand implements Callable<Integer> {
  private static final int MOST = 64;
  private static final int WHITE = 255;
  private static final float HUNDRED = 100;

  @Option(
      names = "--data",
      paramLabel = "URI",
      order = 1,
      defaultValue = RunInputs.DEFAULT_DATA,
      description = "Training images (default: ${DEFAULT-VALUE}).")
  private String data;

  @Option(
      names = "--augment",
      paramLabel = "TEXT",
      required = true,
      order = 2,
      description = {
        "Some of " + Augmentation.GEOMETRY_FORM + ",",
        Augmentation.COLOUR_FORM + ",",
        Augmentation.DAMAGE_FORM + ",",
        Augmentation.MIXING_FORM + ",",
        "joined by commas."
      })
  private String augment;

  @Option(
      names = "--out",
      paramLabel = "FILE.png",
      required = true,
      order = 3,
      description = "Where the sheet goes; replaced where it exists.")
  private Path out;

  @Option(
      names = "--count",
      paramLabel = "N",
      order = 4,
      defaultValue = "8",
      description = "Images, drawn at random (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      order = 5,
      defaultValue = "7",
      description = "Epochs to show of each (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--seed",
      paramLabel = "N",
      order = 6,
      defaultValue = "1",
      description = "Decides every random choice (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Checks.within("--count", count, 1, MOST);
    Checks.within("--epochs", epochs, 1, MOST);
    if (!out.toString().endsWith(".png")) {
      throw new UsageException("--out must end in .png, got " + out);
    }
    Configuration hadoop = new Configuration();
    Augmentation augmentation = augmentation();
    Dataset training = Datasets.openTraining(data, hadoop);
    requireFit(augmentation, training.shape());
    if (augmentation.mixes() && count < 2) {
      throw new UsageException(
          "--count must be from 2 to " + MOST + " where images are mixed, got " + count);
    }
    DataSample sample = DataSample.draw(training, count, seed, hadoop);
    ContactSheet sheet = sheet(sample, augmentation);
    write(sheet.draw());
    spec.commandLine()
        .getOut()
        .printf("%s: %d images of %s, %d epochs each%n", out, sample.images().size(), data, epochs);
    return 0;
  }

  private Augmentation augmentation() {
    try {
      return Augmentation.parse(augment);
    } catch (IllegalArgumentException wrong) {
      throw new UsageException("--augment: " + wrong.getMessage(), wrong);
    }
  }

  private static void requireFit(Augmentation augmentation, Shape shape) {
    try {
      AugmentationFit.require(augmentation, shape);
    } catch (IllegalArgumentException misfit) {
      throw new UsageException("--augment: " + misfit.getMessage(), misfit);
    }
  }

  private ContactSheet sheet(DataSample sample, Augmentation augmentation) {
    ExampleWriter writer =
        new ExampleWriter(sample.images().shape(), sample.normalization(), augmentation);
    List<String> columns = new ArrayList<>(List.of("original"));
    List<Minibatch> minibatches = new ArrayList<>();
    for (int epoch = 0; epoch < epochs; epoch++) {
      columns.add("epoch " + (epoch + 1));
      minibatches.add(minibatch(sample, writer, epoch));
    }
    ContactSheet sheet = new ContactSheet(augmentation + "; seed " + seed + "; " + data, columns);
    float[] values = new float[writer.elements()];
    for (int i = 0; i < sample.images().size(); i++) {
      List<BufferedImage> pictures = new ArrayList<>();
      List<String> captions = new ArrayList<>(List.of(""));
      writer.writeForEvaluation(sample.images(), i, values, 0);
      pictures.add(picture(values, 0, sample));
      for (Minibatch minibatch : minibatches) {
        pictures.add(picture(minibatch.images(), i * writer.elements(), sample));
        captions.add(shares(minibatch, i, sample.images().classNames()));
      }
      String name = sample.images().classNames().get(sample.images().label(i));
      sheet.row(name + " #" + sample.examples()[i], pictures, captions);
    }
    return sheet;
  }

  /** All images of the sample as they are in an epoch. */
  private Minibatch minibatch(DataSample sample, ExampleWriter writer, int epoch) {
    boolean mixes = writer.augmentation().mixes();
    int size = sample.images().size();
    int classes = mixes ? sample.images().classNames().size() : 0;
    Minibatch minibatch = new Minibatch(size, writer.elements(), classes);
    for (int i = 0; i < size; i++) {
      long exampleSeed = Seeds.of(seed, Seeds.Purpose.AUGMENTATION, epoch, sample.examples()[i]);
      writer.writeForTraining(
          sample.images(), i, exampleSeed, minibatch.images(), i * writer.elements());
      minibatch.labels()[i] = sample.images().label(i);
    }
    if (mixes) {
      new Mixer(writer.augmentation(), writer.shape(), size)
          .mix(minibatch, Seeds.of(seed, Seeds.Purpose.MIXING, epoch));
    }
    return minibatch;
  }

  /** A line for each class of a mixture, its own first; nothing where nothing is mixed. */
  private static String shares(Minibatch minibatch, int i, List<String> names) {
    int own = minibatch.labels()[i];
    StringJoiner lines = new StringJoiner("\n");
    for (int k = 0; k < minibatch.classes(); k++) {
      int label = k == 0 ? own : k <= own ? k - 1 : k;
      float share = minibatch.distributions()[i * minibatch.classes() + label];
      if (share > 0) {
        lines.add(Math.round(HUNDRED * share) + "% " + names.get(label));
      }
    }
    return lines.toString();
  }

  /** Normalised values as pixels again, a clip's frames beside each other; clamped to [0, 255]. */
  private static BufferedImage picture(float[] values, int offset, DataSample sample) {
    Shape shape = sample.images().shape();
    int height = shape.spatial().get(shape.rank() - 2);
    int width = shape.spatial().get(shape.rank() - 1);
    int positions = shape.positions();
    int frames = positions / (height * width);
    BufferedImage picture = new BufferedImage(frames * width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < positions; i++) {
      int rgb = 0;
      for (int colour = 0; colour < 3; colour++) {
        int channel = Math.min(colour, shape.channels() - 1);
        float mean = sample.normalization().mean().get(channel);
        float std = sample.normalization().std().get(channel);
        int pixel = Math.round(values[offset + channel * positions + i] * std + mean);
        rgb = rgb << Byte.SIZE | Math.max(0, Math.min(WHITE, pixel));
      }
      int frame = i / (height * width);
      picture.setRGB(frame * width + i % width, i / width % height, rgb);
    }
    return picture;
  }

  private void write(BufferedImage sheet) {
    try {
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(sheet, "png", png);
      Files.write(out, png.toByteArray());
    } catch (IOException failed) {
      throw new UsageException(
          "--out: cannot write to " + out + ": " + failed.getMessage(), failed);
    }
  }
}
