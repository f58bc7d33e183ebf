package org.sparkconvnet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkconvnet.data.GeneratedShapes;
import org.sparkconvnet.data.ImageSet;

class AuditDataTest {
  @TempDir private Path folder;

  @Test
  void soundDataAreCalledSound() {
    Ran ran = Ran.command("audit-data", "--data", "generated:shapes?train=500&test=100");
    ran.assertSucceeded();
    assertTrue(ran.out().contains("spiral"), ran.out());
    assertTrue(ran.out().endsWith("nothing is amiss\n"), ran.out());
  }

  /** A CIFAR file sorted by class, a test file that shares ten of its images. */
  @Test
  void sortedDataAndLeaksAreToldAsJson() throws IOException {
    ImageSet set = GeneratedShapes.generate(1, GeneratedShapes.Split.TRAIN, 0, 400);
    int[] sorted = new int[400];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = i % 40 * 10 + i / 40;
    }
    write("data_batch_1.bin", set.select(sorted));
    int[] shared = new int[10];
    for (int i = 0; i < shared.length; i++) {
      shared[i] = i;
    }
    write("test_batch.bin", set.select(shared));
    Ran ran = Ran.command("audit-data", "--data", folder.toString(), "--workers", "3", "--json");
    ran.assertSucceeded();
    JsonNode json = new ObjectMapper().readTree(ran.out());
    assertEquals(400, json.at("/training/images").asInt());
    assertEquals(40, json.at("/training/class_counts/9").asInt());
    assertTrue(json.at("/labels/along_stored_order/p").asDouble() < 1e-9);
    assertTrue(json.at("/labels/over_shards/independent").asBoolean());
    assertEquals(10, json.at("/duplicates/exact/test_in_training").asInt());
    assertEquals(5, json.at("/duplicates/exact/examples").size());
    String advice = json.get("advice").toString();
    assertTrue(advice.contains("10 of 10 test images (100.0%) are in the training set"), advice);
    assertTrue(advice.contains("harmless as long as training shuffles"), advice);
  }

  @Test
  void wrongOptionsAreRefused() {
    Ran.command("audit-data", "--data", "generated:shapes?train=20", "--workers", "0")
        .assertError(2, "--workers must be at least 1, got 0");
    Ran.command("audit-data", "--data", "generated:shapes?train=20", "--workers", "21")
        .assertError(2, "--workers must be at most 20, the number of images, got 21");
    Ran.command("audit-data", "--data", folder.resolve("missing").toString())
        .assertError(1, "no such file or folder: " + folder.resolve("missing"));
  }

  private void write(String name, ImageSet set) throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve(name))) {
      for (int i = 0; i < set.size(); i++) {
        out.write(set.label(i));
        out.write(set.image(i));
      }
    }
  }
}
