package org.sparkconvnet.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.random.RandomStream;

class ChannelStatisticsTest {
  @Test
  void meanAndDeviationOfKnownPixels() {
    ChannelStatistics statistics = new ChannelStatistics(2);
    statistics.add(new byte[] {0, (byte) 255, 7, 7});
    statistics.add(new byte[] {1, (byte) 254, 7, 7});
    assertEquals(4, statistics.count());
    assertEquals(127.5, statistics.mean(0));
    assertEquals(Math.sqrt((2 * 127.5 * 127.5 + 2 * 126.5 * 126.5) / 4), deviation(statistics, 0));
    assertEquals(7, statistics.mean(1));
    assertEquals(0, deviation(statistics, 1));
  }

  @Test
  void anyOrderOfMergingGivesTheSameBits() {
    RandomStream random = new RandomStream(5);
    ChannelStatistics whole = new ChannelStatistics(3);
    ChannelStatistics left = new ChannelStatistics(3);
    ChannelStatistics right = new ChannelStatistics(3);
    for (int i = 0; i < 100; i++) {
      byte[] image = new byte[3 * 17];
      for (int j = 0; j < image.length; j++) {
        image[j] = (byte) random.nextLong();
      }
      whole.add(image);
      (i % 3 == 0 ? left : right).add(image);
    }
    right.merge(left);
    for (int channel = 0; channel < 3; channel++) {
      assertEquals(whole.mean(channel), right.mean(channel));
      assertEquals(deviation(whole, channel), deviation(right, channel));
    }
  }

  @Test
  void largeSetsKeepTheSpreadExact() {
    byte[] image = new byte[1 << 20];
    Arrays.fill(image, (byte) 255);
    image[0] = (byte) 254;
    ChannelStatistics statistics = new ChannelStatistics(1);
    for (int i = 0; i < 64; i++) {
      statistics.add(image); // count times the sum of squares exceeds 2^63
    }
    double share = 1.0 / image.length;
    assertEquals(Math.sqrt(share * (1 - share)), deviation(statistics, 0), 1e-15);
  }

  @Test
  void misuseIsRefused() {
    ChannelStatistics statistics = new ChannelStatistics(3);
    assertThrows(DataException.class, () -> statistics.mean(0));
    assertThrows(DataException.class, () -> statistics.add(new byte[10]));
    assertThrows(DataException.class, () -> statistics.merge(new ChannelStatistics(1)));
  }

  @Test
  void normalizationHasMeanZeroAndDeviationOne() {
    ChannelStatistics statistics = new ChannelStatistics(2);
    statistics.add(new byte[] {10, 30, 9, 9});
    Normalization normalization = Normalization.of(statistics);
    assertEquals(new Normalization(List.of(20f, 9f), List.of(10f, 1f)), normalization);
    assertEquals(-1, normalization.apply(0, 10));
    assertEquals(0, normalization.apply(1, 9));
    float[][] tables = normalization.tables();
    assertEquals(normalization.apply(0, 255), tables[0][255]);
    assertEquals(normalization.apply(1, 0), tables[1][0]);
  }

  @Test
  void normalizationSurvivesJson() throws Exception {
    Normalization normalization = new Normalization(List.of(125.3f, 0.1f), List.of(62.5f, 3f));
    ObjectMapper mapper = new ObjectMapper();
    String json = mapper.writeValueAsString(normalization);
    assertEquals("{\"mean\":[125.3,0.1],\"std\":[62.5,3.0]}", json);
    assertEquals(normalization, mapper.readValue(json, Normalization.class));
  }

  @Test
  void identityLeavesPixelsAsTheyAre() {
    float[] table = Normalization.identity(1).tables()[0];
    float[] expected = new float[256];
    for (int i = 0; i < 256; i++) {
      expected[i] = i;
    }
    assertArrayEquals(expected, table);
  }

  @Test
  void badNormalizationsAreRefused() {
    List<List<Float>> stds = List.of(List.of(), List.of(0f), List.of(-1f), List.of(Float.NaN));
    for (List<Float> std : stds) {
      assertThrows(IllegalArgumentException.class, () -> new Normalization(List.of(1f), std));
    }
  }

  private static double deviation(ChannelStatistics statistics, int channel) {
    return statistics.standardDeviation(channel);
  }
}
