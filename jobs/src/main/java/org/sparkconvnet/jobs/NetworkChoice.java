package org.sparkconvnet.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.NetworkException;
import org.sparkconvnet.network.NetworkJson;
import org.sparkconvnet.network.Shape;
import org.sparkconvnet.train.Recipe;
import org.sparkconvnet.zoo.Zoo;

/** What {@code --network NAME|FILE} names: a network of the zoo or a JSON file. */
final class NetworkChoice {
  /** What is trained where nothing is said. */
  static final String DEFAULT = "convnetjs-cifar10";

  private final String text;
  private final Network fromFile;

  private NetworkChoice(String text, Network fromFile) {
    this.text = text;
    this.fromFile = fromFile;
  }

  /** Reads the file now, or makes sure that the zoo has the name. */
  static NetworkChoice of(String text) {
    if (text.contains("/") || text.endsWith(".json")) {
      return new NetworkChoice(text, read(Path.of(text)));
    }
    if (!Zoo.names().contains(text)) {
      throw new NetworkException(
          "unknown network '"
              + text
              + "'; there are "
              + String.join(", ", Zoo.names())
              + ", or give a network.json file");
    }
    return new NetworkChoice(text, null);
  }

  /** A network that was read already. */
  static NetworkChoice of(String file, Network network) {
    return new NetworkChoice(file, network);
  }

  /** The network for the shape and the classes it was published for, or as its file says. */
  Network published() {
    return fromFile != null ? fromFile : Zoo.get(text).network();
  }

  /** The network for this data; throws where a file's network is for other data. */
  Network forData(Shape input, int classes, String data) {
    if (fromFile == null) {
      return Zoo.get(text).network(input, classes);
    }
    if (!fromFile.input().equals(input) || fromFile.classes() != classes) {
      throw new UsageException(
          "network "
              + text
              + " takes images of "
              + fromFile.input()
              + " in "
              + fromFile.classes()
              + " classes, and "
              + data
              + " has images of "
              + input
              + " in "
              + classes
              + " classes");
    }
    return fromFile;
  }

  /** How it is trained unless the user says otherwise; a file's network as the default one. */
  Recipe recipe() {
    if (fromFile == null) {
      return Zoo.get(text).recipe();
    }
    return Zoo.names().contains(fromFile.name())
        ? Zoo.get(fromFile.name()).recipe()
        : Zoo.get(DEFAULT).recipe();
  }

  private static Network read(Path file) {
    try {
      return NetworkJson.read(Files.readString(file), file.toString());
    } catch (IOException unreadable) {
      String why = Files.exists(file) ? unreadable.getMessage() : "there is no such file";
      throw new UsageException("--network " + file + ": " + why, unreadable);
    }
  }
}
