package org.sparkconvnet.jobs;

import org.apache.hadoop.conf.Configuration;
import org.sparkconvnet.driver.RunDirectory;
import org.sparkconvnet.train.TrainingException;

/** A run's folder, which does not stay behind empty where the run never began. */
final class OutFolder {
  private final String name;
  private final RunDirectory directory;
  private final SmallFiles files;
  private final boolean made;

  private OutFolder(String name, RunDirectory directory, SmallFiles files, boolean made) {
    this.name = name;
    this.directory = directory;
    this.files = files;
    this.made = made;
  }

  /** For a new run; throws where it holds another, unless that is to be replaced. */
  static OutFolder create(String name, boolean overwrite, Configuration hadoop) {
    try {
      SmallFiles files = SmallFiles.in(name, hadoop);
      boolean made = !files.exists("");
      return new OutFolder(name, RunDirectory.create(name, overwrite, hadoop), files, made);
    } catch (TrainingException unusable) {
      throw new UsageException("--out: " + unusable.getMessage(), unusable);
    }
  }

  /** Of the run to go on with. */
  static OutFolder open(String name, Configuration hadoop) {
    try {
      SmallFiles files = SmallFiles.in(name, hadoop);
      return new OutFolder(name, RunDirectory.open(name, hadoop), files, false);
    } catch (TrainingException unusable) {
      throw new UsageException("--out: " + unusable.getMessage(), unusable);
    }
  }

  /** As the user called it. */
  String name() {
    return name;
  }

  RunDirectory directory() {
    return directory;
  }

  /** For the command line's own files beside the run's. */
  SmallFiles files() {
    return files;
  }

  /** Removes the folder if it was made here and is still empty. */
  void removeIfUnused() {
    if (made) {
      files.removeIfEmpty();
    }
  }
}
