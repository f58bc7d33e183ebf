/**
 * Runs plans on the CPU with oneDNN, through its C interface.
 *
 * <p>From a plan to a step:
 *
 * <ol>
 *   <li>{@link org.sparkconvnet.onednn.Lowering} visits the plan's ops, asks oneDNN for a primitive
 *       for each, with layouts as the tuning's {@link org.sparkconvnet.onednn.Choice} says, and
 *       through {@link org.sparkconvnet.onednn.ProgramBuilder} adds reorders where a tensor is
 *       wanted in another layout than it has. The result is a {@link
 *       org.sparkconvnet.onednn.Program}, a list of calls that prints.
 *   <li>{@link org.sparkconvnet.onednn.Placement} packs every buffer of the program, reorders'
 *       results too, by lifetime into one allocation, after the flat vectors of parameters,
 *       gradients and state and the scratch memory that all primitives share.
 *   <li>{@link org.sparkconvnet.onednn.NativeProgram} makes the primitives, the memory objects and
 *       the arrays of arguments: a call becomes a {@link org.sparkconvnet.onednn.Step}.
 *   <li>{@link org.sparkconvnet.onednn.OneDnnExecutable} runs the steps, and allocates nothing
 *       more.
 * </ol>
 *
 * <p>Layouts are what speed depends on most. Weights are kept once, in float32 and row-major order
 * in the flat vector, and reordered every step into what a primitive reads; that is a few
 * thousandths of a step. Poolings, normalisations, ReLUs and sums keep the layout of what they
 * read, and a gradient that of its forward tensor. Which layout and which of oneDNN's kernels each
 * convolution and dense op takes, forward and for each gradient on its own, is found by {@link
 * org.sparkconvnet.onednn.Tuner}. (oneDNN's algorithm choice is no further freedom: on x86 this
 * version has direct convolutions alone.)
 *
 * <p>What oneDNN has no primitive for, or what is cheaper so, runs as {@link
 * org.sparkconvnet.onednn.HostCode}: Java code on plain tensors in the same memory.
 *
 * <p>Memory starts as bytes 0xFF, which are not-a-number in every format here, so that reading what
 * no step wrote shows in the loss.
 */
package org.sparkconvnet.onednn;
