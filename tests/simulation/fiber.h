#pragma once

// A thread of execution with a stack of its own that runs only when it is told to, and goes back
// when it says so: all of them share one thread of the operating system. Sanitizers are told of
// each change of stacks.

#include <functional>
#include <memory>

namespace housewright::simulation {

class Fiber {
 public:
  // `body` must not let an exception out.
  explicit Fiber(std::function<void()> body);
  ~Fiber();  // of one that has finished, or has never begun
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  // Runs it until it goes back or finishes. Called from outside of all fibers.
  void Resume();
  // Of the running fiber: back to where Resume() was called.
  void GoBack();
  bool finished() const { return finished_; }

 private:
  struct Machine;
  static void Begin(unsigned high, unsigned low);
  void Main();

  std::function<void()> body_;
  bool finished_ = false;
  std::unique_ptr<Machine> machine_;
};

}  // namespace housewright::simulation
