package org.sparkconvnet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.data.ChannelStatistics;
import org.sparkconvnet.data.GeneratedShapes;
import org.sparkconvnet.data.ImageSet;
import org.sparkconvnet.data.Normalization;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Parameter;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.zoo.Zoo;

class NoiseTest {
  private static final int IMAGES = 3000;
  private static final String DATA = "generated:shapes?train=" + IMAGES + "&test=10";

  /**
   * Softmax regression, whose gradients are known in closed form: of one example, dW = (p - y) x^T
   * and db = p - y. Their exact variance and mean over all 3,000 images lie within four stated
   * errors of what was estimated from 2,048 of them.
   */
  @Test
  void estimatesAgreeWithTheExactNoise() throws IOException {
    Ran ran =
        noise(
            "--network",
            "softmax",
            "--augment",
            "none",
            "--sizes",
            "8,16,64",
            "--examples",
            "2048");
    ran.assertSucceeded();
    JsonNode json = new ObjectMapper().readTree(ran.out());
    double[] exact = exactTraceAndSquaredNorm();
    for (JsonNode size : json.get("sizes")) {
      double off = Math.abs(size.get("trace").asDouble() - exact[0]);
      assertTrue(off < 4 * size.get("trace_error").asDouble(), exact[0] + " and " + size);
      double normOff = Math.abs(size.get("squared_norm").asDouble() - exact[1]);
      assertTrue(
          normOff < 4 * size.get("squared_norm_error").asDouble(), exact[1] + " and " + size);
      double standardError = Math.sqrt(size.get("trace").asDouble() / size.get("batch").asInt());
      assertEquals(standardError, size.get("standard_error").asDouble(), 1e-9);
    }
    assertEquals(256, json.at("/sizes/0/minibatches").asInt());
    double slope = json.at("/fit/slope").asDouble();
    assertEquals(-0.5, slope, 4 * json.at("/fit/slope_error").asDouble());
    double scale = json.at("/noise_scale/examples").asDouble();
    assertEquals(exact[0] / exact[1], scale, 4 * json.at("/noise_scale/error").asDouble());
    assertEquals(3, json.get("choices").size());
    assertEquals(1, json.at("/choices/0/relative_time").asDouble());
  }

  /** tr(Sigma) over all images, and |G|^2 less what its own noise adds. */
  private static double[] exactTraceAndSquaredNorm() {
    ImageSet set = GeneratedShapes.generate(1, GeneratedShapes.Split.TRAIN, 0, IMAGES);
    Normalization normalization = Normalization.of(ChannelStatistics.of(set));
    Network network = Zoo.get("softmax").network(set.shape(), 10);
    ParameterLayout layout = ParameterLayout.of(network);
    float[] parameters = layout.initialParameters(1);
    List<Parameter> ranges = layout.parameters();
    int inputs = set.shape().elements();
    Parameter weights =
        ranges.get(0).end() - ranges.get(0).offset() == 10 * inputs ? ranges.get(0) : ranges.get(1);
    Parameter bias = weights == ranges.get(0) ? ranges.get(1) : ranges.get(0);
    double[] sum = new double[10 * (inputs + 1)];
    double squares = 0;
    for (int i = 0; i < IMAGES; i++) {
      double[] x = new double[inputs + 1];
      double[] error = new double[10];
      for (int j = 0; j < inputs; j++) {
        x[j] = normalization.apply(j / 1024, set.image(i)[j] & 0xFF);
      }
      x[inputs] = 1;
      double total = 0;
      for (int k = 0; k < 10; k++) {
        double logit = parameters[bias.offset() + k];
        for (int j = 0; j < inputs; j++) {
          logit += parameters[weights.offset() + k * inputs + j] * x[j];
        }
        error[k] = Math.exp(logit);
        total += error[k];
      }
      for (int k = 0; k < 10; k++) {
        error[k] = error[k] / total - (k == set.label(i) ? 1 : 0);
        for (int j = 0; j <= inputs; j++) {
          double gradient = error[k] * x[j];
          sum[k * (inputs + 1) + j] += gradient;
          squares += gradient * gradient;
        }
      }
    }
    double norm = 0;
    for (double value : sum) {
      norm += value / IMAGES * value / IMAGES;
    }
    double trace = (squares - IMAGES * norm) / (IMAGES - 1);
    return new double[] {trace, norm - trace / IMAGES};
  }

  @Test
  void adviceWeighsNoiseAgainstTime() {
    List<NoiseAdvice.Size> sizes =
        List.of(
            new NoiseAdvice.Size(16, 4, 100),
            new NoiseAdvice.Size(64, 10, 400),
            new NoiseAdvice.Size(256, 40, 1600));
    NoiseAdvice advice = NoiseAdvice.of(sizes, 2, 128, 5, 1000);
    assertEquals(2, advice.choices().size(), "256 does not fit");
    NoiseAdvice.Choice best = advice.choices().get(0);
    // 16: (1 + 128/32)(4 + 5/20) = 21.25, since 5/10 is more than a tenth of 4 ms;
    // 64: (1 + 128/128)(10 + 5/5) = 22.
    assertEquals(16, best.batch());
    assertEquals(20, best.localSteps());
    assertEquals(5, best.relativeSteps());
    assertEquals(4.25, best.stepMillis());
    NoiseAdvice.Choice other = advice.choices().get(1);
    assertEquals(5, other.localSteps());
    assertEquals(22 / 21.25, other.relativeTime(), 1e-12);
    // Where noise is greater, larger minibatches pay.
    assertEquals(64, NoiseAdvice.of(sizes, 2, 1000, 5, 1000).choices().get(0).batch());
    assertEquals(1, NoiseAdvice.of(sizes, 2, 128, 0, 1000).choices().get(0).localSteps());
  }

  @Test
  void wrongOptionsAreRefused() {
    noise("--sizes", "8")
        .assertError(2, "--sizes needs at least two sizes, to see how the noise falls");
    noise("--sizes", "16,8").assertError(2, "--sizes must ascend, got 16 before 8");
    noise("--sizes", "0,8").assertError(2, "--sizes must be at least 1, got 0");
    noise("--network", "softmax", "--sizes", "8,512")
        .assertError(
            2,
            "--sizes: minibatches of 512 need at least 8,192 images, there are 3,000; give more"
                + " --examples or smaller sizes");
    noise("--model", "runs/none", "--network", "softmax")
        .assertError(2, "--model and --network exclude each other; give one of them");
    noise("--augment", "rotate=200")
        .assertError(2, "--augment: rotate must be in [0, 180], got 200.0");
  }

  private static Ran noise(String... options) {
    String[] fixed = {"noise", "--compute-only", "--json", "--data", DATA};
    String[] arguments = new String[fixed.length + options.length];
    System.arraycopy(fixed, 0, arguments, 0, fixed.length);
    System.arraycopy(options, 0, arguments, fixed.length, options.length);
    return Ran.command(arguments);
  }
}
