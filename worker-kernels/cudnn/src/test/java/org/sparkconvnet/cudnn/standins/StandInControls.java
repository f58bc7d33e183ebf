package org.sparkconvnet.cudnn.standins;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;

/**
 * Steers the loaded stand-ins from tests. Calls are named as in C, {@code cudaMalloc} or {@code
 * cublasSgemm_v2}; what is set here holds for all threads of the JVM, until {@link #reset}.
 */
public final class StandInControls {

  private static final NativeLibrary LIBRARY =
      NativeLibrary.getInstance(StandIns.library("libstand-ins.so").toString());
  private static final Function FAIL = LIBRARY.getFunction("standInFail");
  private static final Function CALLS = LIBRARY.getFunction("standInCalls");
  private static final Function DO_NOTHING = LIBRARY.getFunction("standInDoNothing");
  private static final Function RESET = LIBRARY.getFunction("standInReset");

  private static final Function ANSWER = LIBRARY.getFunction("standInAnswer");
  private static final Function LOSE = LIBRARY.getFunction("standInLose");
  private static final Function FAIL_WORK = LIBRARY.getFunction("standInFailWork");

  private StandInControls() {}

  /**
   * Lets one later call of that name return a status without doing anything.
   *
   * @param countDown which one: 1 is the very next; 0 takes an earlier order for this name back
   * @param status a status of the call's library, e.g. 2 for out of memory from {@code cudaMalloc}
   */
  public static void fail(String call, int countDown, int status) {
    FAIL.invokeVoid(new Object[] {call, countDown, status});
  }

  /**
   * How often the call was made since the last {@link #reset}; those that failed or did nothing
   * count, too.
   */
  public static long calls(String call) {
    return (Long) CALLS.invoke(Long.class, new Object[] {call});
  }

  /** Lets every call of that name report success without doing anything. */
  public static void doNothing(String call) {
    DO_NOTHING.invokeVoid(new Object[] {call});
  }

  /**
   * Answers a question about the machine: {@code device count}, {@code driver version}, {@code
   * runtime version}, {@code cudnn version}, {@code cudnn runtime version}, {@code cublas major},
   * {@code nvrtc major}, {@code free bytes}, or {@code attribute} and its number.
   */
  public static void answer(String question, long value) {
    ANSWER.invokeVoid(new Object[] {question, new NativeLong(value)});
  }

  /**
   * Loses the device: every later call of the runtime and driver returns that status, and those of
   * cuBLAS and cuDNN that they could not be executed.
   */
  public static void lose(int status) {
    LOSE.invokeVoid(new Object[] {status});
  }

  /**
   * Lets a later piece of work go wrong while it runs: the call that gives it succeeds, and the
   * next wait returns the status.
   *
   * @param countDown which one: 1 is the very next
   */
  public static void failWork(int countDown, int status) {
    FAIL_WORK.invokeVoid(new Object[] {countDown, status});
  }

  /** Lets all calls work again, and counts them from 0. */
  public static void reset() {
    RESET.invokeVoid(new Object[0]);
  }
}
