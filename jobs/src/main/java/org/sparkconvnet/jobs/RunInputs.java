package org.sparkconvnet.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.hadoop.conf.Configuration;
import org.sparkconvnet.driver.Secrets;
import org.sparkconvnet.network.NetworkJson;

/**
 * What a run is trained from. The command line keeps the data's addresses beside the run, in
 * inputs.json, so that {@code --resume --out DIR} says enough to go on.
 *
 * @param data address of the training images
 * @param testData address of the test images; null for the test part of {@code data}
 * @param recorded settings of a run that goes on; null for a new one
 */
record RunInputs(NetworkChoice network, String data, String testData, RecordedSettings recorded) {
  /** What is trained on where nothing is said. */
  static final String DEFAULT_DATA = "generated:shapes";

  private static final String FILE = "inputs.json";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Of a new run. */
  static RunInputs of(String network, String data, String testData) {
    return new RunInputs(
        NetworkChoice.of(network != null ? network : NetworkChoice.DEFAULT),
        data != null ? data : DEFAULT_DATA,
        testData,
        null);
  }

  /** Of the run in a folder; what is given takes the place of what was recorded. */
  static RunInputs resumed(SmallFiles folder, String network, String data, String testData) {
    JsonNode inputs = folder.exists(FILE) ? parse(folder, FILE) : MAPPER.createObjectNode();
    String networkFile = folder.path("network.json");
    return new RunInputs(
        network != null
            ? NetworkChoice.of(network)
            : NetworkChoice.of(
                networkFile, NetworkJson.read(folder.read("network.json"), networkFile)),
        data != null ? data : recorded(inputs.path("data").asText(DEFAULT_DATA), "--data"),
        testData != null
            ? testData
            : recorded(inputs.path("test_data").asText(null), "--test-data"),
        new RecordedSettings(parse(folder, "settings.json"), folder.path("settings.json")));
  }

  /** Keeps the addresses, made independent of the working directory, without their passwords. */
  void keep(SmallFiles folder, Configuration hadoop) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("data", Secrets.redacted(SmallFiles.absolute(data, hadoop)));
    if (testData != null) {
      json.put("test_data", Secrets.redacted(SmallFiles.absolute(testData, hadoop)));
    }
    folder.write(FILE, json.toPrettyString() + "\n");
  }

  private static String recorded(String address, String option) {
    if (address != null && address.contains("://" + Secrets.MASK + "@")) {
      throw new UsageException(
          "the run's data are at "
              + address
              + ", and passwords are not recorded; give the address again with "
              + option);
    }
    return address;
  }

  private static JsonNode parse(SmallFiles folder, String name) {
    return folder.parse(name, MAPPER);
  }
}
