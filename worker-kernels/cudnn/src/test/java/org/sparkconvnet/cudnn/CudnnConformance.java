package org.sparkconvnet.cudnn;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.Backends;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.conformance.BackendConformance;
import org.sparkconvnet.conformance.ConformanceCase;
import org.sparkconvnet.conformance.ConformanceCases;
import org.sparkconvnet.conformance.Draw;
import org.sparkconvnet.conformance.Narrowed;
import org.sparkconvnet.cudnn.standins.StandIns;
import org.sparkconvnet.network.Layer;

/**
 * The suite in one precision, over the CPU stand-ins for the CUDA libraries; with {@code
 * -Dcuda=real} over the machine's own. Where neither can be had, skipped. Over the slow stand-ins
 * the precisions beside float32 run fewer cases, and check bits on small networks.
 */
abstract class CudnnConformance extends BackendConformance {
  /** On a GPU every precision runs every case. */
  static final boolean REAL = "real".equals(System.getProperty("cuda"));

  /** One example or three are enough to meet every kernel on odd shapes. */
  private static final int MOST_NUMBERS = 1500;

  @Override
  protected final String name() {
    return CudnnBackend.NAME;
  }

  @Override
  protected abstract Precision precision();

  /** cuDNN takes operands of one type. */
  @Override
  protected final Set<Narrowed> narrowed() {
    return EnumSet.allOf(Narrowed.class);
  }

  @Override
  protected final Backend backend() {
    if (!REAL) {
      if (!StandIns.available()) {
        throw new BackendException("no stand-ins for CUDA: " + StandIns.whyNot());
      }
      StandIns.load();
    }
    return Backends.open(CudnnBackend.NAME);
  }

  @Override
  protected List<ConformanceCase> cases() {
    return REAL || precision() == Precision.FP32
        ? ConformanceCases.all()
        : sample(ConformanceCases.all().stream().filter(CudnnConformance::isSmall).toList());
  }

  /**
   * bfloat16 stands for both 16-bit formats. tf32 is something that products alone do, and float16
   * differs by its conversions and its loss scale, which any network shows.
   */
  private List<ConformanceCase> sample(List<ConformanceCase> all) {
    return switch (precision()) {
      case FP32 -> all;
      case BF16 -> every(2, all);
      case TF32 -> every(2, all.stream().filter(CudnnConformance::convolves).toList());
      case FP16 -> every(6, all);
    };
  }

  private static List<ConformanceCase> every(int step, List<ConformanceCase> all) {
    return IntStream.range(0, all.size()).filter(i -> i % step == 0).mapToObj(all::get).toList();
  }

  private static boolean convolves(ConformanceCase subject) {
    return subject.numbers() == Draw.Numbers.GAUSSIAN
        && subject.network().nodes().stream()
            .anyMatch(node -> node.layer() instanceof Layer.Convolution);
  }

  @Override
  protected List<ConformanceCase> bitCases() {
    return REAL || precision() == Precision.FP32
        ? ConformanceCases.all()
        : ConformanceCases.smallNetworks();
  }

  private static boolean isSmall(ConformanceCase subject) {
    return subject.batch() * subject.network().input().elements() <= MOST_NUMBERS;
  }
}
