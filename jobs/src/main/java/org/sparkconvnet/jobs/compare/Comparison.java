package org.sparkconvnet.jobs.compare;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Ways to train that differ in one thing.
 *
 * @param name a word for file names
 * @param text what is compared and why, in Markdown
 * @param lossTarget training loss whose reaching is counted in steps, where that is of interest
 * @param variants at least two, the one to compare with first
 */
public record Comparison(
    String name, String title, String text, OptionalDouble lossTarget, List<Variant> variants) {
  public Comparison {
    variants = List.copyOf(variants);
  }
}
