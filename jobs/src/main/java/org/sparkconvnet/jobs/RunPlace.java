package org.sparkconvnet.jobs;

import org.sparkconvnet.driver.RunOptions;
import picocli.CommandLine.Option;

/** Where a run is written, whether it goes on, and how often it is kept safe. */
final class RunPlace {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      order = 40,
      description = "Folder of the run (default: runs/<network>-<date>-<time>).")
  private String out;

  @Option(
      names = "--resume",
      order = 41,
      description = "Go on with the run in --out, with its settings and data.")
  private boolean resume;

  @Option(
      names = "--accept-hardware",
      order = 42,
      description = "Resume on other hardware, or use executors of several kinds: not bit for bit.")
  private boolean acceptHardware;

  @Option(names = "--overwrite", order = 42, description = "Replace the run in --out.")
  private boolean overwrite;

  @Option(
      names = "--checkpoint-rounds",
      paramLabel = "N",
      order = 43,
      description = "Checkpoint every N rounds (default: by time only).")
  private Integer checkpointRounds;

  @Option(
      names = "--checkpoint-minutes",
      paramLabel = "X",
      order = 44,
      description = "Checkpoint every X minutes; 0 for never (default: 5).")
  private Double checkpointMinutes;

  @Option(
      names = "--keep-checkpoints",
      paramLabel = "K",
      order = 45,
      description = {
        "Keep the K newest checkpoints (default: 2); with --validation also the best one,",
        "checkpoints/best.safetensors."
      })
  private Integer keepCheckpoints;

  void check() {
    if (resume && overwrite) {
      throw new UsageException("--resume and --overwrite exclude each other; give one of them");
    }
    if (resume && out == null) {
      throw new UsageException("--resume needs --out, the folder of the run to go on with");
    }
    if (checkpointRounds != null) {
      Checks.atLeast("--checkpoint-rounds", checkpointRounds, 1);
    }
    if (checkpointMinutes != null) {
      Checks.atLeast("--checkpoint-minutes", checkpointMinutes, 0);
    }
    if (keepCheckpoints != null) {
      Checks.atLeast("--keep-checkpoints", keepCheckpoints, 1);
    }
  }

  /** The folder as given, or null. */
  String out() {
    return out;
  }

  boolean resumes() {
    return resume;
  }

  boolean overwrites() {
    return overwrite;
  }

  RunOptions options() {
    RunOptions options = RunOptions.DEFAULT.withResume(resume).withAcceptHardware(acceptHardware);
    if (checkpointRounds != null) {
      options = options.withCheckpointRounds(checkpointRounds);
    }
    if (keepCheckpoints != null) {
      options = options.withKeepCheckpoints(keepCheckpoints);
    }
    return checkpointMinutes == null ? options : options.withCheckpointMinutes(checkpointMinutes);
  }
}
