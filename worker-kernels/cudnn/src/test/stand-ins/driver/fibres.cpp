#include "driver/fibres.h"

#include <setjmp.h>
#include <ucontext.h>

#include <cstdio>
#include <memory>
#include <vector>

namespace stand_ins {

namespace {

constexpr size_t stackBytes = 128 << 10;
constexpr unsigned warp = 32;
constexpr unsigned long long nothing = ~0ull;  // NaN as any float type

enum class State { ready, atBarrier, atExchange, ended };

// A fibre is started by ucontext; from then on it and the scheduler change over by _setjmp and _longjmp, which spare
// ucontext's system calls. It lives on for later blocks: when its body has ended it waits for the next.
struct Fibre {
  State state = State::ended;
  bool started = false;
  jmp_buf place;
  ucontext_t start;
  std::unique_ptr<char[]> stack{new char[stackBytes]};
  // Of the exchange at which it waits.
  unsigned mask = 0;
  unsigned fromLane = 0;
  unsigned long long value = 0;
};

std::vector<std::unique_ptr<Fibre>> all;
jmp_buf scheduler;
unsigned current;
void (*currentBody)(void* context, unsigned thread);
void* currentContext;

__attribute__((noinline)) void backToScheduler() {
  if (_setjmp(all[current]->place) == 0) {
    _longjmp(scheduler, 1);
  }
}

void fibreMain() {
  while (true) {
    currentBody(currentContext, current);
    all[current]->state = State::ended;
    backToScheduler();
  }
}

void start(Fibre& fibre) {
  getcontext(&fibre.start);
  fibre.start.uc_stack.ss_sp = fibre.stack.get();
  fibre.start.uc_stack.ss_size = stackBytes;
  fibre.start.uc_link = nullptr;
  makecontext(&fibre.start, fibreMain, 0);
  fibre.started = true;
  setcontext(&fibre.start);
}

// Runs a fibre until it waits or ends.
__attribute__((noinline)) void resume(unsigned thread) {
  current = thread;
  Fibre* fibre = all[thread].get();
  if (_setjmp(scheduler) != 0) {
    return;
  }
  if (fibre->started) {
    _longjmp(fibre->place, 1);
  }
  start(*fibre);
}

// Whether all the lanes that a lane exchanges with are there, too.
bool exchangeIsComplete(unsigned firstOfWarp, unsigned end, unsigned mask) {
  for (unsigned thread = firstOfWarp; thread < end; thread++) {
    const Fibre& fibre = *all[thread];
    bool named = mask >> (thread - firstOfWarp) & 1u;
    if (named && fibre.state != State::ended && (fibre.state != State::atExchange || fibre.mask != mask)) {
      return false;
    }
  }
  return true;
}

unsigned long long broughtBy(unsigned firstOfWarp, unsigned end, unsigned lane, unsigned mask) {
  unsigned thread = firstOfWarp + lane;
  bool there = lane < warp && thread < end && (mask >> lane & 1u) && all[thread]->state == State::atExchange;
  return there ? all[thread]->value : nothing;
}

// Completes one exchange of a warp, if all its lanes are there.
bool releaseExchange(unsigned firstOfWarp, unsigned end) {
  for (unsigned thread = firstOfWarp; thread < end; thread++) {
    unsigned mask = all[thread]->mask;
    if (all[thread]->state != State::atExchange || !exchangeIsComplete(firstOfWarp, end, mask)) {
      continue;
    }
    unsigned long long results[warp];
    for (unsigned lane = 0; lane < end - firstOfWarp; lane++) {
      results[lane] = broughtBy(firstOfWarp, end, all[firstOfWarp + lane]->fromLane, mask);
    }
    for (unsigned lane = 0; lane < end - firstOfWarp; lane++) {
      Fibre& fibre = *all[firstOfWarp + lane];
      if (fibre.state == State::atExchange && fibre.mask == mask) {
        fibre.value = results[lane];
        fibre.state = State::ready;
      }
    }
    return true;
  }
  return false;
}

bool releaseExchanges(unsigned count) {
  bool any = false;
  for (unsigned first = 0; first < count; first += warp) {
    unsigned end = first + warp < count ? first + warp : count;
    while (releaseExchange(first, end)) {
      any = true;
    }
  }
  return any;
}

unsigned countOf(State state, unsigned count) {
  unsigned found = 0;
  for (unsigned thread = 0; thread < count; thread++) {
    found += all[thread]->state == state ? 1 : 0;
  }
  return found;
}

bool releaseBarrier(unsigned count) {
  unsigned waiting = countOf(State::atBarrier, count);
  if (waiting == 0 || waiting + countOf(State::ended, count) < count) {
    return false;
  }
  for (unsigned thread = 0; thread < count; thread++) {
    if (all[thread]->state == State::atBarrier) {
      all[thread]->state = State::ready;
    }
  }
  return true;
}

void prepare(unsigned count) {
  while (all.size() < count) {
    all.push_back(std::make_unique<Fibre>());
  }
  for (unsigned thread = 0; thread < count; thread++) {
    all[thread]->state = State::ready;
  }
}

// Resumes each thread that is ready, now upwards and now downwards: where a barrier is missing, one of these orders
// lets a thread read what has not been written yet.
void resumeAll(unsigned count) {
  static bool downwards = false;
  downwards = !downwards;
  for (unsigned i = 0; i < count; i++) {
    unsigned thread = downwards ? count - 1 - i : i;
    if (all[thread]->state == State::ready) {
      resume(thread);
    }
  }
}

bool run(unsigned count, void (*body)(void* context, unsigned thread), void* context) {
  currentBody = body;
  currentContext = context;
  prepare(count);
  while (true) {
    resumeAll(count);
    if (countOf(State::ended, count) == count) {
      return true;
    }
    bool exchanged = releaseExchanges(count);
    if (!exchanged && !releaseBarrier(count)) {
      std::fprintf(stderr,
                   "CUDA stand-ins: threads wait for each other: %u at __syncthreads, %u at a warp's exchange\n",
                   countOf(State::atBarrier, count), countOf(State::atExchange, count));
      all.clear();  // they are left where they are: their stacks hold nothing that needs unwinding
      return false;
    }
  }
}

void barrier() {
  all[current]->state = State::atBarrier;
  backToScheduler();
}

unsigned long long exchange(unsigned mask, unsigned fromLane, unsigned long long value) {
  Fibre& fibre = *all[current];
  fibre.mask = mask;
  fibre.fromLane = fromLane;
  fibre.value = value;
  fibre.state = State::atExchange;
  backToScheduler();
  return fibre.value;
}

}  // namespace

const Fibres& fibres() {
  static const Fibres services = {run, barrier, exchange};
  return services;
}

}  // namespace stand_ins
