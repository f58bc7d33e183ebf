package org.sparkconvnet.onednn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.plan.Cost;
import org.sparkconvnet.plan.Plan;
import org.sparkconvnet.plan.Planner;

/**
 * Finds the fastest way to run each op of a plan, by timing whole steps, because a layout that
 * suits one op costs its neighbours reorders.
 *
 * <p>First every op is timed in every way it can run, all ops of a step at once. The best of four
 * sets of choices (all as oneDNN likes, all channels-last, the same with pooled gradients where
 * those are faster, each op's own fastest) is then improved by coordinate descent: one group of
 * equal ops changes at a time, the most promising change first, and a change stays only if it makes
 * the whole step faster by more than {@link #MARGIN}.
 *
 * <p>The descent ends after {@link TuningTimes#all} or when no change helps; the timings before it
 * take {@link TuningTimes#profile}, or a few steps, for each of about ten ways. Plans with many
 * FLOPs are tuned at a smaller minibatch, so that a step takes about a tenth of a second, or one
 * example's time.
 */
final class Tuner {
  private static final double MARGIN = 0.01;
  private static final double HOPELESS = 0.03;

  /** An op slower than this, compared with the choice it would replace, is not tried in a step. */
  private static final double SLOWER_BY = 1.25;

  /** A group whose ops take less of a step than this is left as its own fastest. */
  private static final double NEGLIGIBLE = 0.005;

  private static final double STEP_FLOPS = 8e9;
  private static final int PROFILED_AT_LEAST = 3;
  private static final int ROUNDS = 10;
  private static final int ROUNDS_AT_LEAST = 3;

  private final Plan plan;
  private final Precision precision;
  private final TuningTimes within;
  private final List<Candidates.Group> groups;
  private final Map<Candidates.Group, Map<Choice, Long>> times = new HashMap<>();

  private Tuner(Plan plan, Precision precision, TuningTimes within) {
    this.plan = plan;
    this.precision = precision;
    this.within = within;
    this.groups = Candidates.of(plan, OneDnnExecutable.activationType(precision));
    groups.forEach(group -> times.put(group, new HashMap<>()));
  }

  /** One group's change to another choice, and what the ops' own times promise of it. */
  private record Move(Candidates.Group group, Choice choice, long gain) {}

  /** Op name to choice, for every op that has one. */
  static Map<String, String> tune(Plan plan, Precision precision, TuningTimes within) {
    OpenMp.useOneThread();
    Map<String, String> found = new Tuner(shrunk(plan), precision, within).search();
    return Candidates.fitted(plan, OneDnnExecutable.activationType(precision), found);
  }

  private Map<String, String> search() {
    profileAll();
    Trial best = start();
    try {
      long deadline = System.nanoTime() + within.all().toNanos();
      boolean improved = true;
      while (improved && System.nanoTime() < deadline) {
        improved = false;
        for (Move move : moves(best.choices())) {
          if (System.nanoTime() >= deadline) {
            break;
          }
          Trial challenger = trial(with(best.choices(), move.group(), move.choice()));
          Trial winner = faster(best, challenger);
          improved |= winner == challenger;
          (winner == challenger ? best : challenger).close();
          best = winner;
        }
      }
      return best.choices();
    } finally {
      best.close();
    }
  }

  /** The same network at a minibatch whose step has no more than about {@link #STEP_FLOPS}. */
  private static Plan shrunk(Plan plan) {
    double flops = Cost.of(plan).flops();
    if (flops <= STEP_FLOPS || plan.batch() == 1) {
      return plan;
    }
    int batch = (int) Math.max(1, plan.batch() * STEP_FLOPS / flops);
    return Planner.plan(plan, batch);
  }

  /** Times every op in every way, as many steps as there are ways. */
  private void profileAll() {
    for (Choice.Form form : Choice.Form.values()) {
      for (int rank = 0; rank < ranks(form); rank++) {
        int of = rank;
        Map<Candidates.Group, Choice> chosen = new HashMap<>();
        groups.forEach(group -> chosen.put(group, group.choice(form, of)));
        try (Trial trial = trial(texts(chosen::get))) {
          if (form == Choice.Form.POOLED) {
            warmUp(trial);
          }
          record(chosen, profile(trial));
        }
      }
    }
  }

  private CallTimings profile(Trial trial) {
    CallTimings timings = trial.timings();
    long end = System.nanoTime() + within.profile().toNanos();
    for (int step = 0; step < PROFILED_AT_LEAST || System.nanoTime() < end; step++) {
      trial.time(timings);
    }
    return timings;
  }

