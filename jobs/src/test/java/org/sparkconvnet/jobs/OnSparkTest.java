package org.sparkconvnet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands together, on Spark in this process. */
class OnSparkTest {
  private static final String DATA = "generated:shapes?train=256&test=60";

  @TempDir private Path folder;

  @Test
  void trainsThenEvaluatesThenPredictsThenGoesOn() throws IOException {
    Path out = folder.resolve("run");
    Ran trained =
        train(out, "--data", DATA, "--epochs", "2", "--batch", "32", "--schedule", "constant");
    trained.assertSucceeded();
    assertTrue(trained.out().contains("22,466 parameters (1216, 8020, 10020, 3210)"));
    assertTrue(trained.out().contains("\nepoch 2/2: loss "), trained.out());
    assertTrue(trained.out().contains("\nfinished: test accuracy "), trained.out());
    List<String> log = Files.readAllLines(out.resolve("run.jsonl"));
    assertTrue(log.get(log.size() - 1).startsWith("{\"event\":\"finished\",\"test_accuracy\":"));

    evaluates(out, new ObjectMapper().readTree(log.get(log.size() - 1)));
    predicts(out);
    goesOn(out);
  }

  @Test
  void anOptimizerAndEarlyStoppingGoOnAsRecorded() throws IOException {
    Path out = folder.resolve("adam");
    Ran trained =
        train(
            out,
            "--network=softmax",
            "--data=" + DATA,
            "--epochs=1",
            "--schedule=constant",
            "--optimizer=adam:epsilon=1e-6",
            "--optimizer-state=keep",
            "--clip-norm=1",
            "--regularize=classifier:l1=1e-5",
            "--validation=0.1",
            "--early-stopping=patience=5");
    trained.assertSucceeded();
    assertTrue(
        trained.out().contains("training, ") && trained.out().contains(" validation and 60 test"),
        trained.out());
    assertTrue(
        trained.out().contains("update   adam:beta1=0.9,beta2=0.999,epsilon=1.0E-6"),
        trained.out());
    assertTrue(trained.out().contains(", validation loss "), trained.out());
    Ran longer = train(out, "--resume", "--epochs", "2");
    longer.assertSucceeded();
    assertTrue(longer.out().contains("\nepoch 2/2: loss "), longer.out());
    assertTrue(longer.out().contains("; the model has the weights of epoch "), longer.out());
    Ran other = train(out, "--resume", "--epochs", "3", "--optimizer", "sgd");
    assertEquals(1, other.code());
    assertTrue(other.err().contains("optimizer is absent, the run has adam"), other.err());
  }

  @Test
  void findsALearningRate() throws IOException {
    Path out = folder.resolve("rate");
    Ran found =
        train(out, "--network=softmax", "--data=" + DATA, "--batch=16", "--find-learning-rate");
    found.assertSucceeded();
    assertTrue(found.out().contains("suggested: --learning-rate "), found.out());
    assertTrue(Files.size(out.resolve(RateReport.PNG)) > 1000);
    assertTrue(Files.readAllLines(out.resolve(RateReport.CSV)).size() > 20);
    assertFalse(Files.exists(out.resolve("model.safetensors")));
  }

  private void evaluates(Path out, JsonNode finished) throws IOException {
    Ran json =
        Ran.command(
            "evaluate",
            "--master",
            "local[2]",
            "--model",
            out.toString(),
            "--data",
            DATA,
            "--json");
    json.assertSucceeded();
    JsonNode report = new ObjectMapper().readTree(json.out());
    assertEquals(60, report.path("examples").asInt());
    assertEquals(finished.path("test_accuracy").asDouble(), report.path("accuracy").asDouble());
  }

  private void predicts(Path out) throws IOException {
    Path wide = picture("wide.png", 64, 48);
    Path fitting = picture("fitting.png", 32, 32);
    Ran ran =
        Ran.command("predict", "--model", out.toString(), wide.toString(), fitting.toString());
    ran.assertSucceeded();
    List<String> lines = ran.out().lines().toList();
    assertEquals(8, lines.size());
    assertEquals(wide + ", resized from 64x48 to 32x32", lines.get(0));
    assertTrue(lines.get(1).matches("  \\w+ +\\d+\\.\\d%.*"), lines.get(1));
    assertEquals(fitting.toString(), lines.get(4));

    Path text = folder.resolve("text.png");
    Files.writeString(text, "no picture");
    Ran.command("predict", "--model", out.toString(), text.toString())
        .assertError(1, "image 0 (" + text + "): its 10 bytes are neither a JPEG nor a PNG file");
    Ran.command("predict", "--model", out.toString(), folder.toString())
        .assertError(1, folder + ": it is a folder; name image files");
  }

  private void goesOn(Path out) throws IOException {
    Ran longer = train(out, "--resume", "--epochs", "3");
    longer.assertSucceeded();
    assertTrue(longer.out().contains("data     " + DATA + ": 256 training"), longer.out());
    assertTrue(longer.out().contains("resuming after round 8"), longer.out());
    assertTrue(longer.out().contains("\nepoch 3/3: loss "), longer.out());

    Path tuning = out.resolve("tuning.json");
    Files.writeString(tuning, Files.readString(tuning).replace("\"oneDNN ", "\"oneDNN 0."));
    Ran elsewhere = train(out, "--resume", "--epochs", "4");
    assertEquals(1, elsewhere.code());
    assertTrue(elsewhere.err().endsWith("; permit that with --accept-hardware\n"), elsewhere.err());

    Ran other = train(out, "--resume", "--network", "softmax");
    assertEquals(1, other.code());
    assertTrue(other.err().contains(" cannot be resumed with other settings: network is "));
    assertEquals(1, other.err().lines().count(), other.err());
  }

  private static Ran train(Path out, String... options) {
    String[] arguments = new String[options.length + 7];
    String[] fixed = {"train", "--master", "local[2]", "--workers", "2", "--out", out.toString()};
    System.arraycopy(fixed, 0, arguments, 0, fixed.length);
    System.arraycopy(options, 0, arguments, fixed.length, options.length);
    return Ran.command(arguments);
  }

  private Path picture(String name, int width, int height) throws IOException {
    Path file = folder.resolve(name);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < width; x++) {
      image.setRGB(x, height / 2, 0xff8000);
    }
    ImageIO.write(image, "png", file.toFile());
    return file;
  }
}
