package org.sparkconvnet.jobs;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkconvnet.zoo.Zoo;

/** What is refused before Spark starts, and that nothing is left behind. */
class TrainRefusalsTest {
  @TempDir private Path folder;

  @Test
  void valuesOutOfRange() {
    train("--epochs", "0").assertError(2, "--epochs must be at least 1, got 0");
    train("--workers", "-2").assertError(2, "--workers must be at least 1, got -2");
    train("--local-steps", "0").assertError(2, "--local-steps must be at least 1, got 0");
    train("--learning-rate", "0").assertError(2, "--learning-rate must be positive, got 0");
    train("--momentum", "1").assertError(2, "--momentum must be in [0, 1), got 1.0");
    train("--keep-checkpoints", "0").assertError(2, "--keep-checkpoints must be at least 1, got 0");
    train("--weight-decay", "-0.5").assertError(2, "--weight-decay must be at least 0, got -0.5");
  }

  @Test
  void lossesThatDoNotGoTogether() {
    train("--loss", "hinge")
        .assertError(2, "--loss must be softmax, quadratic or sigmoid, got 'hinge'");
    train("--loss", "quadratic", "--label-smoothing", "0.1")
        .assertError(
            2, "--label-smoothing goes with softmax cross-entropy, not with --loss quadratic");
    train("--label-smoothing", "1").assertError(2, "--label-smoothing must be in [0, 1), got 1.0");
    train("--class-weights", "1,-2")
        .assertError(2, "--class-weights must be positive numbers, got [1.0, -2.0]");
    train("--data", "generated:shapes", "--class-weights", "1,2")
        .assertError(
            2,
            "--class-weights: layer 'loss' does not fit: it has 2 class weights, and its input is"
                + " 10");
    assertFalse(Files.exists(out()));
  }

  @Test
  void mixturesThatCannotBe() {
    String why =
        " goes with softmax cross-entropy, whose targets may be a distribution over the classes,"
            + " not with another loss";
    train("--data", "generated:shapes", "--augment", "mixup=0.2", "--loss", "quadratic")
        .assertError(2, "--augment: mixup" + why);
    train("--data", "generated:shapes", "--augment", "cutmix=1", "--loss", "sigmoid")
        .assertError(2, "--augment: cutmix" + why);
    train("--data", "generated:shapes", "--augment", "mixup=0.2", "--batch", "1")
        .assertError(
            2, "--augment: mixup mixes images of one minibatch, which needs at least 2, got 1");
    train("--augment", "mixup=-1").assertError(2, "--augment: mixup must be in [0, 100], got -1.0");
    assertFalse(Files.exists(out()));
  }

  @Test
  void waysOfGatheringThatDoNotGoTogether() {
    train("--average", "median")
        .assertError(
            2,
            "--average: 'median' is no way of averaging; there are auto, collect, bf16,"
                + " reduce-scatter");
    train("--quorum", "0").assertError(2, "--quorum must be in (0, 1], got 0.0");
    train("--quorum", "0.9")
        .assertError(2, "--quorum below 1 needs --round-timeout, as in --round-timeout 30s");
    train("--round-timeout", "30s")
        .assertError(2, "--round-timeout needs --quorum below 1, as in --quorum 0.9");
    train("--quorum", "0.9", "--round-timeout", "0s")
        .assertError(2, "--round-timeout is a positive time as 500ms, 30s or 2min, not '0s'");
    train("--quorum", "0.9", "--round-timeout", "30s", "--average", "bf16")
        .assertError(
            2,
            "--quorum: a quorum needs the averaging collect; bf16 wants what every worker returns");
  }

  @Test
  void updatesOutOfRange() {
    train("--optimizer", "momentum:momentum=-0.5")
        .assertError(2, "--optimizer: momentum's momentum must be in [0, 1), got -0.5");
    train("--optimizer", "adam:beta1=1")
        .assertError(2, "--optimizer: adam's beta1 must be in [0, 1), got 1.0");
    train("--optimizer", "adam", "--optimizer-state", "reset")
        .assertError(
            2,
            "--optimizer-state: optimizer state 'reset' with 1 local step a round forgets after"
                + " every step; choose keep or average, or more local steps");
    train("--l1", "-1").assertError(2, "--l1 must be at least 0, got -1");
    train("--max-norm", "0").assertError(2, "--max-norm must be positive, got 0");
    train("--clip-value", "-1").assertError(2, "--clip-value must be positive, got -1");
    train("--clip-norm", "0").assertError(2, "--clip-norm must be positive, got 0");
    train("--regularize", "conv1:l2=-1")
        .assertError(2, "--regularize: regularization's l2 must not be negative, got -1.0");
  }

  @Test
  void whatGoesByHeldOutImagesNeedsThem() {
    train("--early-stopping", "patience=3")
        .assertError(
            2, "--early-stopping needs a validation split to judge by, as in --validation 0.1");
    train("--schedule", "plateau")
        .assertError(
            2, "--schedule plateau needs a validation split to judge by, as in --validation 0.1");
    train("--validation", "1").assertError(2, "--validation must be in [0, 1), got 1.0");
    train("--validation", "0.1", "--early-stopping", "patience=0")
        .assertError(2, "--early-stopping: patience must be at least 1, got 0");
    train("--find-learning-rate", "--resume")
        .assertError(
            2, "--find-learning-rate starts from first weights; it does not go with --resume");
  }

