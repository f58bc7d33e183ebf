/** Damaged files for the readers of every format, for the tests of all modules. */
package org.sparkconvnet.fuzz;
