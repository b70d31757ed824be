#include "server.h"

#include <fmt/format.h>

#include <algorithm>
#include <stop_token>
#include <tuple>
#include <utility>

#include "base/text.h"

namespace housewright::simulation {

namespace {

// system.query_log is flushed so often by itself.
constexpr milliseconds kFlushEvery{7'500};

}  // namespace

std::string UnitOf(const std::string& query_id) {
  const auto parts = Split(query_id, '-');
  return std::string(parts[2]) + "-" + std::string(parts[4]);
}

std::vector<journal::Entry> AsRead(std::vector<journal::Entry> rows) {
  const auto key = [](const journal::Entry& row) { return std::tie(row.seq, row.nonce); };
  std::ranges::sort(rows, {}, key);
  const auto repeats = std::ranges::unique(rows, {}, key);
  rows.erase(repeats.begin(), repeats.end());
  return rows;
}

std::string RunOf(const std::string& query_id) { return std::string(Split(query_id, '-')[1]); }

Server::Answer Server::Body(std::string body) {
  db::Response response;
  response.body = std::move(body);
  return response;
}

Server::Answer Server::Refused(int code, const std::string& text) {
  return std::unexpected(db::QueryError{
      Error(ErrorCode::kServer, fmt::format("code {}: {}", code, text)).WithServerCode(code),
      db::Delivery::kRefused});
}

Server::Answer Server::Lost(db::Delivery delivery, const char* why) {
  return std::unexpected(db::QueryError{Error(ErrorCode::kConnection, why), delivery});
}

db::QueryResult Server::Execute(const db::Request& request, milliseconds idle_timeout) {
  const auto is_gone = [] { return Lost(db::Delivery::kNotSent, "the process is gone"); };
  if (scheduler_.IsGone()) return is_gone();
  const milliseconds entered = scheduler_.now();
  try {
    scheduler_.Step();
  } catch (const Killed&) {
    return is_gone();
  }
  if (request.stop.stop_requested()) {
    return std::unexpected(
        db::QueryError{Error(ErrorCode::kInterrupted, "stopped before the statement was sent"),
                       db::Delivery::kNotSent});
  }
  const std::shared_ptr<Call> call = Send(request, entered);
  Scheduler::Task* const self = scheduler_.current();
  const std::stop_callback woken(request.stop, [&] { Scheduler::Wake(*self); });
  const milliseconds end = scheduler_.now() + request.idle_timeout.value_or(idle_timeout);
  try {
    scheduler_.Step();
    while (!call->answer && !request.stop.stop_requested() && scheduler_.now() < end) {
      scheduler_.BlockFor(end - scheduler_.now());
    }
    scheduler_.Step();
  } catch (const Killed&) {
    if (!call->answer) call->given_up = scheduler_.now();
    return is_gone();
  }
  if (call->answer) return *std::move(call->answer);
  call->given_up = scheduler_.now();
  call->answer_is_lost = true;
  return std::unexpected(db::QueryError{
      request.stop.stop_requested() ? Error(ErrorCode::kInterrupted, "the connection was dropped")
                                    : Error(ErrorCode::kTimeout, "no answer in time"),
      db::Delivery::kUnknown});
}

milliseconds Server::Transit() {
  if (network.slow != 0 && scheduler_.dice().OneIn(network.slow)) {
    return milliseconds(scheduler_.dice().Below(900));
  }
  return Little();
}

std::shared_ptr<Call> Server::Send(const db::Request& request, milliseconds entered) {
  auto call = std::make_shared<Call>();
  call->sql = request.sql;
  call->body = request.body;
  call->query_id = request.query_id;
  call->process = &scheduler_.process();
  call->task = scheduler_.current_task();
  call->entered = entered;
  call->written = scheduler_.now();
  Dice& dice = scheduler_.dice();
  const auto happens = [&](std::size_t once_in) { return once_in != 0 && dice.OneIn(once_in); };
  const auto breaks_after = [&](milliseconds delay) {
    scheduler_.After(delay, [this, call] { Break(*call, "the connection broke"); });
  };
  if (happens(network.never_arrives)) {
    breaks_after(milliseconds(1 + dice.Below(3'000)));
    return call;
  }
  milliseconds transit = Transit();
  if (happens(network.answer_lost)) {
    call->answer_is_lost = true;
    breaks_after(transit + milliseconds(dice.OneIn(2) ? dice.Below(10) : dice.Below(20'000)));
  } else if (happens(network.late)) {
    // On its way while the tool has given up already; seldom longer than the tool expects.
    const milliseconds gives_up{1 + dice.Below(200)};
    breaks_after(gives_up);
    transit = gives_up + milliseconds(dice.OneIn(4) ? dice.Below(90'000) : dice.Below(900));
  }
  scheduler_.After(transit, [this, call] { Arrive(call); });
  return call;
}

void Server::Break(Call& call, const char* why) {
  if (call.answer) return;
  call.answer = Lost(db::Delivery::kUnknown, why);
  if (!call.given_up) call.given_up = scheduler_.now();
  if (const auto task = call.task.lock()) Scheduler::Wake(*task);
}

void Server::Reply(const std::shared_ptr<Call>& call, Answer answer) {
  if (call->answer_is_lost) return;
  scheduler_.After(Transit(), [call, answer = std::move(answer)]() mutable {
    if (call->answer || call->answer_is_lost) return;
    call->answer = std::move(answer);
    if (const auto task = call->task.lock()) Scheduler::Wake(*task);
  });
}

void Server::Arrive(const std::shared_ptr<Call>& call) {
  if (!is_up_) {
    // Nobody listens: the tool knows that nothing was sent, unless it had a connection before.
    if (!call->answer) {
      const bool had_connection = scheduler_.dice().OneIn(2);
      call->answer = Lost(had_connection ? db::Delivery::kUnknown : db::Delivery::kNotSent,
                          "the server is not there");
      if (const auto task = call->task.lock()) Scheduler::Wake(*task);
    }
    return;
  }
  const bool dies_here = crash_at == 1;
  crash_at = std::max(crash_at - 1, 0);
  if (dies_here) {
    Crash(milliseconds(100 + scheduler_.dice().Below(20'000)));
    Break(*call, "the server died");
    return;
  }
  Note("arrives from {}: {} {}", call->process->name, call->query_id, call->sql);
  const bool is_ours = call->sql.find("`hw`.") != std::string::npos;
  if (call->given_up && is_ours && !call->sql.starts_with("SELECT")) witness_.ArrivedLate(*call);
  if (!call->query_id.empty()) unflushed_log_[call->query_id] = {1, 0, 0, scheduler_.now()};
  if (call->sql.starts_with("INSERT INTO `hw`.`journal` (")) {
    BeginJournalInsert(call, call->sql.ends_with(" VALUES"));
  } else if (ops.contains(call->sql)) {
    BeginStatement(call);
  } else if (form_ == Form::kKeeper ? !BeginKeeperWork(call) : !BeginLockWork(call)) {
    const bool sleeps = call->sql == "SELECT sleep(0.1) FORMAT TabSeparated";
    Work(call, sleeps ? milliseconds(100) : Little(), milliseconds(0), [this, call]() -> Answer {
      if (call->sql.starts_with("SELECT sleep(0.1) ")) return Body("0\n");
      std::optional<Answer> answer = Ask(*call);
      if (answer) return *std::move(answer);
      witness_.DidNotUnderstand(call->sql);
      return Refused(62, "the model of a server does not know this SQL");
    });
  }
}

void Server::Work(const std::shared_ptr<Call>& call, milliseconds until_effect,
                  milliseconds until_end, std::function<Answer()> effect) {
  const std::uint64_t number = ++calls_;
  const std::uint64_t life = life_;
  const auto answer = std::make_shared<std::optional<Answer>>();
  Running& running = running_[number];
  running.call = call;
  running.pending_effect = [answer, effect = std::move(effect)] { *answer = effect(); };
  scheduler_.After(until_effect, [this, number, life] {
    if (life != life_) return;
    const auto happen = std::exchange(running_.at(number).pending_effect, {});
    happen();
  });
  scheduler_.After(until_effect + until_end, [this, call, number, life, answer] {
    if (life != life_) return;
    running_.erase(number);
    // The row of the log may come a moment after the answer.
    scheduler_.After(Little(), [this, call, life, answer] {
      if (life == life_) Log(*call, **answer);
    });
    Reply(call, **answer);
  });
}

void Server::Crash(milliseconds down) {
  if (!is_up_) return;
  Note("the server dies");
  is_up_ = false;
  ++life_;
  ++crashes;
  std::map<std::uint64_t, Running> running;
  std::swap(running, running_);
  for (auto& [number, one] : running) {
    // What had begun is on disk or not.
    if (one.pending_effect && scheduler_.dice().OneIn(3)) one.pending_effect();
    scheduler_.After(Little(), [this, call = one.call] { Break(*call, "the server died"); });
  }
  std::erase_if(unflushed_log_, [&](const auto& row) {
    const bool was_flushed = row.second.at + kFlushEvery < scheduler_.now();
    if (was_flushed) log_[row.first] = row.second;
    return !was_flushed;
  });
  unflushed_log_.clear();
  scheduler_.After(down, [this] {
    Note("the server is back");
    is_up_ = true;
    started_ = Now();
  });
}

void Server::Log(const Call& call, const Answer& answer) {
  if (call.query_id.empty()) return;
  LogRow row{.type = 2, .code = 0, .written_rows = 0, .at = scheduler_.now()};
  const auto op = ops.find(call.sql);
  if (op != ops.end() && op->second.kind == exec::testing::OpKind::kInsert) row.written_rows = 1;
  // A DDL statement that fails half-way is logged as one that failed before it began.
  if (!answer) row = {3, answer.error().error.server_code().value_or(0), 0, scheduler_.now()};
  if (failed_with_rows_.contains(call.query_id)) row.type = 4, row.written_rows = 1;
  unflushed_log_[call.query_id] = row;
}

bool Server::IsRunning(const std::string& query_id) const {
  return std::ranges::any_of(
      running_, [&](const auto& running) { return running.second.call->query_id == query_id; });
}

std::size_t Server::CountRunning(const std::function<bool(const std::string&)>& is_meant) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      running_, [&](const auto& running) { return is_meant(running.second.call->query_id); }));
}

}  // namespace housewright::simulation
