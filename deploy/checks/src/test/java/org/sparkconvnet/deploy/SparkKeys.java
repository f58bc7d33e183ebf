package org.sparkconvnet.deploy;

import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.internal.config.ConfigEntry;
import org.apache.spark.internal.config.Network$;
import org.apache.spark.internal.config.package$;
import org.sparkconvnet.driver.RoundGpus;

/**
 * Which settings Spark knows: those it registers, and families of names that it documents; and
 * those that this project adds.
 */
final class SparkKeys {
  /** Settings register as these objects, whose loading this is, are made. */
  private static final List<Object> REGISTERING = List.of(package$.MODULE$, Network$.MODULE$);

  private static final List<Pattern> FAMILIES =
      List.of(
          Pattern.compile("spark\\.executorEnv\\.[A-Z_]+"),
          Pattern.compile(
              "spark\\.(driver|executor|worker)\\.resource\\.gpu\\.(amount|vendor|discoveryScript)"),
          Pattern.compile("spark\\.task\\.resource\\.gpu\\.amount"),
          Pattern.compile(
              "spark\\.kubernetes\\.(driver|executor)\\.volumes\\.persistentVolumeClaim\\.[a-z]+\\."
                  + "(mount\\.(path|readOnly|subPath)|options\\.(claimName|storageClass|sizeLimit))"),
          Pattern.compile(
              "spark\\.kubernetes\\.(namespace|container\\.image|executor\\.podTemplateFile"
                  + "|authenticate\\.driver\\.serviceAccountName)"));

  private SparkKeys() {}

  static boolean known(String key) {
    return !REGISTERING.isEmpty() && ConfigEntry.findEntry(key) != null
        || FAMILIES.stream().anyMatch(family -> family.matcher(key).matches())
        || RoundGpus.SETTINGS.contains(key);
  }
}
