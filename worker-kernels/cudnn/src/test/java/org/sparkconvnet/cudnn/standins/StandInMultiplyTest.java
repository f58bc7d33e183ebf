package org.sparkconvnet.cudnn.standins;

import static org.bytedeco.cuda.global.cublas.*;
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
