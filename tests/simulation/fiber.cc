#include "fiber.h"

#include <cxxabi.h>
#include <sys/mman.h>
#include <ucontext.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef __SANITIZE_THREAD__
#include <sanitizer/tsan_interface.h>
#endif

namespace housewright::simulation {
namespace {

// Unoptimized code under AddressSanitizer needs a lot; pages that are not touched cost nothing.
constexpr std::size_t kStackSize = std::size_t{1} << 20;

// Stacks are used again: a simulation starts fibers by the thousand.
class Stacks {
 public:
  ~Stacks() {
    for (void* stack : free_) ::munmap(stack, kStackSize);
  }
  void* Take() {
    if (!free_.empty()) {
      void* const stack = free_.back();
      free_.pop_back();
      return stack;
    }
    void* const stack = ::mmap(nullptr, kStackSize, PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (stack == MAP_FAILED) std::abort();
    return stack;
  }
  void GiveBack(void* stack) { free_.push_back(stack); }

 private:
  std::vector<void*> free_;
};

Stacks& AllStacks() {
  static Stacks stacks;
  return stacks;
}

// What the C++ runtime keeps per thread: the exceptions that are being handled. Each fiber has its
// own (Itanium C++ ABI: Exception Handling, 2.2.2).
struct HandledExceptions {
  void* caught = nullptr;
  unsigned int uncaught = 0;
};

void Exchange(HandledExceptions& mine) {
  auto* const current = reinterpret_cast<HandledExceptions*>(abi::__cxa_get_globals());
  std::swap(*current, mine);
}

}  // namespace

struct Fiber::Machine {
  void* stack = nullptr;
  ucontext_t own{};
  ucontext_t outside{};
  HandledExceptions handled;
#ifdef __SANITIZE_ADDRESS__
  void* own_fake_stack = nullptr;
  void* outside_fake_stack = nullptr;
  const void* outside_bottom = nullptr;
  std::size_t outside_size = 0;
#endif
#ifdef __SANITIZE_THREAD__
  void* own_tsan = __tsan_create_fiber(0);
  void* outside_tsan = nullptr;
#endif
};

Fiber::Fiber(std::function<void()> body)
    : body_(std::move(body)), machine_(std::make_unique<Machine>()) {}

Fiber::~Fiber() {
#ifdef __SANITIZE_THREAD__
  __tsan_destroy_fiber(machine_->own_tsan);
#endif
  if (machine_->stack != nullptr) AllStacks().GiveBack(machine_->stack);
}

void Fiber::Resume() {
  Machine& m = *machine_;
  if (m.stack == nullptr) {
    m.stack = AllStacks().Take();
    ::getcontext(&m.own);
    m.own.uc_stack.ss_sp = m.stack;
    m.own.uc_stack.ss_size = kStackSize;
    m.own.uc_link = nullptr;
    // makecontext passes ints: the pointer goes in two halves.
    const auto self = reinterpret_cast<std::uintptr_t>(this);
    ::makecontext(&m.own, reinterpret_cast<void (*)()>(&Fiber::Begin), 2,
                  static_cast<unsigned>(self >> 32U), static_cast<unsigned>(self));
  }
  Exchange(m.handled);
#ifdef __SANITIZE_THREAD__
  m.outside_tsan = __tsan_get_current_fiber();
  __tsan_switch_to_fiber(m.own_tsan, 0);
#endif
#ifdef __SANITIZE_ADDRESS__
  __sanitizer_start_switch_fiber(&m.outside_fake_stack, m.stack, kStackSize);
#endif
  ::swapcontext(&m.outside, &m.own);
#ifdef __SANITIZE_ADDRESS__
  __sanitizer_finish_switch_fiber(m.outside_fake_stack, nullptr, nullptr);
#endif
  Exchange(m.handled);
}

void Fiber::GoBack() {
  Machine& m = *machine_;
#ifdef __SANITIZE_THREAD__
  __tsan_switch_to_fiber(m.outside_tsan, 0);
#endif
#ifdef __SANITIZE_ADDRESS__
  // A null place for the fake stack says that this one is done with.
  __sanitizer_start_switch_fiber(finished_ ? nullptr : &m.own_fake_stack, m.outside_bottom,
                                 m.outside_size);
#endif
  ::swapcontext(&m.own, &m.outside);
#ifdef __SANITIZE_ADDRESS__
  __sanitizer_finish_switch_fiber(m.own_fake_stack, &m.outside_bottom, &m.outside_size);
#endif
}

void Fiber::Begin(unsigned high, unsigned low) {
  const std::uintptr_t self = (static_cast<std::uintptr_t>(high) << 32U) | low;
  // makecontext hands on numbers only. NOLINTNEXTLINE(performance-no-int-to-ptr)
  reinterpret_cast<Fiber*>(self)->Main();
}

void Fiber::Main() {
#ifdef __SANITIZE_ADDRESS__
  __sanitizer_finish_switch_fiber(nullptr, &machine_->outside_bottom, &machine_->outside_size);
#endif
  body_();
  finished_ = true;
  GoBack();
  std::abort();  // nobody resumes one that has finished
}

}  // namespace housewright::simulation
