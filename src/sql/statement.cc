#include "sql/statement.h"

#include <limits>
#include <utility>

#include "base/text.h"
#include "sql/char_class.h"
#include "sql/splitter.h"

namespace housewright::sql {
namespace {

bool IsKeyCharacter(char c) { return IsWord(c) || c == '-'; }

std::optional<Annotation> ParseAnnotation(std::string_view comment, std::size_t offset) {
  if (!comment.starts_with("--")) return std::nullopt;
  const std::string_view body = Trim(comment.substr(2));
  std::size_t key_size = 0;
  while (key_size < body.size() && IsKeyCharacter(body[key_size])) ++key_size;
  if (key_size == 0 || key_size == body.size() || body[key_size] != ':') return std::nullopt;
  return Annotation{.key = std::string(body.substr(0, key_size)),
                    .value = std::string(Trim(body.substr(key_size + 1))),
                    .offset = offset};
}

class Collector : public SplitEvents {
 public:
  explicit Collector(const SourceText& source) : source_(source) {}

  void OnComment(std::size_t offset, std::string_view text, bool alone) override {
    if (!alone) return;
    if (auto annotation = ParseAnnotation(text, offset)) {
      annotations_.push_back(*std::move(annotation));
    }
  }
  void OnEmptyStatement() override { annotations_.clear(); }
  Result<void> OnBegin(std::size_t offset) override {
    statements_.push_back({.begin = offset,
                           .end = offset,
                           .annotations = std::exchange(annotations_, {}),
                           .data = std::nullopt});
    return {};
  }
  Result<void> OnEnd(std::size_t end, const std::optional<Data>& data) override {
    Statement& statement = statements_.back();
    statement.end = end;
    if (data) statement.data = InlineData{data->begin, data->end, data->format};
    return {};
  }
  Error MakeError(const SplitProblem& problem) override {
    return Error(ErrorCode::kInvalidInput, problem.message)
        .At(source_.Excerpt(problem.offset, problem.length))
        .WithAdvice(problem.advice);
  }
  std::vector<Statement> Take() { return std::move(statements_); }

 private:
  const SourceText& source_;
  std::vector<Annotation> annotations_;
  std::vector<Statement> statements_;
};

}  // namespace

Result<std::vector<Statement>> SplitStatements(const SourceText& source, std::size_t begin,
                                               std::size_t end) {
  Collector collector(source);
  Splitter splitter(collector, begin, std::numeric_limits<std::size_t>::max() / 4);
  TRY(splitter.Read(source.text().substr(0, end), 0, true));
  return collector.Take();
}

Result<std::vector<Statement>> SplitStatements(const SourceText& source) {
  return SplitStatements(source, 0, source.text().size());
}

}  // namespace housewright::sql
