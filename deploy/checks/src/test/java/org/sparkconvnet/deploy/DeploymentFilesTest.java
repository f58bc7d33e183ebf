package org.sparkconvnet.deploy;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkconvnet.jobs.SparkConvnet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import picocli.CommandLine;

/**
 * Manifests, Dockerfiles and settings are well formed, use names that their readers know, and name
 * files that the package has. Nothing here builds an image or asks a cluster.
 */
class DeploymentFilesTest {
  private static final Path DEPLOY = Installation.DEPLOY;
  private static final Path LAYOUT = DEPLOY.resolve("target/spark-convnet");

  /** Where images have the package. */
  private static final String IN_IMAGE = "/opt/spark-convnet/";

  /** Of sparkoperator.k8s.io/v1beta2, those that a Java application on one image may want. */
  private static final Set<String> APPLICATION =
      Set.of(
          "type",
          "mode",
          "sparkVersion",
          "image",
          "imagePullPolicy",
          "imagePullSecrets",
          "mainClass",
          "mainApplicationFile",
          "arguments",
          "sparkConf",
          "hadoopConf",
          "restartPolicy",
          "volumes",
          "driver",
          "executor",
          "deps",
          "dynamicAllocation",
          "timeToLiveSeconds");

  private static final Set<String> POD =
      Set.of(
          "cores",
          "coreLimit",
          "memory",
          "memoryOverhead",
          "labels",
          "annotations",
          "env",
          "tolerations",
          "nodeSelector",
          "affinity",
          "volumeMounts",
          "securityContext",
          "serviceAccount",
          "javaOptions",
          "instances");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"train-cpu.yaml", "train-gpu.yaml"})
  void anApplicationOfTheOperatorNamesWhatIsThere(String name) throws IOException {
    Map<String, Object> application = documents("kubernetes/" + name).get(0);
    assertEquals("sparkoperator.k8s.io/v1beta2", application.get("apiVersion"));
    assertEquals("SparkApplication", application.get("kind"));
    assertName(application);
    Map<String, Object> spec = map(application, "spec");
    assertTrue(APPLICATION.containsAll(spec.keySet()), () -> spec.keySet().toString());
    assertEquals("Java", spec.get("type"));
    assertEquals("cluster", spec.get("mode"));
    assertTrue(
        Set.of("Never", "OnFailure", "Always").contains(map(spec, "restartPolicy").get("type")));
    assertTrue(spec.get("sparkVersion").toString().startsWith("3.5."));
    assertTrue(images("docker/Dockerfile.cpu").toString().contains(":" + spec.get("sparkVersion")));
    assertPods(spec);
    assertTrains(spec);
    assertSettings(map(spec, "sparkConf"));
  }

  private static void assertPods(Map<String, Object> spec) throws IOException {
    for (String role : List.of("driver", "executor")) {
      Map<String, Object> pod = map(spec, role);
      assertTrue(POD.containsAll(pod.keySet()), () -> pod.keySet().toString());
      assertTrue(pod.get("cores") instanceof Integer);
      assertTrue(pod.get("memory").toString().matches("\\d+[mg]"));
    }
    Object account = map(spec, "driver").get("serviceAccount");
    assertTrue(
        documents("kubernetes/access.yaml").stream()
            .anyMatch(
                found ->
                    found.get("kind").equals("ServiceAccount")
                        && map(found, "metadata").get("name").equals(account)));
  }

  /** The class is there and takes the arguments. */
  private static void assertTrains(Map<String, Object> spec) {
    String jar = spec.get("mainApplicationFile").toString();
    assertTrue(jar.startsWith("local://" + IN_IMAGE), jar);
    assertExists(jar.substring(("local://" + IN_IMAGE).length()));
    assertDoesNotThrow(() -> Class.forName(spec.get("mainClass").toString()));
    List<String> arguments = new ArrayList<>(List.of("train"));
    for (Object argument : (List<?>) spec.get("arguments")) {
      arguments.add((String) argument); // a bare number is none
    }
    assertDoesNotThrow(
        () -> new CommandLine(new SparkConvnet()).parseArgs(arguments.toArray(String[]::new)));
  }

  private static void assertSettings(Map<String, Object> settings) throws IOException {
    settings.forEach(
        (key, value) -> {
          assertTrue(SparkKeys.known(key), () -> "Spark knows no " + key);
          assertTrue(value instanceof String, () -> key + " is no string: " + value);
        });
    assertEquals(vectorOptions(), settings.get("spark.executor.extraJavaOptions"));
    assertEquals(vectorOptions(), settings.get("spark.driver.extraJavaOptions"));
    Object script = settings.get("spark.executor.resource.gpu.discoveryScript");
    if (script != null) {
      assertExists(script.toString().substring(IN_IMAGE.length()));
      assertEquals("1", settings.get("spark.task.resource.gpu.amount"));
    }
    Object claim =
        settings.get(
            "spark.kubernetes.driver.volumes.persistentVolumeClaim.runs.options.claimName");
    assertTrue(
        documents("kubernetes/access.yaml").stream()
            .anyMatch(
                found ->
                    found.get("kind").equals("PersistentVolumeClaim")
                        && map(found, "metadata").get("name").equals(claim)));
  }

  @Test
  void whatADriverMayDoIsBoundToItsAccount() throws IOException {
    List<Map<String, Object>> all = documents("kubernetes/access.yaml");
    all.forEach(DeploymentFilesTest::assertName);
    Map<String, Object> binding = only(all, "RoleBinding");
    Map<String, Object> role = map(binding, "roleRef");
    assertEquals("rbac.authorization.k8s.io/v1", binding.get("apiVersion"));
    assertEquals("Role", role.get("kind"));
    assertEquals(map(only(all, "Role"), "metadata").get("name"), role.get("name"));
    Map<?, ?> subject = (Map<?, ?>) ((List<?>) binding.get("subjects")).get(0);
    assertEquals(map(only(all, "ServiceAccount"), "metadata").get("name"), subject.get("name"));
    Map<?, ?> rule = (Map<?, ?>) ((List<?>) only(all, "Role").get("rules")).get(0);
    assertTrue(
        ((List<?>) rule.get("resources")).containsAll(List.of("pods", "services", "configmaps")));
    assertTrue(((List<?>) rule.get("verbs")).containsAll(List.of("create", "watch", "delete")));
  }

  @Test
  void theTemplateOfGpuExecutorsIsAPod() throws IOException {
    Map<String, Object> pod = documents("kubernetes/executor-gpu.yaml").get(0);
    assertEquals("v1", pod.get("apiVersion"));
    assertEquals("Pod", pod.get("kind"));
    assertEquals(Set.of("tolerations"), map(pod, "spec").keySet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"docker/Dockerfile.cpu", "docker/Dockerfile.gpu"})
  void aDockerfileCopiesWhatThePackageHas(String name) throws Exception {
    Dockerfile file = Dockerfile.read(DEPLOY.resolve(name));
    Set<String> stages = new HashSet<>();
    for (Dockerfile.Instruction instruction : file.instructions()) {
      assertTrue(
          Set.of("ARG", "FROM", "RUN", "COPY", "ENV", "WORKDIR", "USER", "ENTRYPOINT")
              .contains(instruction.name()),
          instruction::name);
      List<String> operands = instruction.operands();
      if (instruction.name().equals("FROM") && operands.size() == 3) {
        stages.add(operands.get(2));
      }
      if (instruction.name().equals("COPY")) {
        String from = instruction.option("from");
        assertTrue(from == null || stages.contains(from), instruction::rest);
        for (String source : operands.subList(0, operands.size() - 1)) {
          if (from == null) {
            assertExists(source);
          }
        }
        assertTrue(operands.get(operands.size() - 1).startsWith("/opt/"), instruction::rest);
      }
      if (instruction.name().equals("RUN")) {
        Ended.run(folder, Map.of(), List.of("bash", "-n", "-c", instruction.rest())).well();
      }
    }
    assertFalse(images(name).isEmpty());
  }

  @Test
  void theExampleOfSettingsHasKeysThatSparkKnows() throws IOException {
    String text = Files.readString(DEPLOY.resolve("conf/spark-defaults.conf.example"));
    Properties settings = new Properties();
    settings.load(new StringReader(text.replaceAll("(?m)^#(?=spark\\.)", "")));
    assertTrue(settings.size() >= 10, settings::toString);
    for (String key : settings.stringPropertyNames()) {
      assertTrue(SparkKeys.known(key), () -> "Spark knows no " + key);
    }
    assertEquals(vectorOptions(), settings.getProperty("spark.executor.extraJavaOptions"));
    assertEquals(vectorOptions(), settings.getProperty("spark.driver.extraJavaOptions"));
    assertExists(
        settings
            .getProperty("spark.executor.resource.gpu.discoveryScript")
            .substring(IN_IMAGE.length()));
  }

  @Test
  void theGuideNamesFilesAndSettingsThatAreThere() throws IOException {
    String text = Files.readString(DEPLOY.resolveSibling("docs/deployment.md"));
    Matcher settings = Pattern.compile("--conf '?(spark\\.[\\w.]+)=").matcher(text);
    int found = 0;
    for (; settings.find(); found++) {
      String key = settings.group(1);
      assertTrue(SparkKeys.known(key), () -> "Spark knows no " + key);
    }
    assertTrue(found >= 10, text);
    Matcher files =
        Pattern.compile("(?<![\\w./])((?:docker|kubernetes|standalone|conf)/[\\w.-]+)")
            .matcher(text);
    for (found = 0; files.find(); found++) {
      assertExists(files.group(1));
    }
    assertTrue(found >= 6, text);
  }

  /** What the launcher gives Java, which other ways in must give it too. */
  private static String vectorOptions() throws IOException {
    Matcher found =
        Pattern.compile("(?m)^vector_options='(.*)'$")
            .matcher(Files.readString(DEPLOY.resolve("bin/spark-convnet")));
    assertTrue(found.find());
    return found.group(1);
  }

  /** Base images, their arguments put in. */
  private static List<String> images(String name) throws IOException {
    Dockerfile file = Dockerfile.read(DEPLOY.resolve(name));
    List<String> images = new ArrayList<>();
    for (Dockerfile.Instruction from : file.all("FROM")) {
      String argument = from.operands().get(0).replaceAll("^\\$\\{(.*)}$", "$1");
      String image =
          file.all("ARG").stream()
              .map(Dockerfile.Instruction::rest)
              .filter(rest -> rest.startsWith(argument + "="))
              .map(rest -> rest.substring(argument.length() + 1))
              .findFirst()
              .orElse(null);
      assertNotNull(image, argument);
      assertTrue(image.matches("[a-z]+/[a-z]+:[\\w.-]+"), image);
      images.add(image);
    }
    return images;
  }

  /** A path in the package. Its jars lie in the layout that it is made from. */
  private static void assertExists(String path) {
    boolean exists =
        Stream.of(DEPLOY.resolve(path), LAYOUT.resolve(path)).anyMatch(Files::exists)
            || path.equals("README.md");
    assertTrue(exists, () -> "the package has no " + path);
  }

  private static void assertName(Map<String, Object> object) {
    String name = map(object, "metadata").get("name").toString();
    assertTrue(name.matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?"), name);
  }

  private static Map<String, Object> only(List<Map<String, Object>> all, String kind) {
    List<Map<String, Object>> found =
        all.stream().filter(one -> one.get("kind").equals(kind)).toList();
    assertEquals(1, found.size(), kind);
    return found.get(0);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Map<String, Object> object, String key) {
    assertTrue(object.get(key) instanceof Map, () -> "no " + key + " in " + object);
    return (Map<String, Object>) object.get(key);
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> documents(String file) throws IOException {
    LoaderOptions strict = new LoaderOptions();
    strict.setAllowDuplicateKeys(false);
    List<Map<String, Object>> documents = new ArrayList<>();
    for (Object document :
        new Yaml(new SafeConstructor(strict)).loadAll(Files.readString(DEPLOY.resolve(file)))) {
      documents.add((Map<String, Object>) document);
    }
    return documents;
  }
}
