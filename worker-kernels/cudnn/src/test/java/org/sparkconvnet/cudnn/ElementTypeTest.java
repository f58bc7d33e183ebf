package org.sparkconvnet.cudnn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.cudnn.standins.StandIns;

/** How our kernels read and round 16-bit numbers: all of them, against arithmetic in double. */
final class ElementTypeTest {
  private static final int PATTERNS = 1 << 16;

  @BeforeAll
  static void load() {
    assumeTrue(StandIns.available(), StandIns::whyNot);
    StandIns.load();
  }

  @ParameterizedTest
  @EnumSource(names = {"BFLOAT16", "FLOAT16"})
  void everyNumberIsReadAsItIsMeant(ElementType type) {
    int[] words = new int[PATTERNS / 2];
    for (int i = 0; i < words.length; i++) {
      words[i] = 2 * i | (2 * i + 1) << 16;
    }
    float[] found = run(type, Kernel.WIDEN, PATTERNS, words, new float[PATTERNS]);
    for (int bits = 0; bits < PATTERNS; bits++) {
      float meant = (float) meaning(type, bits);
      assertEquals(Float.floatToIntBits(meant), Float.floatToIntBits(found[bits]), "of " + bits);
    }
  }

  /** Every number, the middle to the next, and what lies just beside that. */
  @ParameterizedTest
  @EnumSource(names = {"BFLOAT16", "FLOAT16"})
  void everyNumberIsRoundedToTheNearest(ElementType type) {
    List<Float> numbers = new ArrayList<>(List.of(0f, -0f, 65519.996f, 65520f, 1e-8f, 3e38f));
    numbers.addAll(List.of(Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE));
    numbers.addAll(List.of(Float.NaN, Float.intBitsToFloat(0x7F800001), Float.MAX_VALUE));
    for (int bits = 0; bits < PATTERNS; bits++) {
      double here = meaning(type, bits);
      double next = meaning(type, bits + 1 & PATTERNS - 1);
      if (Double.isFinite(here) && Double.isFinite(next)) {
        float middle = (float) ((here + next) / 2);
        numbers.addAll(List.of((float) here, middle, Math.nextUp(middle), Math.nextDown(middle)));
      }
    }
    float[] all = new float[numbers.size() + numbers.size() % 2];
    int[] words = new int[all.length];
    for (int i = 0; i < numbers.size(); i++) {
      all[i] = numbers.get(i);
      words[i] = Float.floatToRawIntBits(all[i]);
    }
    float[] pairs = run(type, Kernel.LOAD_IMAGES, all.length, words, new float[all.length / 2]);
    for (int i = 0; i < all.length; i++) {
      int word = Float.floatToRawIntBits(pairs[i / 2]);
      double found = meaning(type, i % 2 == 0 ? word & 0xFFFF : word >>> 16);
      assertEquals(nearest(type, all[i]), found, "of " + all[i]);
    }
  }

  /** Runs a kernel from one region to another. */
  private static float[] run(
      ElementType type, Kernel kernel, int count, int[] source, float[] target) {
    Device device = Device.numbered(0);
    device.use();
    Map<Region, Long> bytes = new EnumMap<>(Region.class);
    for (Region region : Region.values()) {
      bytes.put(region, 0L);
    }
    bytes.put(Region.STAGING, (long) Integer.BYTES * source.length);
    bytes.put(Region.EXTRA, (long) Float.BYTES * target.length);
    boolean widens = kernel == Kernel.WIDEN;
    ElementType from = widens ? type : ElementType.FLOAT32;
    ElementType to = widens ? ElementType.FLOAT32 : type;
    List<Argument> arguments = new ArrayList<>();
    arguments.add(
        new Argument.At(new Slot("x", Region.STAGING, 0, bytes.get(Region.STAGING), from)));
    arguments.add(new Argument.At(new Slot("y", Region.EXTRA, 0, bytes.get(Region.EXTRA), to)));
    if (!widens) {
      arguments.addAll(List.of(new Argument.Int(1), new Argument.Int(count)));
    }
    Launch launch = Launch.each("test", kernel, count, arguments);
    launch.check();
    try (CompiledKernels kernels = new CompiledKernels(device, new KernelCache("", what -> {}));
        DeviceContext context = DeviceContext.open(device, Precision.BF16);
        DeviceMemory memory = DeviceMemory.allocate(new MemoryPlan(bytes), "a test");
        Transfers transfers = new Transfers(context, memory, 1 << 22);
        Resources resources = new Resources()) {
      transfers.write(Region.STAGING, source);
      NativeLaunch.bind(launch, kernels, context, memory, resources).enqueue();
      transfers.read(Region.EXTRA, target);
      return target;
    }
  }

  private static int fractionBits(ElementType type) {
    return type == ElementType.BFLOAT16 ? 7 : 10;
  }

  private static int smallestExponent(ElementType type) {
    return type == ElementType.BFLOAT16 ? -126 : -14;
  }

  /** What IEEE 754 says that the bits mean. */
  private static double meaning(ElementType type, int bits) {
    int fraction = fractionBits(type);
    int exponents = (1 << 15 - fraction) - 1;
    double sign = bits >>> 15 == 0 ? 1 : -1;
    int exponent = bits >>> fraction & exponents;
    int rest = bits & (1 << fraction) - 1;
    if (exponent == exponents) {
      return rest == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
    }
    int unit = smallestExponent(type) - fraction;
    return exponent == 0
        ? sign * Math.scalb((double) rest, unit)
        : sign * Math.scalb((double) (rest | 1 << fraction), unit + exponent - 1);
  }

  private static double nearest(ElementType type, float value) {
    if (!Float.isFinite(value)) {
      return value;
    }
    int exponent = Math.max(Math.getExponent(value), smallestExponent(type));
    double step = Math.scalb(1.0, exponent - fractionBits(type));
    double rounded = Math.rint(value / step) * step;
    boolean fits = Math.abs(rounded) < Math.scalb(1.0, -smallestExponent(type) + 2);
    return fits ? rounded : Math.copySign(Double.POSITIVE_INFINITY, rounded);
  }
}
