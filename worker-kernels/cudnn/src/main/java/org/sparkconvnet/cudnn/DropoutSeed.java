package org.sparkconvnet.cudnn;

/** A dropout whose seed is a number of the step: the op and its index in the plan. */
record DropoutSeed(String op, int index) {}
