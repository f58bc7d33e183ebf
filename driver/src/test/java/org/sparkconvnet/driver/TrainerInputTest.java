package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.data.CifarBinary;
import org.sparkconvnet.data.DataException;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;

/** What cannot be trained is refused with a reason, and nothing is left behind. */
class TrainerInputTest extends OnTwoCores {
  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  private <E extends Exception> void assertRefused(
      Class<E> kind, String message, TrainingSettings settings, Dataset data, Dataset test) {
    Path out = folder.resolve("run");
    RunDirectory directory = RunDirectory.create(out.toString(), false, HADOOP);
    E refused =
        assertThrows(
            kind,
            () ->
                Trainer.train(
                    spark,
                    settings,
                    RunOptions.DEFAULT,
                    data,
                    test,
                    directory,
                    TrainingListener.SILENT));
    assertEquals(message, refused.getMessage());
    assertFalse(Files.exists(out));
  }

  private static Dataset shapes(int train) {
    return Datasets.openTraining("generated:shapes?train=" + train, HADOOP);
  }

  @Test
  void tooFewExamples() {
    assertRefused(
        DataException.class,
        "40 examples are fewer than 3 workers x 16 in a minibatch = 48; give fewer or smaller"
            + " minibatches",
        TestRuns.settings(TestRuns.NETWORK).build(),
        shapes(40),
        null);
  }

  @Test
  void imagesThatDoNotFitTheNetwork() {
    Network other =
        Network.builder("other", Shape.of(3, 28, 28))
            .dense("classifier", 10)
            .softmaxCrossEntropy("loss")
            .build();
    assertRefused(
        DataException.class,
        "network 'other' takes images of 3x28x28, and those of generated:shapes?train=100 are"
            + " 3x32x32",
        TestRuns.settings(other).build(),
        shapes(100),
        null);
  }

  @Test
  void classesThatDoNotFitTheNetwork() {
    Network other =
        Network.builder("other", Shape.of(3, 32, 32))
            .averagePooling("pool", Window.square(4).withStride(4))
            .dense("classifier", 7)
            .softmaxCrossEntropy("loss")
            .build();
    assertRefused(
        DataException.class,
        "network 'other' has 7 classes, and generated:shapes?train=100 has 10",
        TestRuns.settings(other).build(),
        shapes(100),
        null);
  }

  @Test
  void aTestSetWithOtherClasses() {
    Dataset data = shapes(100);
    List<String> names = new ArrayList<>(data.classNames());
    names.set(3, "other");
    Dataset test = new Dataset("test", data.shape(), names, data.splits());
    assertRefused(
        DataException.class,
        "the classes of test are " + names + ", expected " + data.classNames(),
        TestRuns.settings(TestRuns.NETWORK).build(),
        data,
        test);
  }

  @Test
  void aBackendThatIsNotThere() {
    assertRefused(
        BackendException.class,
        "no backend is named 'abacus'; on the classpath: " + String.join(", ", Backends.names()),
        TestRuns.settings(TestRuns.NETWORK).backend("abacus").build(),
        shapes(100),
        null);
  }

  @Test
  void aLabelThatATaskFindsOutOfRange() throws IOException {
    int length = CifarBinary.CIFAR_10.recordBytes();
    byte[] bytes = new byte[100 * length];
    bytes[60 * length] = 11;
    Path file = Files.write(folder.resolve("data_batch_1.bin"), bytes);
    assertRefused(
        DataException.class,
        "file:"
            + file
            + ", record 60: label byte 0 is 11, permitted are 0 to 9; is this file CIFAR-10?",
        TestRuns.settings(TestRuns.NETWORK).build(),
        Datasets.openTraining(file.toString(), HADOOP),
        null);
  }
}
