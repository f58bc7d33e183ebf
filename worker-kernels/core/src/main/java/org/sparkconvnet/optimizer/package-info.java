/**
 * How a minibatch's gradient moves the parameters: the optimiser's formula, and what is done to the
 * gradient before and to the parameters after it. Descriptions, and the same arithmetic over plain
 * arrays for backends whose memory the processor reads.
 */
package org.sparkconvnet.optimizer;
