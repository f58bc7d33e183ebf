package org.sparkconvnet.conformance;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkconvnet.backend.Backend;
import org.sparkconvnet.backend.BackendException;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.optimizer.UpdateRule;
import org.sparkconvnet.plan.Fusion;
import org.sparkconvnet.plan.Op;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;

/**
 * What every backend must pass; a test class per backend and precision extends it. A bug that it
 * missed means improving it, not only the backend.
 *
 * <p>Numbers are held to the double-precision {@link Oracle}, within tolerances that {@link
 * Expectation} derives; nothing here is tuned to a backend. Everything else is held to the bit:
 *
 * <ul>
 *   <li>equal inputs give equal bits, on the same executable, on another of the same plan, on
 *       another thread, whatever ran before or runs in between;
 *   <li>arrays are copied in and out, none is kept;
 *   <li>in inference an example's logits depend on no other example;
 *   <li>parameters and state come back as written; reading changes nothing.
 * </ul>
 *
 * <p>And misuse is refused: arrays of the wrong length and labels outside [0, classes) with {@link
 * IllegalArgumentException}; use after close, before a minibatch is loaded, or for what the plan's
 * mode is not, with {@link IllegalStateException}; another backend's tuning or an unusable
 * precision with {@link BackendException}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BackendConformance {
  private Backend backend;

  /** The name users give to the backend, as {@code -Drequire} does. */
  protected abstract String name();

  /**
   * Opens the backend; called once, and the suite closes it.
   *
   * @throws BackendException where this machine does not have it: the suite is then skipped, or
   *     fails where {@link Requirements} say so
   */
  protected abstract Backend backend();

  /** The precision that this class holds the backend to; float32 unless overridden. */
  protected Precision precision() {
    return Precision.FP32;
  }

  /** What else is held in the format of that precision; nothing unless overridden. */
  protected Set<Narrowed> narrowed() {
    return Set.of();
  }

  /** What is run; backends add their own. */
  protected List<ConformanceCase> cases() {
    return ConformanceCases.all();
  }

  /** What is run for its bits; fewer than {@link #cases} where a backend is slow. */
  protected List<ConformanceCase> bitCases() {
    return cases();
  }

  /** Which rewritings plans are made with: all of the backend's, and none. */
  protected List<Set<Fusion>> fusionSets() {
    return List.copyOf(new LinkedHashSet<>(List.of(fusions(), Set.of())));
  }

  /** The open backend, for tests that a backend adds. */
  protected final Backend opened() {
    return backend;
  }

  @BeforeAll
  final void open() {
    try {
      backend = backend();
      backend.report().require(precision());
    } catch (BackendException absent) {
      Requirements.skip(name(), precision(), absent.getMessage());
    }
  }

  @AfterAll
  final void close() {
    if (backend != null) {
      backend.close();
    }
  }

  @ParameterizedTest(name = "{0}, fusions {1}")
  @MethodSource("casesWithFusions")
  final void agreesWithTheOracle(ConformanceCase subject, Set<Fusion> fusions) {
    Expectation expectation = Expectation.of(subject, new Formats(precision(), narrowed()));
    try (BackendRun run = BackendRun.open(backend, precision(), subject, fusions)) {
      Comparison.agree(where(subject, fusions), expectation, run.run(expectation.draw()));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bitCases")
  final void repeatsItsBits(ConformanceCase subject) {
    checks(subject).repeats();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bitCases")
  final void forgetsEarlierInputs(ConformanceCase subject) {
    checks(subject).forgets();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bitCases")
  final void sharesNothingWithAnother(ConformanceCase subject) {
    checks(subject).interleaves();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bitCases")
  final void infersEachExampleAlone(ConformanceCase subject) {
    checks(subject).infersEachExampleAlone();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bitCases")
  final void keepsWhatIsWritten(ConformanceCase subject) {
    checks(subject).keepsWhatIsWritten();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("smallNetworks")
  final void runsOnAnyThread(ConformanceCase subject) {
    checks(subject).movesBetweenThreads();
    checks(subject).runsBesideAnother();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("smallNetworks")
  final void agreesWithTheOracleWhenTuned(ConformanceCase subject) {
    Expectation expectation = Expectation.of(subject, new Formats(precision(), narrowed()));
    try (BackendRun run = BackendRun.open(backend, precision(), subject, fusions(), true)) {
      String where = where(subject, fusions()) + ", tuned";
      Trace found = run.run(expectation.draw());
      Comparison.agree(where, expectation, found);
      Comparison.sameBits(where, "when repeated", found, run.run(expectation.draw()));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("foldingCases")
  final void agreesWithTheOracleWhenNormalizationsAreFolded(ConformanceCase subject) {
    Formats formats = new Formats(precision(), narrowed());
    for (Set<Fusion> fusions : fusionSets()) {
      new FoldingChecks(backend, formats, subject).agree(fusions);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("updateRules")
  final void updatesAsPublished(String name, UpdateRule rule) {
    UpdateChecks checks = new UpdateChecks(backend, precision(), fusions());
    checks.agrees(name, rule);
    checks.moves(name, rule);
  }

  @Test
  final void plainUpdatesAreDescent() {
    new UpdateChecks(backend, precision(), fusions()).plainIsDescent();
  }

  @Test
  final void refusesMisuse() {
    new MisuseChecks(backend, precision(), fusions()).all();
  }

  @Test
  final void takesDistributionsInPlaceOfLabels() {
    for (Layer.Loss loss : LossCases.LOSSES_OF_FOUR) {
      new DistributionChecks(backend, precision(), fusions(), loss).all();
    }
    new DistributionChecks(backend, precision(), fusions(), new Layer.SoftmaxCrossEntropy())
        .refusesWithoutTargets();
  }

  /** Every case with every set of fusions that gives it other ops than an earlier set. */
  final Stream<Arguments> casesWithFusions() {
    List<Arguments> arguments = new ArrayList<>();
    for (ConformanceCase subject : cases()) {
      Set<List<Op>> seen = new HashSet<>();
      for (Set<Fusion> fusions : fusionSets()) {
        List<Op> ops = new ArrayList<>();
        for (Plan.Mode mode : Plan.Mode.values()) {
          ops.addAll(Planner.plan(subject.network(), subject.batch(), mode, fusions).ops());
        }
        if (seen.add(ops)) {
          arguments.add(Arguments.of(subject, fusions));
        }
      }
    }
    return arguments.stream();
  }

  /** Arguments of what evaluation makes of batch normalisations. */
  final Stream<ConformanceCase> foldingCases() {
    return FoldingCases.all();
  }

  /** Rules by name. */
  final Stream<Arguments> updateRules() {
    return UpdateChecks.rules().entrySet().stream()
        .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  /** Arguments of what need not be seen on every layer. */
  final List<ConformanceCase> smallNetworks() {
    return ConformanceCases.smallNetworks();
  }

  private Set<Fusion> fusions() {
    return backend.fusions(precision());
  }

  private BitChecks checks(ConformanceCase subject) {
    return new BitChecks(backend, precision(), fusions(), subject);
  }

  private String where(ConformanceCase subject, Set<Fusion> fusions) {
    return name() + "/" + precision().text() + ", network '" + subject + "', fusions " + fusions;
  }
}
