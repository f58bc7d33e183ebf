package org.sparkconvnet.cudnn;

import java.util.List;
import java.util.Locale;

/** Our kernels: each an {@code extern "C"} entry of a source file under {@code kernels/}. */
enum Kernel {
  ROWS_TO_IMAGES(Source.LAYOUT),
  LOAD_IMAGES(Source.LAYOUT),
  IMAGES_TO_ROWS(Source.LAYOUT),
  COPY_COLUMNS(Source.LAYOUT),
  ADD_BIAS(Source.ELEMENTWISE),
  FINISH_PRODUCT(Source.ELEMENTWISE),
  ACCUMULATE(Source.ELEMENTWISE),
  RELU(Source.ELEMENTWISE),
  RELU_GRADIENT(Source.ELEMENTWISE),
  ADD(Source.ELEMENTWISE),
  DROPOUT(Source.ELEMENTWISE),
  DROPOUT_CHANNELS(Source.ELEMENTWISE),
  DROPOUT_GRADIENT(Source.ELEMENTWISE),
  ACTIVATE(Source.ACTIVATION),
  ADD_BIAS_ACTIVATE(Source.ACTIVATION),
  ACTIVATE_GRADIENT(Source.ACTIVATION),
  MAX_POOL(Source.POOLING),
  MAX_POOL_WIDE(Source.POOLING),
  MAX_POOL_GRADIENT(Source.POOLING),
  MAX_POOL_GRADIENT_WIDE(Source.POOLING),
  AVERAGE_POOL(Source.POOLING),
  AVERAGE_POOL_GRADIENT(Source.POOLING),
  MAX_POOL_3D(Source.VOLUMES),
  MAX_POOL_GRADIENT_3D(Source.VOLUMES),
  AVERAGE_POOL_3D(Source.VOLUMES),
  AVERAGE_POOL_GRADIENT_3D(Source.VOLUMES),
  GLOBAL_AVERAGE(Source.POOLING),
  GLOBAL_AVERAGE_GRADIENT(Source.POOLING),
  COLUMN_SUMS_PARTIAL(Source.SUMS),
  SQUARED_DEVIATIONS_PARTIAL(Source.SUMS),
  NORM_GRADIENT_SUMS_PARTIAL(Source.SUMS),
  PARTIALS_TOTAL(Source.SUMS),
  MAXOUT(Source.UNITS),
  MAXOUT_GRADIENT(Source.UNITS),
  RADIAL_BASIS(Source.UNITS),
  RADIAL_BASIS_GRADIENT(Source.UNITS),
  LOCAL_RESPONSE(Source.RESPONSE),
  LOCAL_RESPONSE_GRADIENT(Source.RESPONSE),
  GROUP_STATISTICS(Source.GROUPS),
  GROUP_NORMALIZE(Source.GROUPS),
  GROUP_GRADIENT_MEANS(Source.GROUPS),
  GROUP_GRADIENT(Source.GROUPS),
  GROUP_PARAMETER_GRADIENTS(Source.GROUPS),
  NORMALIZE(Source.NORM),
  NORM_GRADIENT(Source.NORM),
  RUNNING_STATISTICS(Source.NORM),
  SOFTMAX_CROSS_ENTROPY(Source.LOSS),
  SOFTMAX_CROSS_ENTROPY_SCALED(Source.LOSS),
  LOSS_TOTAL(Source.LOSS),
  SOFTMAX_LOSS(Source.TARGETS),
  QUADRATIC_LOSS(Source.TARGETS),
  SIGMOID_LOSS(Source.TARGETS),
  DESCEND(Source.DESCENT),
  COPY_WEIGHTS(Source.NUMBERS),
  WIDEN(Source.NUMBERS),
  BEGIN_SCALED_STEP(Source.SCALING),
  UNSCALE(Source.SCALING),
  SGD_UPDATE(Source.UPDATE),
  MOMENTUM_UPDATE(Source.UPDATE),
  NESTEROV_UPDATE(Source.UPDATE),
  AVERAGED_UPDATE(Source.UPDATE),
  ADADELTA_UPDATE(Source.UPDATE),
  RMSPROP_UPDATE(Source.UPDATE),
  ADAM_UPDATE(Source.UPDATE),
  SQUARES_PARTIAL(Source.NORMS),
  SQUARES_TOTAL(Source.NORMS),
  NORM_FACTORS(Source.NORMS),
  LIMIT_ROWS(Source.NORMS);

  /** A source file. */
  enum Source {
    LAYOUT,
    ELEMENTWISE,
    ACTIVATION,
    POOLING,
    VOLUMES,
    SUMS,
    UNITS,
    RESPONSE,
    GROUPS,
    NORM,
    LOSS,
    TARGETS,
    DESCENT,
    NUMBERS,
    SCALING,
    UPDATE,
    NORMS;

    /** {@code pooling.cu}. */
    String file() {
      return name().toLowerCase(Locale.ROOT) + ".cu";
    }

    /** The element types that it is compiled for; kernels of the rest see float32 only. */
    List<ElementType> types() {
      return switch (this) {
        case DESCENT, SCALING, UPDATE, NORMS -> List.of(ElementType.FLOAT32);
        default -> List.of(ElementType.FLOAT32, ElementType.BFLOAT16, ElementType.FLOAT16);
      };
    }
  }

  private final Source source;

  Kernel(Source source) {
    this.source = source;
  }

  Source source() {
    return source;
  }

  /** The types of its parameters, as {@link KernelSignature} names them. */
  List<String> types() {
    return KernelSignature.types(KernelCompiler.source(source), entry());
  }

  /** The entry's name in the source. */
  String entry() {
    return name().toLowerCase(Locale.ROOT);
  }
}
