package org.sparkconvnet.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** Opens backends by name: the one asked for, or an error naming what there is. */
public final class Backends {
  private Backends() {}

  /** Names of the backends on the classpath. */
  public static List<String> names() {
    List<String> names = new ArrayList<>();
    providers().forEach(provider -> names.add(provider.name()));
    return names;
  }

  /** Opens the named backend with {@link BackendOptions#DEFAULT}. */
  public static Backend open(String name) {
    return open(name, BackendOptions.DEFAULT);
  }

  /** Opens the named backend. Never falls back to another. */
  public static Backend open(String name, BackendOptions options) {
    for (BackendProvider provider : providers()) {
      if (provider.name().equals(name)) {
        return provider.open(options);
      }
    }
    throw new BackendException(
        "no backend is named '"
            + name
            + "'; on the classpath: "
            + (names().isEmpty() ? "none" : String.join(", ", names())));
  }

  private static ServiceLoader<BackendProvider> providers() {
    return ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader());
  }
}
