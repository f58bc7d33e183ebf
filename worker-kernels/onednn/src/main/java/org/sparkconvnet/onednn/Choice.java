package org.sparkconvnet.onednn;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.sparkconvnet.backend.BackendException;

/**
 * How one op runs, as a tuning records it: {@code any}, {@code nhwc}, or either with the name of
 * the implementation, as in {@code nhwc brgconv:avx2}.
 *
 * @param implementation oneDNN's name, or empty for its first
 */
record Choice(Form form, String implementation) {
  /** In which layout the op's images lie. */
  enum Form {
    /** As oneDNN likes best. */
    ANY,
    /** Channels-last. */
    NHWC,
    /** Row-major. */
    NCHW,
    /** Of a pooling's backward op: together with its convolution's, by a Java kernel. */
    POOLED;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Choice parse(String op, String text) {
    String[] words = text.split(" ", 2);
    for (Form form : Form.values()) {
      if (form.text().equals(words[0])) {
        return new Choice(form, words.length == 2 ? words[1] : "");
      }
    }
    throw new BackendException(
        "the tuning's choice '"
            + text
            + "' for '"
            + op
            + "' is not understood; it must begin with one of "
            + Arrays.stream(Form.values()).map(Form::text).collect(Collectors.joining(", ")));
  }

  /** The layout of an image of these dims. */
  Layout layout(Layouts layouts, long[] dims, ElementType type) {
    return switch (form) {
      case ANY -> layouts.any(dims, type);
      case NHWC -> layouts.channelsLast(dims, type);
      case NCHW -> layouts.rowMajor(dims, type);
      case POOLED -> throw new BackendException("'pooled' is a choice for poolings alone");
    };
  }

  String text() {
    return implementation.isEmpty() ? form.text() : form.text() + " " + implementation;
  }
}
