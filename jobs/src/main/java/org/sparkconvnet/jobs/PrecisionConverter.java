package org.sparkconvnet.jobs;

import org.sparkconvnet.backend.Precision;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code --precision fp32|tf32|bf16|fp16}. */
final class PrecisionConverter implements ITypeConverter<Precision> {
  @Override
  public Precision convert(String text) {
    try {
      return Precision.parse(text);
    } catch (IllegalArgumentException unknown) {
      throw new TypeConversionException(unknown.getMessage());
    }
  }
}
