package org.sparkconvnet.cudnn;

import java.util.Set;
import org.bytedeco.cuda.global.cudart;

/**
 * What a person can do about a status. Statuses of the CUDA runtime and of the driver have the same
 * numbers.
 */
final class Remedy {
  /** After these every further call of the process fails too. */
  private static final Set<Integer> STICKY =
      Set.of(
          cudart.cudaErrorECCUncorrectable,
          cudart.cudaErrorIllegalAddress,
          cudart.cudaErrorAssert,
          cudart.cudaErrorHardwareStackError,
          cudart.cudaErrorIllegalInstruction,
          cudart.cudaErrorMisalignedAddress,
          cudart.cudaErrorInvalidAddressSpace,
          cudart.cudaErrorInvalidPc,
          cudart.cudaErrorLaunchFailure,
          cudart.cudaErrorLaunchTimeout,
          cudart.cudaErrorUnknown);

  private static final String OTHERWISE = "choose --backend onednn to compute on the CPU";

  private Remedy() {}

  /** A sentence without its full stop; empty where there is no advice. */
  static String of(int status) {
    if (isSticky(status)) {
      return "the GPU is lost to this process, and every further call will fail; go on from the last"
          + " checkpoint with train --resume, add --cuda-debug to learn which call went wrong,"
          + " and if new processes fail as well see nvidia-smi and 'Xid' in the kernel's log";
    }
    return switch (status) {
      case cudart.cudaErrorMemoryAllocation ->
          "the GPU's memory is full; give a smaller --batch, or --micro-batch auto, or end other"
              + " programs on it, which nvidia-smi lists";
      case cudart.cudaErrorNoDevice ->
          "CUDA finds no GPU on this machine; nvidia-smi lists those that the driver sees, and"
              + " CUDA_VISIBLE_DEVICES may hide them; or "
              + OTHERWISE;
      case cudart.cudaErrorInsufficientDriver ->
          "the NVIDIA driver is too old for this CUDA runtime, or there is none; install a newer"
              + " driver (CUDA 13 needs 580 or later), or "
              + OTHERWISE;
      case cudart.cudaErrorSystemDriverMismatch ->
          "the driver's libraries and its kernel module are of different versions; restart the"
              + " machine after a driver's update";
      case cudart.cudaErrorDevicesUnavailable ->
          "another process holds the GPU for itself; end it, which nvidia-smi lists, or have its"
              + " compute mode set to default";
      case cudart.cudaErrorNoKernelImageForDevice, cudart.cudaErrorInvalidKernelImage ->
          "the kernel was compiled for another architecture than this GPU's";
      case cudart.cudaErrorInvalidConfiguration, cudart.cudaErrorLaunchOutOfResources ->
          "this GPU does not take a launch of that size, which is a fault of spark-convnet: please"
              + " report this line; or "
              + OTHERWISE;
      default -> "";
    };
  }

  /** Whether the device is lost to this process. */
  static boolean isSticky(int status) {
    return STICKY.contains(status);
  }
}
