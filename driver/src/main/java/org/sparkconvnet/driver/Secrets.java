package org.sparkconvnet.driver;

import java.util.regex.Pattern;

/** Keeps secrets out of what is printed, logged and recorded. */
public final class Secrets {
  /** What stands in the place of a secret. */
  public static final String MASK = "*****";

  /** The user and password of a URI; a user alone is no secret, and abfs has containers there. */
  private static final Pattern IN_URI = Pattern.compile("(://)[^/@:\\s\"']*:[^/@\\s\"']+@");

  /** A setting whose name says so, as in {@code fs.s3a.secret.key=...} or in JSON. */
  private static final Pattern SETTING =
      Pattern.compile(
          "(?i)([\\w.-]*(?:secret|password|passwd|token|access\\.?_?key|account\\.key)[\\w.-]*"
              + "\\\\?\"?\\s*(?:=|:\\s*\\\\?(?=\"))\\s*\\\\?\"?)[^\\s\",;\\\\]+");

  private Secrets() {}

  /** The text with {@link #MASK} where it holds a secret. */
  public static String redacted(String text) {
    if (text == null) {
      return null;
    }
    String masked = IN_URI.matcher(text).replaceAll("$1" + MASK + "@");
    return SETTING.matcher(masked).replaceAll("$1" + MASK);
  }
}
