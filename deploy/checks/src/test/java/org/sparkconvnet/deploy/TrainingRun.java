package org.sparkconvnet.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.NetworkJson;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.network.Window;

/** A little training, whose kernels are soon timed. */
final class TrainingRun {
  private TrainingRun() {}

  /** What network.json is to hold. */
  static String network() {
    return NetworkJson.write(
        Network.builder("little", Shape.of(3, 32, 32))
            .convolution("conv1", 4, Window.square(5).withStride(4))
            .relu("relu1")
            .dense("classifier", 10)
            .softmaxCrossEntropy("loss")
            .build());
  }

  static List<String> arguments(Path network, Path out) {
    return List.of(
        "--network",
        network.toString(),
        "--data",
        "generated:shapes?train=256&test=64",
        "--epochs",
        "1",
        "--workers",
        "2",
        "--out",
        out.toString());
  }

  static byte[] model(Path out) throws IOException {
    return Files.readAllBytes(out.resolve("model.safetensors"));
  }
}
