package org.sparkconvnet.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Data, checkpoints and model on a real HDFS of one name node and three data nodes: the bits are
 * those of files on this machine, also where the run is stopped and resumed, and where a data node
 * is lost in the middle of it. Compiled and run with the profile {@code hdfs} alone.
 */
class HdfsTest {
  private static final int NODES = 3;
  private static final int IMAGE_BYTES = 3 * 32 * 32;

  @TempDir static Path folder;
  private static MiniDFSCluster hdfs;
  private static JavaSparkContext spark;
  private static byte[] expected;

  @BeforeAll
  static void start() throws IOException {
    Path local = Files.createDirectory(folder.resolve("data"));
    Files.write(local.resolve("data_batch_1.bin"), images(1, 200));
    Files.write(local.resolve("data_batch_2.bin"), images(2, 140));
    Files.write(local.resolve("test_batch.bin"), images(3, 60));
    spark = TestRuns.spark("local[2]");
    Path out = folder.resolve("run");
    train(local.toString(), out.toString(), options(), TrainingListener.SILENT);
    expected = TestRuns.model(out);

    Configuration hadoop = new Configuration();
    hdfs =
        new MiniDFSCluster.Builder(hadoop, folder.resolve("hdfs").toFile())
            .numDataNodes(NODES)
            .build();
    for (String name : local.toFile().list()) {
      write("/data/" + name, Files.readAllBytes(local.resolve(name)));
    }
  }

  @AfterAll
  static void stop() {
    if (spark != null) {
      spark.close();
    }
    if (hdfs != null) {
      hdfs.shutdown();
    }
  }

  @Test
  void aRunThatIsStoppedAndResumedEndsWithTheSameBits() throws IOException {
    String out = hdfs.getURI() + "/runs/resumed";
    RunOptions seldom = options().withCheckpointRounds(3);
    train(data(), out, seldom.withStopAfterRounds(4), TrainingListener.SILENT);
    assertEquals(List.of("round-00000003.safetensors"), names(out));
    train(data(), out, seldom.withResume(true), TrainingListener.SILENT);
    assertArrayEquals(expected, read(out + "/" + RunDirectory.MODEL));
    assertEquals(List.of("round-00000006.safetensors", "round-00000008.safetensors"), names(out));
  }

  @Test
  void aDataNodeThatIsLostInTheMiddleLosesNothing() throws IOException {
    String out = hdfs.getURI() + "/runs/struck";
    AtomicReference<MiniDFSCluster.DataNodeProperties> lost = new AtomicReference<>();
    TrainingListener striking =
        new TrainingListener() {
          @Override
          public void round(RoundReport report) {
            if (report.round() == 3) {
              lost.set(hdfs.stopDataNode(0));
            }
          }
        };
    try {
      train(data(), out, options(), striking);
      assertEquals(NODES - 1, hdfs.getDataNodes().size());
      assertArrayEquals(expected, read(out + "/" + RunDirectory.MODEL));
      // Each file of the run is whole, also those that were written before the loss.
      FileSystem system = hdfs.getFileSystem();
      int files = 0;
      for (FileStatus file : system.listStatus(new org.apache.hadoop.fs.Path(out))) {
        if (file.isFile()) {
          assertEquals(file.getLen(), read(file.getPath().toString()).length);
          files++;
        }
      }
      assertTrue(files >= 5, "files: " + files);
      for (String name : names(out)) {
        Checkpoint.decode(
            read(out + "/checkpoints/" + name),
            name,
            org.sparkconvnet.network.ParameterLayout.of(TestRuns.NETWORK));
      }
    } finally {
      hdfs.restartDataNode(lost.get(), true);
      hdfs.waitActive();
    }
  }

  private static RunOptions options() {
    return TestRuns.options().withCheckpointRounds(1);
  }

  private static String data() {
    return hdfs.getURI() + "/data";
  }

  private static void train(
      String data, String out, RunOptions options, TrainingListener listener) {
    Configuration hadoop = spark.hadoopConfiguration();
    Trainer.train(
        spark,
        TestRuns.settings(TestRuns.NETWORK).build(),
        options,
        Datasets.openTraining(data, hadoop),
        Datasets.openTest(data, hadoop),
        options.resume() ? RunDirectory.open(out, hadoop) : RunDirectory.create(out, false, hadoop),
        listener);
  }

  private static List<String> names(String out) {
    return Checkpoints.names(RunDirectory.open(out, new Configuration()));
  }

  private static byte[] read(String file) {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file);
    try (var in = path.getFileSystem(new Configuration()).open(path)) {
      return in.readAllBytes();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void write(String file, byte[] content) throws IOException {
    try (OutputStream out =
        hdfs.getFileSystem().create(new org.apache.hadoop.fs.Path(file), (short) NODES)) {
      out.write(content);
    }
  }

  /** CIFAR's binary form: a byte for the label, then the image. */
  private static byte[] images(long seed, int count) {
    Random random = new Random(seed);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] image = new byte[IMAGE_BYTES];
    for (int i = 0; i < count; i++) {
      bytes.write(i % 10);
      random.nextBytes(image);
      bytes.writeBytes(image);
    }
    return bytes.toByteArray();
  }
}
