#include "sql/statement_stream.h"

#include <algorithm>
#include <utility>

#include "sql/position_tracker.h"
#include "sql/splitter.h"

namespace housewright::sql {
namespace {

// Large pieces are cut, so that the window's memory does not depend on the caller's.
constexpr std::size_t kSlice = std::size_t{64} << 10U;

}  // namespace

struct StatementStream::State : SplitEvents {
  State(std::string file_name, StreamSink stream_sink, StreamLimits limits)
      : file(std::move(file_name)),
        sink(std::move(stream_sink)),
        splitter(*this, 0, limits.longest_token) {}

  Result<void> Read(bool is_last) {
    if (!is_last && base + window.size() < splitter.wanted_end()) return {};
    TRY(splitter.Read(window, base, is_last));
    TRY(SendUpTo(splitter.in_statement() ? splitter.end() : given));
    DropWhatIsRead();
    return {};
  }

  // What is read and no longer needed: text of the open statement may still have to be sent.
  void DropWhatIsRead() {
    const std::size_t keep = splitter.in_statement() ? given : splitter.position();
    tracker.Advance(Between(tracker.position().offset, keep));
    window.erase(0, keep - base);
    base = keep;
  }

  Result<void> SendUpTo(std::size_t offset) {
    if (offset <= given) return {};
    const std::string_view text = Between(given, offset);
    given = offset;
    return sink.on_text(text);
  }

  std::string_view Between(std::size_t begin, std::size_t end) const {
    if (begin >= end) return {};
    return std::string_view(window).substr(begin - base, end - begin);
  }

  Position PositionOf(std::size_t offset) {
    tracker.Advance(Between(tracker.position().offset, offset));
    return tracker.position();
  }

  void OnComment(std::size_t, std::string_view, bool) override {}
  void OnEmptyStatement() override {}
  Result<void> OnBegin(std::size_t offset) override {
    given = offset;
    return sink.on_begin(PositionOf(offset));
  }
  Result<void> OnEnd(std::size_t end, const std::optional<Data>&) override {
    TRY(SendUpTo(end));
    return sink.on_end(PositionOf(end));
  }
  Error MakeError(const SplitProblem& problem) override {
    const Position position = PositionOf(problem.offset);
    return Error(ErrorCode::kInvalidInput, problem.message)
        .At({.file = file,
             .line = position.line,
             .column = position.column,
             .line_text = "",
             .length = 1})
        .WithAdvice(problem.advice);
  }

  std::string file;
  StreamSink sink;
  Splitter splitter;
  std::string window;       // the text from `base` on that is still needed
  std::size_t base = 0;     // its offset in the source
  std::size_t given = 0;    // all of the open statement before it went to the sink
  PositionTracker tracker;  // never ahead of `given` or of the next statement's begin
};

StatementStream::StatementStream(std::string file, StreamSink sink, StreamLimits limits)
    : state_(std::make_unique<State>(std::move(file), std::move(sink), limits)) {}

StatementStream::~StatementStream() = default;

Result<void> StatementStream::Feed(std::string_view piece) {
  while (!piece.empty()) {
    const std::string_view slice = piece.substr(0, kSlice);
    piece.remove_prefix(slice.size());
    state_->window.append(slice);
    TRY(state_->Read(false));
  }
  return {};
}

Result<void> StatementStream::Finish() { return state_->Read(true); }

}  // namespace housewright::sql
