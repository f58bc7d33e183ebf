package org.sparkconvnet.cudnn.standins;

import static org.bytedeco.cuda.global.cublas.*;
import static org.bytedeco.cuda.global.cudart.CUDA_R_16BF;
import static org.bytedeco.cuda.global.cudart.CUDA_R_16F;
import static org.bytedeco.cuda.global.cudart.CUDA_R_32F;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.bytedeco.cuda.cublas.cublasContext;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stand-in for cuBLAS. */
class StandInMultiplyTest {

  private static final int ROWS = 5;
  private static final int COLUMNS = 7;
  private static final int INNER = 6;
  private static final int LEADING = 9; // of all matrices: more than each has rows

  private static cublasContext handle;

  @BeforeAll
  static void load() {
    assumeTrue(StandIns.available(), StandIns::whyNot);
    StandIns.load();
    handle = new cublasContext();
    assertEquals(0, cublasCreate_v2(handle));
    assertEquals(0, cublasSetStream_v2(handle, null));
    assertEquals(0, cublasSetMathMode(handle, CUBLAS_PEDANTIC_MATH));
  }

  @AfterAll
  static void destroy() {
    if (handle != null) {
      assertEquals(0, cublasDestroy_v2(handle));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 1, 0", "1, 0, 1, 1", "0, 1, -2, 0.5", "1, 1, 0.5, 2"})
  void multipliesAsALoopDoes(int transposeA, int transposeB, float alpha, float beta) {
    float[] a = DeviceFloats.random(LEADING * LEADING, 1);
    float[] b = DeviceFloats.random(LEADING * LEADING, 2);
    float[] c = DeviceFloats.random(LEADING * COLUMNS, 3);
    float[] expected = c.clone();
    for (int column = 0; column < COLUMNS; column++) {
      for (int row = 0; row < ROWS; row++) {
        double sum = 0;
        for (int k = 0; k < INNER; k++) {
          sum += (double) at(a, transposeA, row, k) * at(b, transposeB, k, column);
        }
        int place = row + LEADING * column;
        expected[place] = (float) (alpha * sum + (double) beta * c[place]);
      }
    }
    try (DeviceFloats deviceA = new DeviceFloats(a);
        DeviceFloats deviceB = new DeviceFloats(b);
        DeviceFloats deviceC = new DeviceFloats(c)) {
      assertEquals(
          0, multiply(transposeA, transposeB, alpha, deviceA, deviceB, LEADING, beta, deviceC));
      assertArrayEquals(expected, deviceC.get(), 1e-6f);
    }
  }

  @Test
  void withBetaZeroTheResultIsNotRead() {
    try (DeviceFloats a = new DeviceFloats(new float[LEADING * LEADING]);
        DeviceFloats c = new DeviceFloats(LEADING * COLUMNS)) {
      assertEquals(0, multiply(0, 0, 1, a, a, LEADING, 0, c));
      assertEquals(0f, c.get()[0]);
      assertEquals(Float.NaN, c.get()[ROWS]);
    }
  }

  @Test
  void impossibleShapesAndForeignMemoryAreRefused() {
    try (DeviceFloats a = new DeviceFloats(new float[LEADING * LEADING]);
        DeviceFloats small = new DeviceFloats(3)) {
      assertEquals(CUBLAS_STATUS_INVALID_VALUE, multiply(0, 0, 1, a, a, INNER - 1, 0, a));
      assertEquals(CUBLAS_STATUS_EXECUTION_FAILED, multiply(0, 0, 1, a, a, LEADING, 0, small));
    }
  }

  /** 1 + 2^-11 lies between two numbers of 10 bits of fraction, and the larger one is taken. */
  @Test
  void tf32ReadsTenBitsOfFraction() {
    float[] a = new float[LEADING * LEADING];
    java.util.Arrays.fill(a, 1 + 0x1p-11f);
    try (DeviceFloats matrix = new DeviceFloats(a);
        DeviceFloats c = new DeviceFloats(LEADING * COLUMNS)) {
      int float32 = CUDA_R_32F;
      assertEquals(0, mixed(matrix, float32, float32, CUBLAS_COMPUTE_32F_FAST_TF32, c));
      double read = 1 + 0x1p-10;
      assertEquals((float) (INNER * read * read), c.get()[0]);
      assertEquals(0, mixed(matrix, float32, float32, CUBLAS_COMPUTE_32F, c));
      assertEquals((float) (INNER * (1 + 0x1p-11) * (1 + 0x1p-11)), c.get()[0]);
    }
  }

  @Test
  void halvesAreSummedInFloat32() {
    int[] pairs = new int[LEADING * LEADING];
    java.util.Arrays.fill(pairs, 0x3F813F81); // bfloat16: 1 + 2^-7, twice
    float[] a = new float[pairs.length];
    for (int i = 0; i < a.length; i++) {
      a[i] = Float.intBitsToFloat(pairs[i]);
    }
    try (DeviceFloats matrix = new DeviceFloats(a);
        DeviceFloats c = new DeviceFloats(LEADING * COLUMNS)) {
      assertEquals(0, mixed(matrix, CUDA_R_16BF, CUDA_R_32F, CUBLAS_COMPUTE_32F, c));
      assertEquals((float) (INNER * (1 + 0x1p-7) * (1 + 0x1p-7)), c.get()[0]);
      assertEquals(0, mixed(matrix, CUDA_R_16BF, CUDA_R_16BF, CUBLAS_COMPUTE_32F, c));
      int first = Float.floatToRawIntBits(c.get()[0]) & 0xFFFF;
      assertEquals(0x40C3, first); // 6.09375, to which 6.0941 is rounded
    }
  }

  @Test
  void typesThatDoNotGoTogetherAreRefused() {
    try (DeviceFloats a = new DeviceFloats(new float[LEADING * LEADING]);
        DeviceFloats c = new DeviceFloats(LEADING * COLUMNS)) {
      int[][] refused = {
        {CUDA_R_16BF, CUDA_R_16F, CUBLAS_COMPUTE_32F},
        {CUDA_R_32F, CUDA_R_16BF, CUBLAS_COMPUTE_32F},
        {CUDA_R_16BF, CUDA_R_32F, CUBLAS_COMPUTE_32F_FAST_TF32},
        {CUDA_R_16F, CUDA_R_16F, CUBLAS_COMPUTE_64F}
      };
      for (int[] types : refused) {
        assertEquals(CUBLAS_STATUS_NOT_SUPPORTED, mixed(a, types[0], types[1], types[2], c));
      }
    }
  }

  /** The matrix times itself. */
  private static int mixed(DeviceFloats a, int type, int result, int compute, DeviceFloats c) {
    try (FloatPointer one = new FloatPointer(1f);
        FloatPointer zero = new FloatPointer(0f)) {
      return cublasGemmEx(
          handle,
          0,
          0,
          ROWS,
          COLUMNS,
          INNER,
          one,
          a.pointer(),
          type,
          LEADING,
          a.pointer(),
          type,
          LEADING,
          zero,
          c.pointer(),
          result,
          LEADING,
          compute,
          CUBLAS_GEMM_DEFAULT);
    }
  }

  private static float at(float[] matrix, int transpose, int row, int column) {
    return transpose == 0 ? matrix[row + LEADING * column] : matrix[column + LEADING * row];
  }

  private static int multiply(
      int transposeA,
      int transposeB,
      float alpha,
      DeviceFloats a,
      DeviceFloats b,
      int leadingB,
      float beta,
      DeviceFloats c) {
    try (FloatPointer alphaPointer = new FloatPointer(alpha);
        FloatPointer betaPointer = new FloatPointer(beta)) {
      return cublasSgemm_v2(
          handle,
          transposeA,
          transposeB,
          ROWS,
          COLUMNS,
          INNER,
          alphaPointer,
          a.pointer(),
          LEADING,
          b.pointer(),
          leadingB,
          betaPointer,
          c.pointer(),
          LEADING);
    }
  }
}
