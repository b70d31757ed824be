#include "base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace housewright {

Error Error::At(SourceExcerpt where) && {
  where_ = std::move(where);
  return std::move(*this);
}

Error Error::WithAdvice(std::string advice) && {
  advice_ = std::move(advice);
  return std::move(*this);
}

Error Error::WithContext(std::string context) && {
  context_.push_back(std::move(context));
  return std::move(*this);
}

Error Error::WithServerCode(int server_code) && {
  server_code_ = server_code;
  return std::move(*this);
}

Error Error::WithTextsChangedBy(const std::function<std::string(std::string_view)>& change) const {
  Error changed = *this;
  changed.message_ = change(message_);
  changed.advice_ = change(advice_);
  std::ranges::transform(context_, changed.context_.begin(), change);
  return changed;
}

namespace {

// Tabs are kept in the padding, so that the caret stands under its column whatever the tab width.
std::string CaretPadding(const SourceExcerpt& where) {
  std::string padding;
  std::uint32_t column = 1;
  for (const char c : where.line_text) {
    if (column >= where.column) break;
    const bool continues_code_point = (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
    if (continues_code_point) continue;
    padding += c == '\t' ? '\t' : ' ';
    ++column;
  }
  padding.append(where.column > column ? where.column - column : 0, ' ');
  return padding;
}

// A line of a generated file can be megabytes long; the reader needs what is near the caret.
constexpr std::size_t kLongestShownLine = 400;

void AppendExcerpt(std::string& out, const SourceExcerpt& where) {
  out += fmt::format("\n  --> {}", where.file);
  if (where.line == 0) return;
  out += fmt::format(":{}:{}", where.line, where.column);
  if (where.line_text.empty() || where.line_text.size() > kLongestShownLine) return;
  const std::string number = std::to_string(where.line);
  out += fmt::format("\n  {} | {}", number, where.line_text);
  out += fmt::format("\n  {} | {}{}", std::string(number.size(), ' '), CaretPadding(where),
                     std::string(std::max<std::uint32_t>(where.length, 1), '^'));
}

}  // namespace

std::string Error::ToString(std::string_view severity) const {
  std::string out = fmt::format("{}: {}", severity, message_);
  if (where_) AppendExcerpt(out, *where_);
  for (const std::string& context : context_) out += fmt::format("\n  while: {}", context);
  if (!advice_.empty()) out += fmt::format("\n  next: {}", advice_);
  return out;
}

std::string_view ErrorCodeName(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidInput:
      return "invalid_input";
    case ErrorCode::kUsage:
      return "usage";
    case ErrorCode::kNotFound:
      return "not_found";
    case ErrorCode::kConflict:
      return "conflict";
    case ErrorCode::kIo:
      return "io";
    case ErrorCode::kConnection:
      return "connection";
    case ErrorCode::kAuthentication:
      return "authentication";
    case ErrorCode::kServer:
      return "server";
    case ErrorCode::kProtocol:
      return "protocol";
    case ErrorCode::kTimeout:
      return "timeout";
    case ErrorCode::kInterrupted:
      return "interrupted";
    case ErrorCode::kUnknownOutcome:
      return "unknown_outcome";
    case ErrorCode::kLocked:
      return "locked";
    case ErrorCode::kNeedsDecision:
      return "needs_decision";
    case ErrorCode::kDifferences:
      return "differences";
    case ErrorCode::kUnsupported:
      return "unsupported";
    case ErrorCode::kInternal:
      return "internal";
  }
  return "internal";
}

bool HasErrors(const Diagnostics& diagnostics) {
  return std::ranges::any_of(diagnostics,
                             [](const Diagnostic& d) { return d.severity == Severity::kError; });
}

}  // namespace housewright
