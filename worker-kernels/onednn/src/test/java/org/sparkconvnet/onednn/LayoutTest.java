package org.sparkconvnet.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Layouts: their tags, and which of them are the same. */
final class LayoutTest {
  private static final NativeScope SCOPE = new NativeScope();
  private static final Layouts LAYOUTS = new Layouts(SCOPE);

  @BeforeAll
  static void load() {
    OneDnnLibrary.load();
  }

  @AfterAll
  static void close() {
    SCOPE.close();
  }

  @Test
  void tagsAreOneDnns() {
    long[] image = {2, 20, 5, 7};
    assertEquals("f32:abcd", LAYOUTS.rowMajor(image, ElementType.F32).text());
    assertEquals("bf16:acdb", LAYOUTS.channelsLast(image, ElementType.BF16).text());
    assertEquals("f32:any", LAYOUTS.any(image, ElementType.F32).text());
    assertEquals("u8:ab", LAYOUTS.channelsLast(new long[] {3, 4}, ElementType.U8).text());
    assertEquals("f32:acdeb (2,3,4,5,6)", volume().toString());
  }

  @Test
  void otherDimsKeepOrderAndType() {
    Layout like = LAYOUTS.like(volume(), new long[] {1, 8, 2, 2, 2}, ElementType.F32);
    assertEquals("f32:acdeb (1,8,2,2,2)", like.toString());
    Layout flat = LAYOUTS.like(volume(), new long[] {2, 3}, ElementType.F32);
    assertEquals("f32:ab (2,3)", flat.toString());
  }

  @Test
  void onePositionIsTheSameInEveryPlainOrder() {
    long[] dims = {4, 6, 1, 1};
    Layout rows = LAYOUTS.rowMajor(dims, ElementType.F32);
    assertTrue(rows.sameAs(LAYOUTS.channelsLast(dims, ElementType.F32)));
    assertFalse(rows.sameAs(LAYOUTS.rowMajor(dims, ElementType.BF16)));
  }

  @Test
  void aPartSpansTheWholesMemory() {
    Layout whole = LAYOUTS.channelsLast(new long[] {2, 8, 3, 3}, ElementType.F32);
    Layout part = LAYOUTS.part(whole, new long[] {2, 3, 3, 3}, new long[] {0, 5, 0, 0});
    assertEquals("f32:acdb (2,3,3,3)", part.toString());
    assertEquals(2 * 8 * 9 * 4, whole.bytes());
    assertFalse(part.sameAs(LAYOUTS.channelsLast(new long[] {2, 3, 3, 3}, ElementType.F32)));
  }

  private static Layout volume() {
    return LAYOUTS.channelsLast(new long[] {2, 3, 4, 5, 6}, ElementType.F32);
  }
}
