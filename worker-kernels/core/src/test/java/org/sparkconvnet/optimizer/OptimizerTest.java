package org.sparkconvnet.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkconvnet.network.Parameter;
import org.sparkconvnet.network.ParameterLayout;
import org.sparkconvnet.zoo.Zoo;

class OptimizerTest {
  private static final ParameterLayout LAYOUT =
      ParameterLayout.of(Zoo.get("convnetjs-cifar10").network());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sgd | sgd",
        "momentum | momentum:momentum=0.9",
        "nesterov:momentum=0.5 | nesterov:momentum=0.5",
        "averaged | averaged:beta=0.9,bias-correction=true",
        "averaged:bias-correction=false | averaged:beta=0.9,bias-correction=false",
        "adadelta | adadelta:rho=0.95,epsilon=1.0E-6",
        "rmsprop:rho=0.99 | rmsprop:rho=0.99,epsilon=1.0E-8",
        "adam:beta1=0.8, epsilon=1e-6 | adam:beta1=0.8,beta2=0.999,epsilon=1.0E-6",
        "adamw | adamw:beta1=0.9,beta2=0.999,epsilon=1.0E-8",
        "lars:trust=0.01 | lars:momentum=0.9,trust=0.01"
      })
  void textIsReadAndWritten(String given, String full) {
    Optimizer optimizer = Optimizer.parse(given);
    assertEquals(full, optimizer.text());
    assertEquals(optimizer, Optimizer.parse(full));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "adams | unknown optimizer 'adams'; there are sgd, momentum, nesterov, averaged, adadelta,"
            + " rmsprop, adam, adamw, lars",
        "sgd:momentum=0.9 | sgd has no settings, got 'momentum=0.9'",
        "momentum:mu=0.9 | momentum has no setting 'mu=0.9'; write momentum=NUMBER",
        "momentum:momentum=-0.1 | momentum's momentum must be in [0, 1), got -0.1",
        "nesterov:momentum=1 | nesterov's momentum must be in [0, 1), got 1.0",
        "adam:beta2=high | adam's beta2 must be a number, got 'high'",
        "adam:beta1=0.5,beta1=0.6 | adam is given beta1 twice",
        "adam:epsilon=0 | adam's epsilon must be positive, got 0.0",
        "rmsprop:rho=NaN | rmsprop's rho must be in [0, 1), got NaN",
        "lars:trust=-1 | lars's trust must be positive, got -1.0",
        "averaged:bias-correction=1 | averaged's bias-correction must be true or false, got '1'"
      })
  void whatIsWrongIsNamed(String text, String message) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> Optimizer.parse(text)).getMessage());
  }

  @Test
  void onlyPlainSgdIsPlain() {
    assertTrue(UpdateRule.PLAIN.isPlain());
    assertTrue(UpdateRule.sgd(0.1).isPlain());
    assertFalse(UpdateRule.PLAIN.with(new Optimizer.Momentum(0.9)).isPlain());
    assertFalse(
        new UpdateRule(new Optimizer.Sgd(), 0, new Regularization(1, 0, List.of()), Clipping.NONE)
            .isPlain());
    assertFalse(
        new UpdateRule(new Optimizer.Sgd(), 0, Regularization.NONE, new Clipping(0, 1)).isPlain());
  }

  @Test
  void penaltiesFallToWeightsUnlessAParameterIsNamed() {
    Regularization regularization =
        new Regularization(
            0.5,
            4,
            List.of(
                Regularization.Override.parse("conv*:l2=0.1,max-norm=2"),
                Regularization.Override.parse("conv2:l1=0"),
                Regularization.Override.parse("conv1.bias:l2=0.3")));
    UpdateRule rule = new UpdateRule(new Optimizer.Sgd(), 0.01, regularization, Clipping.NONE);
    assertEquals(new Penalty(0.1, 0.5, 2), penalty(rule, "conv1.weight"));
    assertEquals(new Penalty(0.1, 0, 2), penalty(rule, "conv2.weight"));
    assertEquals(new Penalty(0.3, 0, 0), penalty(rule, "conv1.bias"));
    assertEquals(Penalty.NONE, penalty(rule, "conv2.bias"));
    Parameter last = LAYOUT.parameters().get(LAYOUT.parameters().size() - 2);
    assertEquals(new Penalty(0.01, 0.5, 4), rule.penalty(last));
    regularization.requireNames(LAYOUT);
  }

  @Test
  void aPatternThatNamesNothingIsRefusedWithTheLayersThereAre() {
    Regularization none =
        new Regularization(0, 0, List.of(Regularization.Override.parse("fc9:l2=1")));
    String said =
        assertThrows(IllegalArgumentException.class, () -> none.requireNames(LAYOUT)).getMessage();
    assertTrue(said.contains("'fc9'") && said.contains("conv1, conv2, conv3"), said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fc", "fc:", ":l2=1", "fc:l3=1", "fc:l2=-1", "fc:max-norm=-2", "fc:l1=x"})
  void overridesThatAreWrongAreRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Regularization.Override.parse(text));
  }

  @Test
  void overridesAreWrittenAsTheyAreRead() {
    String text = "fc*:l2=0.5,max-norm=3.0";
    assertEquals(text, Regularization.Override.parse(text).text());
  }

  @Test
  void limitsBelowZeroAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Clipping(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> new Clipping(0, Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new Regularization(-1, 0, List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new UpdateRule(new Optimizer.Sgd(), -1, Regularization.NONE, Clipping.NONE));
  }

  private static Penalty penalty(UpdateRule rule, String name) {
    return rule.penalty(LAYOUT.get(name));
  }
}
