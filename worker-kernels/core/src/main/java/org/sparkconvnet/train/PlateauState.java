package org.sparkconvnet.train;

/**
 * What {@link Schedule.Plateau} has come to.
 *
 * @param factor of the rate
 * @param watch over the validation loss since the last reduction
 */
public record PlateauState(double factor, Watch watch) {
  /** At the start of a run. */
  public static final PlateauState NEW = new PlateauState(1, Watch.NEW);

  /** After an epoch with that loss on the validation split. */
  public PlateauState after(double loss, Schedule.Plateau plateau) {
    double least = Double.isNaN(watch.best()) ? 0 : plateau.minImprovement() * watch.best();
    Watch next = watch.see(loss, least);
    return next.since() < plateau.patience()
        ? new PlateauState(factor, next)
        : new PlateauState(factor * plateau.by(), new Watch(next.best(), 0));
  }
}