  @Test
  void unknownNames() {
    train("--schedule", "steep")
        .assertError(
            2,
            "--schedule: unknown schedule 'steep'; there are constant, step:at,at...[,by=0.1],"
                + " exponential[:end], cosine[:warm-up], one-cycle[:rise],"
                + " plateau[:by=0.1,patience=3,min-improvement=0.01], warm-up:share+any of these");
    train("--optimizer", "adm")
        .assertError(
            2,
            "--optimizer: unknown optimizer 'adm'; there are sgd, momentum, nesterov, averaged,"
                + " adadelta, rmsprop, adam, adamw, lars");
    train("--optimizer-state", "drop")
        .assertError(
            2, "--optimizer-state: unknown optimizer state 'drop'; there are reset, keep, average");
    train("--regularize", "conv9:l2=1")
        .assertError(
            2,
            "--regularize: regularization names no layer of this network: 'conv9'; it has conv1,"
                + " conv2, conv3, classifier");
    train("--augment", "flip")
        .assertError(
            2,
            "--augment: augmentation 'flip': 'flip' is unknown; expected none, or some of"
                + " mirror,shift=PIXELS,crop=AREA,scale=PART,rotate=DEGREES,"
                + "brightness=PART,contrast=PART,saturation=PART,"
                + "salt-pepper=PROBABILITY,noise=STD,cutout=PIXELS,"
                + "mixup=ALPHA,cutmix=ALPHA joined by commas");
    train("--augment", "mirror,rotate=270")
        .assertError(2, "--augment: rotate must be in [0, 180], got 270.0");
    train("--augment", "cutout=40")
        .assertError(2, "--augment: cutout=40 leaves nothing of images of 3x32x32");
    train("--backend", "metal")
        .assertError(2, "no backend is named 'metal'; there are auto, onednn, cudnn");
    train("--network", "alexnext")
        .assertError(
            2,
            "unknown network 'alexnext'; there are "
                + String.join(", ", Zoo.names())
                + ", or give a network.json file");
  }

  @Test
  void dataThatIsNotThere() {
    Path missing = folder.resolve("missing");
    train("--data", missing.toString()).assertError(1, "no such file or folder: " + missing);
    assertFalse(Files.exists(out()));
  }

  @Test
  void anEmptyFolder() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    train("--data", empty.toString())
        .assertError(1, empty + " holds neither CIFAR .bin files nor class folders with images");
    assertFalse(Files.exists(out()));
  }

  @Test
  void aTruncatedFile() throws IOException {
    Files.write(folder.resolve("data_batch_1.bin"), new byte[5000]);
    Ran ran = train("--data", folder.toString());
    assertTrue(ran.err().contains("data_batch_1.bin is truncated"), ran.err());
    assertTrue(ran.code() == 1 && ran.err().lines().count() == 1, ran.err());
    assertFalse(Files.exists(out()));
  }

  @Test
  void aNetworkOfAnotherShape() throws IOException {
    Path file = folder.resolve("grey.json");
    Files.writeString(
        file,
        """
        {"format": "spark-convnet network 1", "name": "grey", "input": [1, 28, 28], "layers": [
          {"name": "classifier", "type": "dense", "units": 10},
          {"name": "loss", "type": "softmax_cross_entropy"}]}
        """);
    train("--network", file.toString())
        .assertError(
            2,
            "network "
                + file
                + " takes images of 1x28x28 in 10 classes, and generated:shapes has images of"
                + " 3x32x32 in 10 classes");
    assertFalse(Files.exists(out()));
  }

  @Test
  void aFolderThatHoldsAnotherRun() throws IOException {
    Files.createDirectory(out());
    Files.writeString(out().resolve("settings.json"), "{}");
    train()
        .assertError(
            2,
            "--out: "
                + out()
                + " holds another run; continue it with --resume, replace it with --overwrite, or"
                + " choose another folder");
  }

  @Test
  void aFolderThatCannotBeMade() throws IOException {
    Files.writeString(out(), "a file");
    Ran ran = train();
    assertTrue(
        ran.err().startsWith("spark-convnet: error: --out: cannot write to " + out()), ran.err());
    assertTrue(ran.code() == 2 && ran.err().lines().count() == 1, ran.err());
  }

  @Test
  void passwordsOfAddressesAreNotRepeated() throws IOException {
    String secret = "hunter2";
    Ran ran = train("--verbose", "--data", "nowhere://me:" + secret + "@host/data");
    assertTrue(ran.code() != 0 && ran.err().contains("nowhere://*****@host/data"), ran.err());
    assertFalse(ran.err().contains(secret), ran.err());

    Files.createDirectory(out());
    Files.writeString(out().resolve("settings.json"), "{}");
    Files.writeString(
        out().resolve("network.json"),
        org.sparkconvnet.network.NetworkJson.write(Zoo.get("resnet20").network()));
    Files.writeString(out().resolve("inputs.json"), "{\"data\": \"s3a://*****@bucket/data\"}");
    train("--resume")
        .assertError(
            2,
            "the run's data are at s3a://*****@bucket/data, and passwords are not recorded; give"
                + " the address again with --data");
  }

  @Test
  void resumingNothing() {
    Ran.command("train", "--resume")
        .assertError(2, "--resume needs --out, the folder of the run to go on with");
    train("--resume")
        .assertError(
            2, "--out: " + out() + " holds no run: it has no settings.json or network.json");
    train("--resume", "--overwrite")
        .assertError(2, "--resume and --overwrite exclude each other; give one of them");
  }

  private Ran train(String... options) {
    String[] arguments = new String[options.length + 3];
    arguments[0] = "train";
    arguments[1] = "--out";
    arguments[2] = out().toString();
    System.arraycopy(options, 0, arguments, 3, options.length);
    return Ran.command(arguments);
  }

  private Path out() {
    return folder.resolve("out");
  }
}
