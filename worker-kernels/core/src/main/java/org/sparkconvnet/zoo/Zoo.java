package org.sparkconvnet.zoo;

import java.util.List;
import org.sparkconvnet.network.NetworkException;

/** The networks that come with the project, by name. */
public final class Zoo {
  private static final List<ZooEntry> ENTRIES =
      List.of(
          SmallNetworks.convNetJsCifar10(),
          ResidualNetworks.resNet20(),
          WideResidualNetworks.wideResNet(16, 4),
          WideResidualNetworks.wideResNet(28, 10),
          SmallNetworks.softmax(),
          ClipNetworks.motion3d(),
          ClipNetworks.motion2d(),
          ClassicNetworks.alexNet(),
          ClassicNetworks.vgg(11),
          ClassicNetworks.vgg(16),
          ClassicNetworks.googLeNet(),
          ResidualNetworks.imageNet(18),
          ResidualNetworks.imageNet(34),
          ResidualNetworks.imageNet(50));

  private Zoo() {}

  /** All entries, the default network first. */
  public static List<ZooEntry> entries() {
    return ENTRIES;
  }

  /** Their names. */
  public static List<String> names() {
    return ENTRIES.stream().map(ZooEntry::name).toList();
  }

  /** The entry of that name; throws naming those there are. */
  public static ZooEntry get(String name) {
    return ENTRIES.stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new NetworkException(
                    "unknown network '" + name + "'; there are " + String.join(", ", names())));
  }
}
