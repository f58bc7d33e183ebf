package org.sparkconvnet.jobs;

import java.io.Serializable;

/**
 * What an executor is and does.
 *
 * @param library of the backend, with the driver's and libraries' versions where it names them
 * @param device what computes, with its instruction sets
 * @param cores that Java may use there
 * @param heap most bytes of Java's heap
 * @param memory of the machine, in bytes; 0 where unknown
 * @param imagesPerSecond that one core trains on, of the lecture's network
 */
record ExecutorReport(
    String library, String device, int cores, long heap, long memory, double imagesPerSecond)
    implements Serializable {}
