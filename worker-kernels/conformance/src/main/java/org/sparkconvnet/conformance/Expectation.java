package org.sparkconvnet.conformance;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.network.Node;

/**
 * What a backend of some precision must compute for a case, and how near.
 *
 * <p>Let d be the Euclidean distance of a tensor from its exact value in a run of the oracle under
 * a {@link Disturbance}. The tensor's tolerance is
 *
 * <pre>mean(d) + 12 deviation(d) + 2 max(d')</pre>
 *
 * with d of {@value #SAMPLES} runs whose decisions are held, and d' of {@value #CAUTIOUS_SAMPLES}
 * runs ({@value #CAUTIOUS_SAMPLES_OF_NARROW} in 16 bits) whose decisions (ReLU, max pooling) are
 * cautious. So it follows from the precision's unit roundoff, the length of every reduction on the
 * tensor's path, and the network's own conditioning: a sum that cancels, a small variance that
 * divides, a ReLU whose input lies within rounding of 0.
 *
 * <p>The factors: for one normal number of deviation s, mean(d) is 0.8 s and deviation(d) 0.6 s,
 * the smooth part 8 s, which the ratio of a normal number to a deviation measured on 12 others
 * exceeds with probability 4e-6 (Student's t). A suite compares some thousand such numbers, and
 * disturbances are bounds where roundings are mostly smaller. For a tensor of many independently
 * rounded numbers d hardly varies, and the tolerance is little more than its mean. A turned
 * decision moves a tensor by a fixed amount; the cautious runs turn several times as many as
 * rounding does, so the largest of them bounds it, and 2 is for chance. Where no cautious run turns
 * a decision, the last term is 0.
 *
 * <p>In float32 the inputs are drawn anew, a few times, until that is so: such inputs have the
 * tightest tolerances. In the other formats some decision nearly always turns, and the tolerance
 * covers that; the dyadic cases have none.
 */
final class Expectation {
  private static final int SAMPLES = 12;
  private static final int CAUTIOUS_SAMPLES = 6;
  private static final int CAUTIOUS_SAMPLES_OF_NARROW = 12;
  private static final int SPREAD_SAMPLES = 3;
  private static final double DEVIATIONS = 12;
  private static final double CHANCE = 2;
  private static final int MANY_TURNS = 4 * SPREAD_SAMPLES;

  /** A cautious decision sees this many times the deviation that rounding causes. */
  private static final double CAUTION = 5;

  private static final double CAUTION_AMID_MANY = 2;
  private static final int ATTEMPTS = 8;
  private static final Map<String, Expectation> KNOWN = new ConcurrentHashMap<>();

  private final ConformanceCase subject;
  private final Formats formats;
  private final Draw draw;
  private final OracleRun exact;
  private final Distances steady = new Distances();
  private final Distances cautious = new Distances();

  private Expectation(ConformanceCase subject, Formats formats, Draw draw) {
    this.subject = subject;
    this.formats = formats;
    this.draw = draw;
    this.exact = OracleRun.of(subject, draw, Arithmetic.EXACT);
  }

  /** Computed once per case and precision; every backend of this process meets the same. */
  static Expectation of(ConformanceCase subject, Formats formats) {
    return KNOWN.computeIfAbsent(subject + " " + formats, name -> settle(subject, formats));
  }

  Draw draw() {
    return draw;
  }

  /** The exact run. */
  Trace trace() {
    return exact.trace();
  }

  /** How far, in Euclidean distance, the named tensor may be from the exact one. */
  double tolerance(String tensor) {
    for (int step = 1; step <= exact.steps().size(); step++) {
      if (tensor.equals(Trace.correctName(step))) {
        return undecided(step);
      }
    }
    return reach(tensor);
  }

  private static Expectation settle(ConformanceCase subject, Formats formats) {
    int attempts = formats.precision() == Precision.FP32 ? ATTEMPTS : 1;
    for (int attempt = 1; ; attempt++) {
      Expectation expectation = new Expectation(subject, formats, subject.draw(attempt));
      if (!subject.decides() || expectation.sampleCautious(attempt == attempts)) {
        expectation.sampleSteady();
        return expectation;
      }
    }
  }

  private void sampleSteady() {
    for (int i = 0; i < SAMPLES; i++) {
      steady.add(run(Disturbance.steady(formats, exact.steps(), seed("steady", i))), exact);
    }
  }

  /** Stops and returns false where a decision turns, unless {@code turnsAllowed}. */
  private boolean sampleCautious(boolean turnsAllowed) {
    Map<String, Double> spread = spread();
    boolean turned = false;
    for (int i = 0; i < cautiousSamples(); i++) {
      OracleRun run = run(Disturbance.cautious(formats, spread, seed("cautious", i)));
      turned |= spread.keySet().stream().anyMatch(node -> run.turns(exact, node) > 0);
      if (turned && !turnsAllowed) {
        return false;
      }
      cautious.add(run, exact);
    }
    if (!turned) {
      cautious.clear();
    }
    return true;
  }

  private double reach(String tensor) {
    return steady.mean(tensor)
        + DEVIATIONS * steady.deviation(tensor)
        + CHANCE * cautious.largest(tensor);
  }

  /** Labels of the step that rounding could make right or wrong. */
  private int undecided(int step) {
    OracleStep at = exact.steps().get(step - 1);
    int[] labels = draw.minibatches().get(step - 1).labels();
    OracleLoss loss =
        OracleLoss.of(
            subject.network().criterion(), at.logits(), labels, subject.network().classes());
    int undecided = 0;
    for (int n = 0; n < labels.length; n++) {
      boolean near = Math.abs(loss.lead(n)) <= reach(Trace.hiddenLogitsName(step));
      undecided += near ? 1 : 0;
    }
    return undecided;
  }

  /**
   * Per ReLU and max pooling, how far its decision sees its input moved: the root mean square of
   * what rounding does to it, times a caution. Where rounding turns many decisions, samples show
   * most of them without; but the few that move a tensor far may be rare among them.
   */
  private Map<String, Double> spread() {
    Map<String, Double> spread = new HashMap<>();
    List<OracleRun> runs =
        IntStream.range(0, SPREAD_SAMPLES)
            .mapToObj(i -> run(Disturbance.free(formats, seed("free", i))))
            .toList();
    for (Node node : subject.network().nodes()) {
      if (exact.steps().get(0).decisions().containsKey(node.name())) {
        double square = 0;
        long turns = 0;
        for (OracleRun run : runs) {
          square += run.meanSquareFrom(exact, node.inputs().get(0)) / SPREAD_SAMPLES;
          turns += run.turns(exact, node.name());
        }
        double caution = turns < MANY_TURNS ? CAUTION : CAUTION_AMID_MANY;
        spread.put(node.name(), caution * Math.sqrt(square));
      }
    }
    return spread;
  }

  private int cautiousSamples() {
    return formats.precision() == Precision.FP32 ? CAUTIOUS_SAMPLES : CAUTIOUS_SAMPLES_OF_NARROW;
  }

  private OracleRun run(Disturbance disturbance) {
    return OracleRun.of(subject, draw, disturbance);
  }

  private long seed(String purpose, int sample) {
    return ConformanceSeed.of(subject + " " + purpose + " " + sample);
  }
}
