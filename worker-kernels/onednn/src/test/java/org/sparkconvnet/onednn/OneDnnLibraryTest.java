package org.sparkconvnet.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Precision;

/** Loading: what is found, and what is said where something is missing. */
final class OneDnnLibraryTest {
  @Test
  void reportsVersionAndProcessor() {
    try (Backend backend = Backends.open("onednn")) {
      assertTrue(backend.report().library().matches("oneDNN \\d+\\.\\d+\\.\\d+"));
      assertTrue(backend.report().device().contains(OneDnnLibrary.load().instructions()));
      backend.report().require(Precision.FP32);
    }
  }

  @Test
  void withoutNativeLibrariesItSaysWhatIsMissing() throws Exception {
    String message = failure(jar -> jar.startsWith("dnnl-") && jar.contains("linux"));
    assertTrue(message.contains("dnnl") && message.contains("native"), message);
  }

  @Test
  void withoutBindingsItSaysWhatIsMissing() throws Exception {
    String message = failure(jar -> jar.startsWith("dnnl-"));
    assertTrue(message.contains("dnnl") && message.contains("classpath"), message);
  }

  @Test
  void withoutJnaItSaysSo() throws Exception {
    String message = failure(jar -> jar.startsWith("jna-"));
    assertTrue(message.contains("JNA") || message.contains("jna"), message);
  }

  /** What opening says on a classpath that lacks some jars. */
  private static String failure(Predicate<String> lacking) throws Exception {
    try (URLClassLoader loader =
        new URLClassLoader(classpath(lacking), ClassLoader.getPlatformClassLoader())) {
      Class<?> provider = loader.loadClass(OneDnnProvider.class.getName());
      Object made = provider.getConstructor().newInstance();
      InvocationTargetException e =
          assertThrows(
              InvocationTargetException.class, () -> provider.getMethod("open").invoke(made));
      assertEquals(BackendException.class.getName(), e.getCause().getClass().getName());
      return e.getCause().getMessage();
    }
  }

  private static URL[] classpath(Predicate<String> lacking) throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!lacking.test(Path.of(entry).getFileName().toString())) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    return urls.toArray(URL[]::new);
  }
}
