package org.sparkconvnet.driver;

import java.io.Serializable;
import org.sparkconvnet.backend.BackendOptions;
import org.sparkconvnet.backend.Precision;
import org.sparkconvnet.data.Augmentation;
import org.sparkconvnet.data.Normalization;
import org.sparkconvnet.network.Network;
import org.sparkconvnet.optimizer.UpdateRule;
import org.sparkconvnet.train.EpochLayout;
import org.sparkconvnet.train.MicroBatches;

/**
 * What executors need to know about a run, the same for all its rounds; broadcast once.
 *
 * @param run names the run among those that an executor's process has seen
 * @param layout which minibatch sizes there are
 * @param micro how a minibatch is parted
 * @param tunings how to compile
 * @param backendOptions how to open the backend
 * @param rule how gradients move the weights
 * @param inferenceBatch examples in a minibatch of evaluation
 * @param anyHardware permits executors of another kind than the tunings are for
 */
record WorkerSetup(
    String run,
    Network network,
    String backend,
    BackendOptions backendOptions,
    Precision precision,
    EpochLayout layout,
    MicroBatches micro,
    Augmentation augmentation,
    Normalization normalization,
    long seed,
    boolean shuffle,
    Tunings tunings,
    UpdateRule rule,
    int inferenceBatch,
    boolean anyHardware)
    implements Serializable {}
