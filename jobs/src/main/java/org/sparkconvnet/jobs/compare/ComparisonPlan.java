package org.sparkconvnet.jobs.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import org.sparkconvnet.io.FileFormatException;

/**
 * What to compare: {@code {"format": "spark-convnet comparisons 1", "title": ..., "text": ...,
 * "common": "--epochs 4 --workers 2", "seeds": [1, 2, 3], "networks": [...], "comparisons":
 * [{"name": ..., "title": ..., "text": ..., "loss_target": 1.3, "variants": [{"name": ...,
 * "options": "--momentum 0"}, ...]}]}}. Options are separated by blanks; {@code network:NAME} in
 * them stands for the file of the plan's own network of that name (see {@link NetworkEdit}).
 *
 * @param common what every run is told
 * @param seeds each variant is trained once with each
 */
public record ComparisonPlan(
    String title,
    String text,
    List<String> common,
    List<Long> seeds,
    List<NetworkEdit> networks,
    List<Comparison> comparisons) {
  /** The value of {@code format} that this class reads. */
  public static final String FORMAT = "spark-convnet comparisons 1";

  private static final Pattern FILE_NAME = Pattern.compile("[a-z0-9][a-z0-9.-]*");
  private static final String NETWORK = "network:";

  public ComparisonPlan {
    common = List.copyOf(common);
    seeds = List.copyOf(seeds);
    networks = List.copyOf(networks);
    comparisons = List.copyOf(comparisons);
  }

  /**
   * Reads a plan.
   *
   * @param where the file, for messages
   * @throws FileFormatException naming the file and what is wrong in it
   */
  public static ComparisonPlan parse(JsonNode json, String where) {
    PlanFields root = new PlanFields(json, where, "the plan");
    if (!root.text("format").equals(FORMAT)) {
      throw root.wrong("format is not '" + FORMAT + "'");
    }
    List<NetworkEdit> networks = new ArrayList<>();
    for (PlanFields network : root.objects("networks")) {
      networks.add(NetworkEdit.parse(network));
    }
    List<Comparison> comparisons = new ArrayList<>();
    for (PlanFields comparison : root.objects("comparisons")) {
      comparisons.add(comparison(comparison));
    }
    ComparisonPlan plan =
        new ComparisonPlan(
            root.text("title"),
            root.text("text"),
            root.words("common"),
            root.integers("seeds"),
            networks,
            comparisons);
    plan.require(root);
    return plan;
  }

  private static Comparison comparison(PlanFields fields) {
    List<Variant> variants = new ArrayList<>();
    for (PlanFields variant : fields.objects("variants")) {
      variants.add(new Variant(variant.text("name"), variant.words("options")));
    }
    Comparison comparison =
        new Comparison(
            fields.text("name"),
            fields.text("title"),
            fields.text("text"),
            fields.has("loss_target")
                ? OptionalDouble.of(fields.number("loss_target"))
                : OptionalDouble.empty(),
            variants);
    if (variants.size() < 2) {
      throw fields.wrong("comparison '" + comparison.name() + "' needs two variants or more");
    }
    requireDistinct(fields, variants.stream().map(Variant::name).toList());
    return comparison;
  }

  private void require(PlanFields root) {
    if (seeds.isEmpty() || comparisons.isEmpty()) {
      throw root.wrong("it needs a seed and a comparison at least");
    }
    List<String> names = comparisons.stream().map(Comparison::name).toList();
    requireDistinct(root, names);
    List<String> drawn = networks.stream().map(NetworkEdit::name).toList();
    requireDistinct(root, drawn);
    for (List<String> some : List.of(names, drawn)) {
      for (String name : some) {
        if (!FILE_NAME.matcher(name).matches()) {
          throw root.wrong("'" + name + "' is no name of small letters, digits, dots and hyphens");
        }
      }
    }
    for (Comparison comparison : comparisons) {
      for (Variant variant : comparison.variants()) {
        for (String option : variant.options()) {
          if (option.startsWith(NETWORK) && !drawn.contains(option.substring(NETWORK.length()))) {
            throw root.wrong("'" + option + "' is none of its networks");
          }
        }
      }
    }
  }

  private static void requireDistinct(PlanFields fields, List<String> names) {
    Set<String> met = new HashSet<>();
    for (String name : names) {
      if (!met.add(name)) {
        throw fields.wrong("two have the name '" + name + "'");
      }
    }
  }

  /**
   * The arguments of one run of {@code train}, but for its data and its folder.
   *
   * @param networkFolder where the plan's own networks were written
   */
  public List<String> arguments(Variant variant, long seed, String networkFolder) {
    List<String> arguments = new ArrayList<>(common);
    for (String option : variant.options()) {
      arguments.add(
          option.startsWith(NETWORK)
              ? networkFolder + "/" + option.substring(NETWORK.length()) + ".json"
              : option);
    }
    arguments.add("--seed");
    arguments.add(Long.toString(seed));
    return arguments;
  }
}
