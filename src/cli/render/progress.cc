#include "cli/render/progress.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "sql/statement_facts.h"

namespace housewright::cli {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kRedrawEvery{100};
// Below this, a rate says nothing.
constexpr milliseconds kRateFrom{500};
constexpr milliseconds kSayEvery{60'000};

std::string StepTitle(const plan::PlannedStep& step) {
  if (step.kind == plan::StepKind::kBootstrap) return step.file;
  return fmt::format("{} {}", step.id.text(), step.service);
}

std::string StatementTitle(const plan::PlannedStep& step, const plan::PlannedStatement& planned) {
  return fmt::format("{}  {}/{}  {}", StepTitle(step), planned.index, step.total,
                     sql::Summarize(planned.statement.facts));
}

}  // namespace

std::string ProgressText(const db::Progress& progress, milliseconds elapsed) {
  const std::uint64_t rows = std::max(progress.read_rows, progress.written_rows);
  const std::uint64_t bytes = std::max(progress.read_bytes, progress.written_bytes);
  if (rows == 0) return "";
  const auto count = static_cast<double>(rows);
  const auto total = static_cast<double>(progress.total_rows_to_read);
  std::string text = FormatQuantity(count);
  const bool knows_total = total > 0 && progress.read_rows <= progress.total_rows_to_read;
  if (knows_total) text += " of " + FormatQuantity(total);
  text += fmt::format(" rows, {}", FormatBytes(static_cast<double>(bytes)));
  if (elapsed < kRateFrom) return text;
  const double seconds = static_cast<double>(elapsed.count()) / 1000;
  text += fmt::format(", {} rows/s", FormatQuantity(count / seconds));
  if (knows_total && progress.read_rows > 0) {
    const auto read = static_cast<double>(progress.read_rows);
    const auto left =
        milliseconds(static_cast<milliseconds::rep>((total - read) / read * seconds * 1000));
    text += fmt::format(", {} left", FormatDuration(left));
  }
  return text;
}

std::string MutationText(const exec::MutationView& mutation) {
  std::string text = fmt::format("{}: {} of {}", mutation.id, mutation.parts_done,
                                 Count(static_cast<std::size_t>(mutation.parts_total), "part"));
  if (mutation.parts_per_second)
    text += fmt::format(", {:.2g} parts/s", *mutation.parts_per_second);
  if (mutation.left) text += fmt::format(", about {} left", FormatDuration(*mutation.left));
  if (mutation.older > 0) text += ", behind " + Count(mutation.older, "older mutation");
  return text;
}

void ProgressRenderer::Handle(const exec::Event& event) {
  std::visit([this](const auto& one) { On(one); }, event);
}

void ProgressRenderer::On(const exec::RunStarted& event) {
  step_count_ = event.steps;
  statement_count_ = event.statements;
  talk_.Detail(fmt::format("run {}", event.run_id));
}

void ProgressRenderer::On(const exec::StepStarted& event) {
  step_number_ = event.number;
  step_count_ = event.of;
  step_statements_ = 0;
}

void ProgressRenderer::On(const exec::StatementStarted& event) {
  statement_line_ = StatementTitle(*event.step, *event.statement);
  if (event.chunk) {
    const exec::Chunk& chunk = *event.chunk;
    statement_line_ += "  " + exec::ChunkName(chunk.partition, chunk.number, chunk.of);
  }
  statement_began_ = clock_.Monotonic();
  talk_.Detail(fmt::format("  {}  query id {}", statement_line_, event.query_id));
  last_said_ = statement_began_;
  last_said_of_.clear();
  DrawStatus("");
}

void ProgressRenderer::On(const exec::StatementProgress& event) {
  const milliseconds now = clock_.Monotonic();
  if (now - last_drawn_ >= kRedrawEvery) {
    DrawStatus(ProgressText(event.progress, now - statement_began_));
  }
}

void ProgressRenderer::On(const exec::MutationProgress& event) {
  const std::string text = MutationText(event.mutation);
  DrawStatus(text);
  const milliseconds now = clock_.Monotonic();
  const bool is_due = !talk_.terminal() && now - last_said_ >= kSayEvery;
  const std::string of = fmt::format("{} {}", event.mutation.id, event.mutation.parts_done);
  if (!is_due && (!talk_.verbose() || of == last_said_of_)) return;
  last_said_ = now;
  last_said_of_ = of;
  talk_.Say(fmt::format("  {}  {}", statement_line_, text));
}

void ProgressRenderer::On(const exec::MutationFailing& event) {
  talk_.ClearStatus();
  talk_.Insist(fmt::format("  {}: {}\n  next: {}", talk_.style().Yellow("failing"), event.text,
                           event.advice));
}

void ProgressRenderer::On(const exec::ChunkDone& event) {
  if (talk_.terminal() && !talk_.verbose()) return;
  talk_.Say(fmt::format("  {}  {}  {}", StatementTitle(*event.step, *event.statement),
                        exec::ChunkName(event.partition, event.number, event.of),
                        FormatDuration(event.elapsed)));
}

void ProgressRenderer::On(const exec::StatementDone& event) {
  ++statements_done_;
  ++step_statements_;
  if (!talk_.terminal() || talk_.verbose()) {
    talk_.Say(fmt::format("  {}  {}", StatementTitle(*event.step, *event.statement),
                          FormatDuration(event.elapsed)));
  }
}

void ProgressRenderer::On(const exec::StatementFailed& event) {
  talk_.ClearStatus();
  talk_.Say(fmt::format("  {}  {}", StatementTitle(*event.step, *event.statement),
                        talk_.style().Red("failed")));
}

void ProgressRenderer::On(const exec::StatementLeftOut& event) {
  talk_.Detail(fmt::format("  {}  left out: {}", StatementTitle(*event.step, *event.statement),
                           event.statement->left_out.value_or("")));
}

void ProgressRenderer::On(const exec::WaitingStarted& event) {
  statement_line_ = event.statement;
  statement_began_ = clock_.Monotonic();
  last_said_ = statement_began_;
  last_said_of_.clear();
  talk_.Say(fmt::format("  waiting for {}: {}", event.statement, event.evidence));
}

void ProgressRenderer::On(const exec::Note& event) { talk_.Say("  " + event.text); }

void ProgressRenderer::On(const exec::StepDone& event) {
  if (!talk_.terminal() || talk_.verbose()) return;
  const Style& style = talk_.style();
  std::string line =
      fmt::format("  {} {}", style.Green("done"), style.Bold(StepTitle(*event.step)));
  if (!event.step->message.empty()) line += "  " + event.step->message;
  talk_.ClearStatus();
  talk_.Say(line + style.Dim(fmt::format("  {}, {}", Count(step_statements_, "statement"),
                                         FormatDuration(event.elapsed))));
}

void ProgressRenderer::On(const exec::RunDone&) { talk_.ClearStatus(); }

void ProgressRenderer::DrawStatus(const std::string& how_far) {
  last_drawn_ = clock_.Monotonic();
  const milliseconds elapsed = last_drawn_ - statement_began_;
  std::string line = statement_line_;
  // What an earlier run left open is waited for before there is a plan.
  if (statement_count_ > 0) {
    line = fmt::format("[{}/{}] {}", statements_done_ + 1, statement_count_, line);
  }
  if (elapsed >= kRateFrom) line += "  " + FormatDuration(elapsed);
  if (!how_far.empty()) line += "  " + how_far;
  talk_.Status(line);
}

}  // namespace housewright::cli
