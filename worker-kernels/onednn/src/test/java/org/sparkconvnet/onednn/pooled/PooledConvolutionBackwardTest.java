package org.sparkconvnet.onednn.pooled;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkconvnet.network.Window;

/** The kernel against a plain loop, on shapes that fill no vector, and its promises on memory. */
final class PooledConvolutionBackwardTest {
  private static final PooledConvolution LECTURE_2 =
      new PooledConvolution(16, 16, 16, 20, 5, 5, 2, 2, 2, 2, 2, 2);

  static Stream<PooledConvolution> shapes() {
    return Stream.of(
        new PooledConvolution(1, 7, 9, 3, 1, 1, 0, 0, 2, 2, 2, 2),
        new PooledConvolution(3, 9, 8, 5, 3, 3, 1, 1, 3, 2, 2, 2),
        new PooledConvolution(7, 11, 12, 6, 7, 4, 3, 2, 3, 3, 1, 2),
        new PooledConvolution(24, 8, 8, 9, 4, 5, 2, 2, 2, 2, 2, 2),
        new PooledConvolution(13, 10, 6, 4, 2, 3, 0, 1, 1, 1, 1, 1),
        new PooledConvolution(40, 6, 7, 3, 5, 5, 2, 0, 2, 2, 2, 2),
        new PooledConvolution(5, 12, 12, 4, 11, 5, 5, 2, 2, 3, 3, 1),
        new PooledConvolution(33, 5, 5, 2, 3, 3, 1, 1, 5, 5, 5, 5),
        new PooledConvolution(3, 32, 32, 16, 5, 5, 2, 2, 2, 2, 2, 2),
        new PooledConvolution(20, 8, 8, 20, 5, 5, 2, 2, 2, 2, 2, 2),
        LECTURE_2);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void agreesWithAPlainLoop(PooledConvolution shape) {
    for (int i = 0; i < 4; i++) {
      PooledCase subject = new PooledCase(shape, 7, i < 2, i % 2 == 0);
      subject.poison();
      subject.run();
      double error = subject.worstError();
      assertTrue(error <= 1, error + " times the rounding allowed");
      float[] first = subject.results();
      subject.poison();
      subject.run();
      assertArrayEquals(first, subject.results());
    }
  }

  /** Row lengths from one vector to more than three blocks, whatever this machine's vectors are. */
  @Test
  void everyRowLengthIsCovered() {
    for (int vectors = 1; vectors <= 24; vectors++) {
      for (int rows = 1; rows <= 6; rows++) {
        int channels = vectors * Lanes.COUNT - (rows + vectors) % Lanes.COUNT;
        PooledCase subject =
            new PooledCase(
                new PooledConvolution(channels, rows + 2, 4, 2, rows, 1, 0, 0, 2, 2, 1, 2),
                2,
                true);
        subject.poison();
        subject.run();
        double error = subject.worstError();
        assertTrue(error <= 1, subject.shape + ": " + error + " times the rounding allowed");
      }
    }
  }

  @Test
  void deadOutputsGiveZeros() {
    PooledCase subject = new PooledCase(LECTURE_2, 3, true);
    for (int i = 0; i < subject.dy.capacity(); i++) {
      subject.y.putFloat(Float.BYTES * i, i % 2 == 0 ? 0f : -0f);
    }
    subject.poison();
    subject.run();
    assertArrayEquals(new float[subject.results().length], subject.results());
  }

  /**
   * Other shapes come first: they make the compiler's view of the kernels general. A vector that
   * became an object would show here, as 16 bytes and more for each of millions.
   */
  @Test
  void runsAllocateNothing() {
    for (PooledConvolution shape : shapes().toList()) {
      PooledCase subject = new PooledCase(shape, 5, true);
      for (int i = 0; i < 300; i++) {
        subject.run();
      }
    }
    PooledCase subject = new PooledCase(LECTURE_2, 64, true);
    for (int i = 0; i < 100; i++) {
      subject.run();
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int runs = 100;
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < runs; i++) {
      subject.run();
    }
    long bytes = (threads.getCurrentThreadAllocatedBytes() - before) / runs;
    assertTrue(bytes <= 500, bytes + " bytes a run");
  }

  @Test
  void saysWhichWindowsItSupports() {
    Window convolution = Window.square(5).withPadding(2);
    Window pooling = Window.square(2).withStride(2);
    assertTrue(PooledConvolution.supports(convolution, 1, pooling));
    for (Window other : List.of(convolution.withStride(2), convolution.withDilation(2))) {
      assertTrue(!PooledConvolution.supports(other, 1, pooling), other.toString());
    }
    assertTrue(!PooledConvolution.supports(convolution, 2, pooling));
    assertTrue(!PooledConvolution.supports(convolution, 1, pooling.withPadding(1)));
    assertTrue(!PooledConvolution.supports(convolution, 1, Window.square(12)));
    List<Integer> x = List.of(8, 3, 16, 16);
    assertThrows(
        IllegalArgumentException.class,
        () -> PooledConvolution.of(x, 4, convolution.withStride(2), pooling));
    assertThrows(
        IllegalArgumentException.class,
        () -> PooledConvolution.of(x, 4, Window.square(16), pooling));
  }
}
