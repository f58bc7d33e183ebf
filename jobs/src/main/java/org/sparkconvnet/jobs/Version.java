package org.sparkconvnet.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine;

/** The versions this was built as and for. */
final class Version implements CommandLine.IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "spark-convnet " + project() + " (for Spark " + spark() + "), Java " + java()
    };
  }

  static String project() {
    return property("version");
  }

  /** The Spark that the package holds. */
  static String spark() {
    return property("spark");
  }

  static String java() {
    return System.getProperty("java.version");
  }

  private static String property(String key) {
    Properties properties = new Properties();
    try (InputStream stream = Version.class.getResourceAsStream("version.properties")) {
      properties.load(stream);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    return properties.getProperty(key);
  }
}