  /** Runs Java kernels until they are compiled; before that they are many times slower. */
  private void warmUp(Trial trial) {
    long end = System.nanoTime() + within.warmUp().toNanos();
    while (System.nanoTime() < end) {
      trial.time(trial.timings());
    }
  }

  private int ranks(Choice.Form form) {
    return groups.stream()
        .mapToInt(
            group -> (int) group.choices().stream().filter(choice -> choice.form() == form).count())
        .max()
        .orElse(0);
  }

  private void record(Map<Candidates.Group, Choice> chosen, CallTimings timings) {
    for (Candidates.Group group : groups) {
      long sum = group.timed().stream().mapToLong(timings::of).sum();
      if (sum > 0) {
        times.get(group).merge(chosen.get(group), sum, Math::min);
      }
    }
  }

  private Trial start() {
    Trial best = trial(texts(group -> group.choice(Choice.Form.ANY, 0)));
    List<Function<Candidates.Group, Choice>> others =
        List.of(
            group -> group.choice(Choice.Form.NHWC, 0),
            group -> group.mayBePooled() ? fastest(group) : group.choice(Choice.Form.NHWC, 0),
            this::fastest);
    for (Function<Candidates.Group, Choice> other : others) {
      Trial challenger = trial(texts(other));
      Trial winner = faster(best, challenger);
      (winner == best ? challenger : best).close();
      best = winner;
    }
    return best;
  }

  private Choice fastest(Candidates.Group group) {
    return times.get(group).entrySet().stream()
        .min(Map.Entry.comparingByValue())
        .orElseThrow()
        .getKey();
  }

  /** Ops that run as part of another's call, so that their own choices do not matter. */
  private Set<String> covered(Map<String, String> choices) {
    return groups.stream()
        .filter(group -> choices.get(group.ops().get(0)).equals(Choice.Form.POOLED.text()))
        .flatMap(group -> group.timed().stream().filter(op -> !group.ops().contains(op)))
        .collect(Collectors.toSet());
  }

  /** Changes from {@code choices}, the most promising first. */
  private List<Move> moves(Map<String, String> choices) {
    long all = groups.stream().mapToLong(group -> now(group, choices)).sum();
    Set<String> covered = covered(choices);
    List<Move> moves = new ArrayList<>();
    for (Candidates.Group group : groups) {
      long now = now(group, choices);
      if (now < NEGLIGIBLE * all || covered.containsAll(group.ops())) {
        continue;
      }
      String current = choices.get(group.ops().get(0));
      times
          .get(group)
          .forEach(
              (choice, time) -> {
                if (!choice.text().equals(current) && time < SLOWER_BY * now) {
                  moves.add(new Move(group, choice, now - time));
                }
              });
    }
    moves.sort(Comparator.comparingLong((Move move) -> -move.gain()));
    return moves;
  }

  /** What the group's ops take as chosen. */
  private long now(Candidates.Group group, Map<String, String> choices) {
    String op = group.ops().get(0);
    return times.get(group).get(Choice.parse(op, choices.get(op)));
  }

  /** Runs both in turn, so that other load on the machine falls on both alike. */
  private Trial faster(Trial champion, Trial challenger) {
    CallTimings timings = champion.timings();
    CallTimings challenging = challenger.timings();
    long end = System.nanoTime() + within.comparison().toNanos();
    for (int round = 1; round <= ROUNDS; round++) {
      champion.time(timings);
      challenger.time(challenging);
      boolean hopeless = challenging.step() > (1 + HOPELESS) * timings.step();
      if (round >= ROUNDS_AT_LEAST && (hopeless || System.nanoTime() >= end)) {
        break;
      }
    }
    return challenging.step() < (1 - MARGIN) * timings.step() ? challenger : champion;
  }

  private Trial trial(Map<String, String> choices) {
    return new Trial(plan, precision, choices);
  }

  private Map<String, String> texts(Function<Candidates.Group, Choice> chosen) {
    Map<String, String> texts = new HashMap<>();
    for (Candidates.Group group : groups) {
      String text = chosen.apply(group).text();
      group.ops().forEach(op -> texts.put(op, text));
    }
    return texts;
  }

  private static Map<String, String> with(
      Map<String, String> choices, Candidates.Group group, Choice choice) {
    Map<String, String> changed = new HashMap<>(choices);
    group.ops().forEach(op -> changed.put(op, choice.text()));
    return changed;
  }
}
