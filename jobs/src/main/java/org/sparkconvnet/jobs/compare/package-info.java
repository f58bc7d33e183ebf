/**
 * Comparisons of training strategies: the plan that names them, what their runs came to, and the
 * report and plots of it.
 */
package org.sparkconvnet.jobs.compare;
