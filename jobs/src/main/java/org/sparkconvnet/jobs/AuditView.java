package org.sparkconvnet.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sparkconvnet.audit.ChiSquared;
import org.sparkconvnet.audit.DataAudit;

/** An audit of data in words or as JSON. */
final class AuditView {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final double IMBALANCE = 3;
  private static final double FAR_TAIL = 1e-15;

  private final DataAudit audit;
  private final int workers;

  AuditView(DataAudit audit, int workers) {
    this.audit = audit;
    this.workers = workers;
  }

  /** Tables, then advice. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append(classes()).append('\n');
    text.append(tests()).append('\n');
    text.append(repeats());
    for (DataAudit.Repeats found : List.of(audit.exact(), audit.near())) {
      for (DataAudit.Example example : found.examples()) {
        text.append(
            "  %s %s %s%s%n"
                .formatted(
                    place(example.secondInTest(), example.second()),
                    found == audit.exact() ? "equals" : "is nearly",
                    place(example.firstInTest(), example.first()),
                    example.sameLabel() ? "" : ", with another label"));
      }
    }
    text.append('\n');
    List<String> advice = advice();
    if (advice.isEmpty()) {
      text.append("nothing is amiss\n");
    }
    advice.forEach(line -> text.append("- ").append(line).append('\n'));
    return text.toString();
  }

  private TextTable classes() {
    TextTable table = new TextTable("lrr").row("class", "training", "test");
    for (int label = 0; label < audit.classNames().size(); label++) {
      table.row(
          audit.classNames().get(label),
          Units.count(audit.training().classCounts().get(label)),
          Units.count(audit.test().classCounts().get(label)));
    }
    return table
        .row("all", Units.count(audit.training().size()), Units.count(audit.test().size()))
        .row(
            "of one colour",
            Units.count(audit.training().constant()),
            Units.count(audit.test().constant()))
        .row(
            "nearly blank",
            Units.count(audit.training().nearlyBlank()),
            Units.count(audit.test().nearlyBlank()));
  }

  private TextTable tests() {
    TextTable table = new TextTable("lrrrl").row("labels", "chi-squared", "degrees", "p", "");
    test(table, "over " + workers + " shards", audit.shards());
    test(table, "along the first epoch of worker 1", audit.trainedOrder());
    test(table, "along the order they are stored in", audit.storedOrder());
    return table;
  }

  private static void test(TextTable table, String name, ChiSquared test) {
    table.row(
        name,
        String.format(Locale.ROOT, "%.1f", test.statistic()),
        test.degrees(),
        probability(test.probability()),
        test.suspicious() ? "depend" : "independent");
  }

  /** As in {@code 0.43}, {@code 2.1e-07} or {@code < 1e-15}. */
  static String probability(double p) {
    if (p < FAR_TAIL) {
      return "< 1e-15";
    }
    return String.format(Locale.ROOT, p < 0.001 ? "%.1e" : "%.3f", p);
  }

  private TextTable repeats() {
    TextTable table =
        new TextTable("lrrrr")
            .row("duplicates", "in training", "in test", "test in training", "labels differ");
    repeats(table, "exact", audit.exact());
    repeats(table, "near", audit.near());
    return table;
  }

  private static void repeats(TextTable table, String name, DataAudit.Repeats found) {
    table.row(
        name,
        Units.count(found.withinTraining()),
        Units.count(found.withinTest()),
        Units.count(found.across()),
        Units.count(found.conflicting()));
  }

  private static String place(boolean inTest, int index) {
    return (inTest ? "test image " : "training image ") + index;
  }

  /** What to do about what is amiss. */
  List<String> advice() {
    List<String> advice = new ArrayList<>();
    long across = audit.exact().across() + audit.near().across();
    if (across > 0) {
      advice.add(
          "%s of %s test images (%s) are in the training set, too: remove them from it, or test accuracy flatters"
              .formatted(
                  Units.count(across),
                  Units.count(audit.test().size()),
                  Units.percent((double) across / audit.test().size())));
    }
    long conflicting = audit.exact().conflicting() + audit.near().conflicting();
    if (conflicting > 0) {
      advice.add(
          "%s pairs of duplicates have different labels: one of each pair is wrong"
              .formatted(Units.count(conflicting)));
    }
    long within = audit.exact().withinTraining() + audit.near().withinTraining();
    if (within > audit.training().size() / 100) {
      advice.add(
          "%s pairs of training images are duplicates: they weigh twice, and a validation split would share them"
              .formatted(Units.count(within)));
    }
    adviseOnClasses(advice);
    long blank = audit.training().constant() + audit.training().nearlyBlank();
    if (blank > 0) {
      advice.add(
          "%s training images are blank or nearly so: look whether they were damaged"
              .formatted(Units.count(blank)));
    }
    adviseOnOrder(advice);
    return advice;
  }

  private void adviseOnClasses(List<String> advice) {
    long least = audit.training().classCounts().stream().mapToLong(c -> c).min().orElse(0);
    long most = audit.training().classCounts().stream().mapToLong(c -> c).max().orElse(0);
    if (least == 0) {
      advice.add("a class has no training image at all");
    } else if (most > IMBALANCE * least) {
      advice.add(
          "the largest class has %.1f times the images of the smallest: weigh the classes, or watch each one's recall"
              .formatted((double) most / least));
    }
  }

  private void adviseOnOrder(List<String> advice) {
    if (audit.shards().suspicious() || audit.trainedOrder().suspicious()) {
      advice.add(
          "labels depend on the shard or on the order they are met in: try another --seed, and see whether the data repeat");
    }
    if (audit.storedOrder().suspicious()) {
      advice.add(
          "labels depend on the order the images are stored in (sorted by class?): harmless as long as training shuffles");
    }
  }

  /** One JSON object. */
  String json() {
    ObjectNode json = MAPPER.createObjectNode();
    ArrayNode names = json.putArray("classes");
    audit.classNames().forEach(names::add);
    json.set("training", part(audit.training()));
    json.set("test", part(audit.test()));
    json.put("workers", workers);
    ObjectNode tests = json.putObject("labels");
    tests.set("over_shards", test(audit.shards()));
    tests.set("along_first_epoch", test(audit.trainedOrder()));
    tests.set("along_stored_order", test(audit.storedOrder()));
    ObjectNode repeats = json.putObject("duplicates");
    repeats.set("exact", repeats(audit.exact()));
    repeats.set("near", repeats(audit.near()));
    ArrayNode lines = json.putArray("advice");
    advice().forEach(lines::add);
    return json.toString();
  }

  private static ObjectNode part(DataAudit.Part part) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("images", part.size());
    ArrayNode counts = json.putArray("class_counts");
    part.classCounts().forEach(counts::add);
    json.put("constant", part.constant());
    json.put("nearly_blank", part.nearlyBlank());
    return json;
  }

  private static ObjectNode test(ChiSquared test) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("chi_squared", test.statistic());
    json.put("degrees", test.degrees());
    json.put("p", test.probability());
    json.put("independent", !test.suspicious());
    return json;
  }

  private static ObjectNode repeats(DataAudit.Repeats found) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("within_training", found.withinTraining());
    json.put("within_test", found.withinTest());
    json.put("test_in_training", found.across());
    json.put("labels_differ", found.conflicting());
    ArrayNode examples = json.putArray("examples");
    for (DataAudit.Example example : found.examples()) {
      ObjectNode pair = examples.addObject();
      pair.put("first", place(example.firstInTest(), example.first()));
      pair.put("second", place(example.secondInTest(), example.second()));
      pair.put("same_label", example.sameLabel());
    }
    return json;
  }
}
