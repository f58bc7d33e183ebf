package org.sparkconvnet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PlanCommandTest {
  @Test
  void networksGolden() {
    Ran ran = Ran.command("networks");
    ran.assertSucceeded();
    assertEquals(
        """
        name               input      classes   parameters  MFLOP/image  description
        convnetjs-cifar10  3x32x32         10       22,466         21.2  the lecture's network: 3 x (conv 5x5, ReLU, max pool 2x2), dense
        resnet20           3x32x32         10      272,474          248  ResNet-20 for CIFAR: 9 residual blocks of 16, 32, 64 filters, batch normalisation
        wideresnet16-4     3x32x32         10    2,748,890        2,365  WideResNet-16-4 for CIFAR (recipe after the paper, not tried here)
        wideresnet28-10    3x32x32         10   36,479,194       31,508  WideResNet-28-10 for CIFAR (recipe after the paper, not tried here)
        softmax            3x32x32         10       30,730        0.123  softmax regression on raw pixels, the baseline without convolutions
        motion3d           3x8x24x24        8       42,140         33.1  3D convolutions over clips: 3 x (conv, batch norm, ReLU), for generated:motion
        motion2d           3x24x24          8       14,420         1.71  motion3d without time, on one frame: near chance on generated:motion?frame=4
        alexnet            3x224x224     1000   60,965,224        4,154  AlexNet with groups and local response normalisation (recipe after the paper, not tried here)
        vgg11              3x224x224     1000  132,863,336       45,508  VGG-11 (recipe after the paper, not tried here)
        vgg16              3x224x224     1000  138,357,544       92,688  VGG-16 (recipe after the paper, not tried here)
        googlenet          3x224x224     1000    6,998,552        9,321  GoogLeNet, Inception v1, without auxiliary classifiers (recipe after the paper, not tried here)
        resnet18           3x224x224     1000   11,689,512       10,703  ResNet-18 (recipe after the paper, not tried here)
        resnet34           3x224x224     1000   21,797,672       21,828  ResNet-34 (recipe after the paper, not tried here)
        resnet50           3x224x224     1000   25,557,032       24,533  ResNet-50 (recipe after the paper, not tried here)

        MFLOP/image: arithmetic of one training step, forward and backward. Input and classes adapt to the data.
        """,
        ran.out());
  }

  @Test
  void planGolden() {
    Ran ran = Ran.command("plan", "--network", "softmax", "--batch", "32", "--backend", "none");
    ran.assertSucceeded();
    assertEquals(
        """
        softmax, 10 classes

        layer       kind                    output   parameters  MFLOP/image
        input                               3x32x32
        classifier  dense                   10           30,730        0.061
        loss        softmax, cross-entropy                             0.000
        total                                            30,730        0.061

        A training step, forward and backward: 0.123 MFLOP/image.

        Memory of one worker at minibatch 32 in fp32:
          parameters                                120 KiB
          gradients                                 120 KiB
          running statistics                            0 B
          images and labels                         384 KiB
          arena (activations and their gradients)  2.50 KiB
          total                                     627 KiB
        A backend adds its own copies of weights in other layouts and its scratch memory.
        """,
        ran.out());
  }

  @Test
  void parametersOfTheLecturesNetwork() {
    Ran ran = Ran.command("plan", "--backend", "none");
    ran.assertSucceeded();
    for (String count : new String[] {"1,216", "8,020", "10,020", "3,210", "22,466"}) {
      assertTrue(ran.out().contains(" " + count + " "), ran.out());
    }
  }

  @Test
  void textIsThePlannersOwn() {
    Ran ran = Ran.command("plan", "--network", "softmax", "--backend", "none", "--text");
    ran.assertSucceeded();
    assertTrue(ran.out().startsWith("plan softmax batch 64 TRAINING\nfusions []\n"), ran.out());
  }
}
