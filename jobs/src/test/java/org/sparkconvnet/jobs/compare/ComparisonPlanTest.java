package org.sparkconvnet.jobs.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkconvnet.io.FileFormatException;
import org.sparkconvnet.network.Layer;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.network.Node;

class ComparisonPlanTest {
  private static final String PLAN =
      """
      {"format": "spark-convnet comparisons 1", "title": "T", "text": "t",
       "common": "--epochs 2", "seeds": [1, 2],
       "networks": [{"name": "changed", "base": "convnetjs-cifar10", "edits": [
         {"at": "relu*", "replace": {"type": "tanh"}},
         {"at": "conv1", "after": {"type": "batch_normalization"}},
         {"at": "classifier", "before": {"name": "drop", "type": "dropout", "rate": 0.5}},
         {"at": "pool3", "remove": true},
         {"at": "conv*", "set": {"initializer": "he"}}]}],
       "comparisons": [{"name": "c", "title": "C", "text": "c", "loss_target": 1.5, "variants": [
         {"name": "without"}, {"name": "with", "options": " --network  network:changed "}]}]}
      """;

  @Test
  void namesTheArgumentsOfEachRun() throws JsonProcessingException {
    ComparisonPlan plan = parse(PLAN);
    Comparison comparison = plan.comparisons().get(0);
    assertEquals(1.5, comparison.lossTarget().getAsDouble());
    assertEquals(
        List.of("--epochs", "2", "--seed", "7"),
        plan.arguments(comparison.variants().get(0), 7, "nets"));
    assertEquals(
        List.of("--epochs", "2", "--network", "nets/changed.json", "--seed", "1"),
        plan.arguments(comparison.variants().get(1), 1, "nets"));
  }

  @Test
  void changesTheLayersOfANetwork() throws JsonProcessingException {
    Network network = parse(PLAN).networks().get(0).network();
    assertEquals(
        List.of(
            "conv1",
            "conv1.batch_normalization",
            "relu1",
            "pool1",
            "conv2",
            "relu2",
            "pool2",
            "conv3",
            "relu3",
            "drop",
            "classifier",
            "loss"),
        network.nodes().stream().map(Node::name).toList());
    assertEquals(List.of("conv1.batch_normalization"), network.nodes().get(2).inputs());
    assertEquals("he", ((Layer.Convolution) network.nodes().get(4).layer()).initializer().text());
    assertEquals(Layer.Activate.class, network.nodes().get(5).layer().getClass());
  }

  @Test
  void saysWhereAPlanIsWrong() {
    refuses("comparisons 1", "comparisons 2", "the plan: format is not");
    refuses("[1, 2]", "[1, 2.5]", "the plan: 'seeds' must be whole numbers");
    refuses("[1, 2]", "[]", "the plan: it needs a seed and a comparison at least");
    refuses("network:changed", "network:absent", "'network:absent' is none of its networks");
    refuses("\"c\", \"title\"", "\"../c\", \"title\"", "'../c' is no name");
    refuses("\"without\"", "\"with\"", "two have the name 'with'");
    refuses("\"remove\"", "\"drop\"", "networks 1, edits 4: an edit has one of before");
    refuses("\"pool3\"", "\"pool9\"", "network 'changed': no layer is called 'pool9'");
    refuses("convnetjs-cifar10", "resnet20", "only a chain of layers can be edited");
    refuses("\"tanh\"", "\"than\"", "unknown type 'than'");
    refuses("{\"name\": \"without\"},", "", "comparison 'c' needs two variants or more");
    refuses("\"title\": \"C\"", "\"title\": 3", "comparisons 1: 'title' must be a text");
  }

  private static void refuses(String right, String wrong, String message) {
    FileFormatException refused =
        assertThrows(FileFormatException.class, () -> parse(PLAN.replace(right, wrong)), wrong);
    assertEquals(true, refused.getMessage().startsWith("plan.json: "), () -> refused.getMessage());
    assertEquals(true, refused.getMessage().contains(message), () -> refused.getMessage());
  }

  private static ComparisonPlan parse(String text) throws JsonProcessingException {
    return ComparisonPlan.parse(new ObjectMapper().readTree(text), "plan.json");
  }
}
