package org.sparkconvnet.jobs;

import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
final class Units {
  private Units() {}

  /** {@code 22,466}. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** {@code 22,466}, rounded. */
  static String count(double value) {
    return count(Math.round(value));
  }

  /** {@code 87.8 KiB}; three significant digits. */
  static String bytes(long bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return (unit == 0 ? Long.toString(bytes) : significant(value)) + " " + units[unit];
  }

  /** Operations in millions, {@code 7.02}; three significant digits. */
  static String mega(double operations) {
    return significant(operations / 1e6);
  }

  /** Operations per second in billions, {@code 110}; three significant digits. */
  static String giga(double operations) {
    return significant(operations / 1e9);
  }

  /** {@code 75.4%}. */
  static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * fraction);
  }

  /** {@code 8 s}, {@code 1 min 05 s}, {@code 2 h 03 min}. */
  static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    if (whole < 3600) {
      return String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60);
    }
    return String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
  }

  private static String significant(double value) {
    int decimals = value >= 99.95 || value == 0 ? 0 : value >= 9.995 ? 1 : value >= 0.9995 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
