#include "scheduler.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace housewright::simulation {

struct Scheduler::Task {
  Process* process = nullptr;
  std::uint64_t number = 0;
  bool ready = true;
  std::uint64_t sleep = 0;  // which of its sleeps it is in, so that a late alarm wakes no later one
  Task* joining = nullptr;  // waits for its end
  int asked_when_dead = 0;
  std::unique_ptr<Fiber> fiber;
};

std::shared_ptr<Scheduler::Task> Scheduler::Start(Process& process, std::function<void()> body) {
  auto task = std::make_shared<Task>();
  task->process = &process;
  task->number = ++tasks_made_;
  task->fiber = std::make_unique<Fiber>([body = std::move(body), &process] {
    try {
      if (!process.dead) body();
    } catch (const Killed&) {
      process.dead = true;  // what was thrown for just that
    }
  });
  tasks_.push_back(task);
  return task;
}

void Scheduler::After(milliseconds delay, std::function<void()> event) {
  events_.push({now_ + delay, ++events_made_, std::move(event)});
}

bool Scheduler::Run(milliseconds limit) {
  while (now_ <= limit) {
    const bool is_due = !events_.empty() && events_.top().at <= now_;
    // What is due at this moment may come before the threads that can run, or after.
    if (!(is_due && dice_.OneIn(2)) && RunOneTask()) continue;
    if (events_.empty()) return true;
    Event event = events_.top();
    events_.pop();
    now_ = std::max(now_, event.at);
    Remember(event.order);
    event.happen();
  }
  return false;
}

bool Scheduler::RunOneTask() {
  std::vector<Task*> runnable;
  for (const auto& task : tasks_) {
    const bool is_frozen = !task->process->dead && task->process->frozen_until > now_;
    if (task->ready && !is_frozen) runnable.push_back(task.get());
  }
  if (runnable.empty()) return false;
  Task* const task = runnable[runnable.size() == 1 ? 0 : dice_.Below(runnable.size())];
  Remember(task->number);
  running_ = task;
  task->fiber->Resume();
  running_ = nullptr;
  if (task->fiber->finished()) {
    if (task->joining != nullptr) Wake(*task->joining);
    std::erase_if(tasks_, [&](const auto& one) { return one.get() == task; });
  }
  return true;
}

Process& Scheduler::process() const { return *running_->process; }

bool Scheduler::IsLeaving() const {
  return running_ != nullptr && running_->process->dead && std::uncaught_exceptions() > 0;
}

std::weak_ptr<Scheduler::Task> Scheduler::current_task() const {
  return *std::ranges::find(tasks_, running_, [](const auto& one) { return one.get(); });
}

bool Scheduler::IsGone() const {
  constexpr int kRequestsOfDestructors = 4;
  if (!running_->process->dead) return false;
  if (!IsLeaving() && ++running_->asked_when_dead > kRequestsOfDestructors) throw Killed();
  return true;
}

void Scheduler::Step() {
  Process& process = *running_->process;
  ++process.steps;
  if (on_step && !process.dead) on_step(process);
  if (process.dead && !IsLeaving()) throw Killed();
  if (process.frozen_until > now_ && !process.dead) Yield();
}

void Scheduler::Suspend() {
  Task* const self = running_;
  // Nobody wakes a thread of a process that is dead already.
  if (self->process->dead && !IsLeaving()) throw Killed();
  self->fiber->GoBack();
  if (self->process->dead && !IsLeaving()) throw Killed();
}

void Scheduler::Block() {
  running_->ready = false;
  Suspend();
}

void Scheduler::BlockFor(milliseconds at_most) {
  const std::uint64_t sleep = ++running_->sleep;
  After(at_most, [task = current_task(), sleep] {
    const auto sleeper = task.lock();  // it may have ended before its alarm
    if (sleeper && sleeper->sleep == sleep) sleeper->ready = true;
  });
  Block();
}

void Scheduler::Join(Task& task) {
  while (!task.fiber->finished()) {
    task.joining = running_;
    running_->ready = false;
    running_->fiber->GoBack();
  }
}

void Scheduler::Yield() {
  running_->ready = true;
  Suspend();
}

void Scheduler::Wake(Task& task) {
  ++task.sleep;
  task.ready = true;
}

void Scheduler::Kill(Process& process) {
  process.dead = true;
  for (const auto& task : tasks_) {
    if (task->process == &process) Wake(*task);
  }
}

void Scheduler::Freeze(Process& process, milliseconds duration) {
  process.frozen_until = std::max(process.frozen_until, now_ + duration);
  After(duration, [] {});  // so that time reaches the end of it
}

void Scheduler::Remember(std::uint64_t what) {
  fingerprint_ =
      (fingerprint_ ^ what ^ static_cast<std::uint64_t>(now_.count()) << 20U) * 1099511628211U;
}

}  // namespace housewright::simulation
