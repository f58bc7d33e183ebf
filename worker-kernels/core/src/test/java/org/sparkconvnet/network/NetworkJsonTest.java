package org.sparkconvnet.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkconvnet.zoo.Zoo;

class NetworkJsonTest {
  static java.util.List<String> names() {
    return Zoo.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void zooNetworksSurviveTheRoundTrip(String name) {
    Network network = Zoo.get(name).network();
    assertEquals(network, NetworkJson.read(NetworkJson.write(network), "test"));
  }

  @Test
  void everyLayerKindSurvivesTheRoundTrip() {
    Network network =
        Network.builder("all", Shape.of(4, 9, 9))
            .initializer(new Initializer.Gaussian(0.125))
            .groupedConvolution("conv", 6, Window.square(3).withDilation(2).withPadding(2), 2)
            .batchNormalization("norm")
            .relu("relu")
            .averagePooling("average", Window.square(3).withPadding(1))
            .concatenation("both", "relu", "average")
            .dropout("dropout", 0.25)
            .radialBasis("basis", 1.5)
            .spatialDropout("channels", 0.5)
            .groupNormalization("groups", 4)
            .localResponseNormalization("local", 3, 0.1, 0.5, 2)
            .add("twice", "local", "both")
            .maxPooling("max", Window.square(2).withStride(2))
            .maxout("maxout", 2)
            .flatten("flat")
            .initializer(new Initializer.UniformGlorot())
            .dense("hidden", 5)
            .softmaxCrossEntropy("loss")
            .build();
    assertEquals(network, NetworkJson.read(NetworkJson.write(network), "test"));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RELU")
  void everyActivationSurvivesTheRoundTrip(Activation.Function function) {
    double alpha = function.hasAlpha() ? 0.375 : 0;
    Network network =
        Network.builder("active", Shape.of(4))
            .activation("usual", function)
            .activation("set", new Activation(function, alpha))
            .softmaxCrossEntropy("loss")
            .build();
    String json = NetworkJson.write(network);
    assertEquals(network, NetworkJson.read(json, "test"));
    String defaults = json.replaceFirst("\"alpha\" : [0-9.]+,", "");
    assertEquals(network, NetworkJson.read(defaults, "test"));
  }

  @Test
  void everyLossSurvivesTheRoundTrip() {
    for (Layer.Loss loss :
        List.of(
            new Layer.SoftmaxCrossEntropy(0.1, List.of()),
            new Layer.SoftmaxCrossEntropy(0, List.of(0.5, 2.0, 1.0)),
            new Layer.QuadraticError(),
            new Layer.SigmoidCrossEntropy())) {
      Network network = Network.builder("n", Shape.of(3)).layer("loss", loss).build();
      assertEquals(network, NetworkJson.read(NetworkJson.write(network), "test"));
    }
  }

  @Test
  void theUsualLossIsWrittenAsEver() {
    Network network = Network.builder("n", Shape.of(3)).softmaxCrossEntropy("loss").build();
    String json = NetworkJson.write(network).replaceAll("\\s+", "");
    assertTrue(
        json.contains("{\"name\":\"loss\",\"type\":\"softmax_cross_entropy\",\"inputs\":["), json);
  }

  @Test
  void whatIsLeftOutTakesItsDefault() {
    Network network =
        NetworkJson.read(
            "{'format':'spark-convnet network 1','name':'small','input':[1,8,8],'layers':["
                    .replace('\'', '"')
                + "{'name':'c','type':'convolution','filters':2,'kernel':[3,3]},".replace('\'', '"')
                + "{'name':'p','type':'max_pooling','kernel':[2,2]},".replace('\'', '"')
                + "{'name':'d','type':'dense','units':3},".replace('\'', '"')
                + "{'name':'l','type':'softmax_cross_entropy'}]}".replace('\'', '"'),
            "test");
    Network same =
        Network.builder("small", Shape.of(1, 8, 8))
            .convolution("c", 2, Window.square(3))
            .maxPooling("p", Window.square(2).withStride(2))
            .dense("d", 3)
            .softmaxCrossEntropy("l")
            .build();
    assertEquals(same, network);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{'name':'d','type':'dense'}|net.json: layer 'd' lacks 'units'",
        "{'name':'d','type':'dense','units':1.5}|net.json: layer 'd': 'units' must be a whole"
            + " number, got 1.5",
        "{'name':'d','type':'dense','units':3,'unitz':4}|net.json: layer 'd' has an unknown setting"
            + " 'unitz'",
        "{'name':'d','type':'dense','units':3,'initializer':'xavier'}|net.json: layer 'd': unknown"
            + " initializer 'xavier'; there are he, uniform-fan-in, uniform-glorot,"
            + " gaussian-glorot, orthogonal, gaussian:DEVIATION and constant:VALUE",
        "{'name':'d','type':'dropout','rate':1}|net.json: layer 'd': a dropout rate must be in [0,"
            + " 1), got 1.0",
        "{'name':'d','type':'leaky_relu','alpha':-1}|net.json: layer 'd': leaky_relu's alpha must"
            + " be positive, got -1.0",
        "{'name':'d','type':'tanh','alpha':1}|net.json: layer 'd' has an unknown setting 'alpha'",
        "{'name':'d','type':'softmax_cross_entropy','smoothing':1}|net.json: layer 'd': label"
            + " smoothing must be in [0, 1), got 1.0",
        "{'name':'d','type':'quadratic_error','smoothing':0.1}|net.json: layer 'd' has an unknown"
            + " setting 'smoothing'",
        "{'type':'relu'}|net.json: layer 1 lacks 'name'",
        "7|net.json: layer 1 must be a JSON object",
      })
  void aWrongLayerIsNamed(String layer, String message) {
    String json =
        "{'format':'spark-convnet network 1','name':'n','input':[1,8,8],'layers':[" + layer + "]}";
    NetworkException error =
        assertThrows(
            NetworkException.class,
            () -> NetworkJson.read(json.replace("\\'", "'").replace('\'', '"'), "net.json"));
    assertEquals(message, error.getMessage().replace('"', '\''));
  }

  @Test
  void malformedJsonSaysWhere() {
    NetworkException error =
        assertThrows(NetworkException.class, () -> NetworkJson.read("{\n\"a\": }", "net.json"));
    assertEquals("net.json: not JSON at line 2", error.getMessage().substring(0, 28));
  }
}
