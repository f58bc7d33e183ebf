package org.sparkconvnet.driver;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BlockManagerId;
import org.sparkconvnet.train.TrainingException;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Asks every executor that computes rounds a question, once each. Spark pins no task to an
 * executor, but prefers the one that a partition names, and an idle executor takes it; a task that
 * lands elsewhere answers nothing and is sent again.
 */
public final class ExecutorSurvey {
  private static final int ATTEMPTS = 10;
  private static final ClassTag<Boxed<?>> ANSWER = ClassTag$.MODULE$.apply(Boxed.class);

  private ExecutorSurvey() {}

  /**
   * The answers of all such executors that are there now, by executor; in local mode the driver's.
   *
   * @throws TrainingException where an executor takes no task
   */
  public static <T extends Serializable> List<ExecutorAnswer<T>> ask(
      JavaSparkContext spark, ExecutorQuestion<T> question) {
    Map<String, String> hosts = hosts(spark);
    Map<String, ExecutorAnswer<T>> answers = new TreeMap<>(byNumber());
    for (int attempt = 0; attempt < ATTEMPTS && answers.size() < hosts.size(); attempt++) {
      List<SurveyRdd.Place> missing = new ArrayList<>();
      hosts.forEach(
          (executor, host) -> {
            if (!answers.containsKey(executor)) {
              missing.add(new SurveyRdd.Place(executor, host));
            }
          });
      for (ExecutorAnswer<T> answer : run(spark, question, missing)) {
        if (answer != null) {
          answers.put(answer.executor(), answer);
        }
      }
      hosts.keySet().retainAll(hosts(spark).keySet()); // some may have gone
    }
    hosts.forEach(
        (executor, host) -> {
          if (!answers.containsKey(executor)) {
            throw new TrainingException(
                "executor %s on %s takes no task; is it busy with another job?"
                    .formatted(executor, host));
          }
        });
    return List.copyOf(answers.values());
  }

  @SuppressWarnings("unchecked")
  private static <T extends Serializable> List<ExecutorAnswer<T>> run(
      JavaSparkContext spark, ExecutorQuestion<T> question, List<SurveyRdd.Place> places) {
    RDD<Boxed<?>> survey =
        RoundExecutors.of(spark).compute(new SurveyRdd(spark.sc(), places, question));
    List<ExecutorAnswer<T>> answers = new ArrayList<>();
    for (Boxed<?> boxed : (Boxed<?>[]) spark.sc().runJob(survey, new Only<Boxed<?>>(), ANSWER)) {
      answers.add(((Boxed<ExecutorAnswer<T>>) boxed).value());
    }
    return answers;
  }

  /** Hosts by executor. */
  private static Map<String, String> hosts(JavaSparkContext spark) {
    Map<String, String> hosts = new TreeMap<>(byNumber());
    if (spark.isLocal()) {
      hosts.put("driver", "this machine");
      return hosts;
    }
    RoundExecutors executors = RoundExecutors.of(spark);
    BlockManager blocks = SparkEnv.get().blockManager();
    for (BlockManagerId id :
        JavaConverters.seqAsJavaList(blocks.master().getPeers(blocks.blockManagerId()))) {
      if (executors.include(id.executorId())) {
        hosts.put(id.executorId(), id.host());
      }
    }
    return hosts;
  }

  private static Comparator<String> byNumber() {
    return Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());
  }
}
