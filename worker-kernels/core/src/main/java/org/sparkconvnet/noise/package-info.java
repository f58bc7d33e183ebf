/**
 * How noisy the gradient of a minibatch is: its standard error, which falls as 1 / sqrt(n), and the
 * gradient noise scale (McCandlish, Kaplan, Amodei: An Empirical Model of Large-Batch Training,
 * 2018).
 */
package org.sparkconvnet.noise;
