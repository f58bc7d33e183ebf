/**
 * The GPU backend. Two halves:
 *
 * <ul>
 *   <li>Data, made and tested without a GPU. {@code Lowering} and its parts turn a plan's ops into
 *       {@code CudaCall} records ({@code Convolution}, {@code Product}, {@code Launch}) over {@code
 *       Slot}s of {@code Region}s; a {@code CudaProgram} holds and checks them. {@code
 *       ParameterOrder} says how the flat vectors lie on the device. {@code Kernel} lists our
 *       kernels, whose CUDA C++ is in the resources.
 *   <li>The device. {@code CudaLibraries} and {@code Device} find it, {@code DeviceContext} holds a
 *       stream and handles, {@code DeviceMemory} one allocation, {@code CompiledKernels} what NVRTC
 *       made. {@code NativeProgram} binds a program's records to them as {@code Work}, which a
 *       {@code CallGraph} replays; {@code CudnnExecutable} is what the driver sees.
 * </ul>
 */
package org.sparkconvnet.cudnn;
