package org.sparkconvnet.zoo;

import java.util.List;
import org.sparkconvnet.network.NetworkException;

/** The networks that come with the project, by name. */
public final class Zoo {
  private static final List<ZooEntry> ENTRIES =
      List.of(
          SmallNetworks.convNetJsCifar10(), ResidualNetworks.resNet20(), SmallNetworks.softmax());

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
