/**
 * Whether data are what stochastic gradient descent takes them for: independent examples, dealt and
 * ordered without regard to their labels, none met twice, none both trained on and tested on.
 */
package org.sparkconvnet.audit;
