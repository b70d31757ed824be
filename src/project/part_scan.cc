#include "project/part_scan.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "base/text.h"
#include "project/chunk_annotation.h"
#include "project/insertion_walk.h"
#include "project/template.h"
#include "sql/statement.h"

namespace housewright::project {
namespace {

using sql::Token;
using sql::TokenType;

// The tags of HashRecords within a part.
constexpr char kStatementTag = 's';
constexpr char kTokenTag = 't';
constexpr char kAnnotationKeyTag = 'k';
constexpr char kAnnotationValueTag = 'v';
constexpr char kInsertionTag = 'i';
constexpr char kBracesTag = 'b';
constexpr char kTemplateTagBegin = '{';
constexpr char kTemplateTagEnd = '}';
constexpr char kRowsTag = 'r';

// Whether a template's piece touches a word decides what comes out of it, so it counts, though
// blanks do not.
std::string_view TouchText(bool before, bool after) {
  constexpr std::array<std::string_view, 4> kTexts = {"", "<", ">", "<>"};
  return kTexts[(before ? 1U : 0U) + (after ? 2U : 0U)];
}

// In a file whose lines end with a bare CR, ClickHouse reads all that follows `--` or `#` as one
// comment.
bool HidesLines(std::string_view comment) {
  const std::size_t at = comment.find('\r');
  return at != std::string_view::npos && at + 1 < comment.size() && !comment.starts_with("/*");
}

class Scanner {
 public:
  Scanner(std::string_view text, HashRecords& records, PartScan& scan)
      : text_(text), records_(records), scan_(scan) {}

  // True where the word FORMAT was met: rows may follow, which are no SQL.
  bool met_format() const { return met_format_; }

  void Range(std::size_t begin, std::size_t end) {
    part_begin_ = begin;
    const std::string_view text = text_.substr(0, end);
    sql::Lexer lexer(text, begin);
    for (Token token = lexer.Next(); !token.IsEnd(); token = lexer.Next()) {
      switch (token.type) {
        case TokenType::kWhitespace:
          break;
        case TokenType::kComment:
          Comment(token);
          break;
        case TokenType::kSemicolon:
          EndStatement();
          break;
        case TokenType::kOpeningCurlyBrace:
          if (const std::size_t next = Brace(token, text); next != token.end) {
            lexer = sql::Lexer(text, next);
          }
          break;
        default:
          Significant(token);
      }
    }
  }

  // Byte by byte but for the line ends, which a checkout may change.
  void Rows(std::string_view rows) {
    for (std::string_view row : Split(rows, '\n')) {
      if (row.ends_with('\r')) row.remove_suffix(1);
      records_.Add(kRowsTag, row);
    }
    EndStatement();
  }

 private:
  void EndStatement() {
    in_statement_ = false;
    met_values_ = false;
    annotation_count_ = 0;
  }

  void BeginStatement() {
    if (in_statement_) return;
    in_statement_ = true;
    scan_.has_statement = true;
    records_.Add(kStatementTag, {});
    for (std::size_t i = 0; i < annotation_count_; ++i) {
      records_.Add(kAnnotationKeyTag, annotations_[i].key);
      records_.Add(kAnnotationValueTag, annotations_[i].value);
    }
  }

  void Significant(const Token& token) {
    if (std::exchange(tag_brace_follows_, false)) return;
    const std::string_view token_text = token.In(text_);
    if (!in_tag_) BeginStatement();
    records_.Add(kTokenTag, token_text);
    switch (token.type) {
      case TokenType::kBareWord:
        if (token_text.size() == 6) {
          met_format_ = met_format_ || EqualsIgnoringCase(token_text, "FORMAT");
          met_values_ = met_values_ || EqualsIgnoringCase(token_text, "VALUES");
        }
        // A heredoc that nothing closes is a word with dollar signs to the lexer.
        if (token_text[0] == '$') scan_.needs_check = true;
        break;
      case TokenType::kStringLiteral:
      case TokenType::kQuotedIdentifier:
      case TokenType::kHereDoc:
        QuotedInsertions(token);
        break;
      case TokenType::kPercent:
        if (in_tag_ && text_.substr(token.end).starts_with('}')) EndTag(token.end + 1);
        break;
      case TokenType::kDollarSign:
      case TokenType::kVerticalDelimiter:
        scan_.needs_check = true;
        break;
      default:
        if (token.IsError()) scan_.needs_check = true;
    }
  }

  void EndTag(std::size_t end) {
    in_tag_ = false;
    tag_brace_follows_ = true;
    const bool touches = end < text_.size() && IsWordByte(text_[end]);
    records_.Add(kTemplateTagEnd, TouchText(false, touches));
  }

  // `token` is "{"; answers where to go on.
  std::size_t Brace(const Token& token, std::string_view text) {
    const std::string_view rest = text.substr(token.begin);
    if (rest.starts_with("{%")) {
      in_tag_ = true;
      scan_.needs_check = true;
      const bool touches = token.begin > part_begin_ && IsWordByte(text[token.begin - 1]);
      records_.Add(kTemplateTagBegin, TouchText(touches, false));
      return token.end;
    }
    if (!in_tag_) BeginStatement();
    if (!rest.starts_with("{{")) {
      records_.Add(kTokenTag, "{");
      return token.end;
    }
    if (IsLiteralBraces(text, token.begin)) {
      records_.Add(kBracesTag, {});
      return token.begin + 4;
    }
    const auto insertion = ReadInsertion(text, token.begin);
    if (!insertion) {
      scan_.needs_check = true;
      records_.Add(kTokenTag, "{");
      return token.end;
    }
    scan_.names.push_back(insertion->name);
    records_.Add(kInsertionTag, insertion->name);
    const bool touches = TouchesWord(text, insertion->begin, insertion->end);
    records_.Add(kInsertionTag, TouchText(touches, touches));
    return insertion->end;
  }

  // They are hashed with the token around them; their names are wanted.
  void QuotedInsertions(const Token& token) { NamesIn(text_.substr(0, token.end), token.begin); }

  void NamesIn(std::string_view text, std::size_t begin) {
    for (std::size_t at = text.find('{', begin); at != std::string_view::npos;
         at = text.find('{', at)) {
      const std::string_view rest = text.substr(at);
      if (rest.starts_with("{%")) scan_.needs_check = true;
      if (!rest.starts_with("{{")) {
        ++at;
        continue;
      }
      if (IsLiteralBraces(text, at)) {
        at += 4;
        continue;
      }
      const auto insertion = ReadInsertion(text, at);
      if (!insertion) {
        scan_.needs_check = true;
        return;
      }
      scan_.names.push_back(insertion->name);
      at = insertion->end;
    }
  }

  bool IsAloneOnLine(std::size_t offset) const {
    while (offset > part_begin_ && (text_[offset - 1] == ' ' || text_[offset - 1] == '\t')) {
      --offset;
    }
    return offset == 0 || text_[offset - 1] == '\n' || text_[offset - 1] == '\r' ||
           offset == part_begin_;
  }

  void Comment(const Token& token) {
    const std::string_view comment = token.In(text_);
    if (HidesLines(comment) || met_values_) scan_.needs_check = true;
    if (in_statement_ || !comment.starts_with("--") || !IsAloneOnLine(token.begin)) return;
    const std::optional<AnnotationText> annotation = SplitAnnotation(comment);
    if (!annotation) return;
    if (annotation->key == "no-op" && !scan_.no_op) {
      scan_.no_op = Statute{.comment = Trim(comment), .reason = annotation->value};
    } else if (annotation->key == "irreversible" && !scan_.irreversible) {
      scan_.irreversible = Statute{.comment = Trim(comment), .reason = annotation->value};
    } else if (annotation->key == "stub") {
      scan_.stubs.push_back({.comment = Trim(comment), .reason = annotation->value});
    } else if (IsKnownAnnotation(annotation->key) && annotation_count_ < annotations_.size()) {
      annotations_[annotation_count_++] = *annotation;
      if (annotation->key == kChunkAnnotation) scan_.needs_check = true;
      NamesIn(text_.substr(0, token.end), token.begin);
    }
  }

  std::string_view text_;
  HashRecords& records_;
  PartScan& scan_;
  std::size_t part_begin_ = 0;
  bool in_statement_ = false;
  bool in_tag_ = false;
  bool tag_brace_follows_ = false;  // the next token is the "}" of "%}"
  bool met_format_ = false;
  bool met_values_ = false;  // in this statement
  std::array<AnnotationText, 16> annotations_;
  std::size_t annotation_count_ = 0;
};

// Rows count byte by byte, what is between them as tokens.
void ScanWithRows(const SourceText& source, const std::vector<sql::Statement>& statements,
                  std::size_t begin, std::size_t end, HashRecords& records, PartScan& scan) {
  Scanner scanner(source.text(), records, scan);
  std::size_t at = begin;
  for (const sql::Statement& statement : statements) {
    if (!statement.data || statement.data->format == "Values") continue;
    scanner.Range(at, statement.data->begin);
    scanner.Rows(
        source.text().substr(statement.data->begin, statement.end - statement.data->begin));
    at = statement.end;
  }
  scanner.Range(at, end);
}

}  // namespace

// By hand: a revision is some hundred records of a few bytes each.
void HashRecords::Add(char tag, std::string_view bytes) {
  constexpr std::size_t kHead = 5;
  const std::size_t needed = size_ + kHead + bytes.size();
  if (needed > bytes_.size()) bytes_.resize(std::max(needed, 2 * bytes_.size()));
  char* to = bytes_.data() + size_;
  *to++ = tag;
  const auto length = static_cast<std::uint32_t>(bytes.size());
  for (std::uint32_t shift = 0; shift < 32; shift += 8)
    *to++ = static_cast<char>((length >> shift) & 0xFFU);
  std::ranges::copy(bytes, to);
  size_ = needed;
}

void PartScan::Clear() {
  has_statement = false;
  no_op.reset();
  irreversible.reset();
  stubs.clear();
  names.clear();
  needs_check = false;
}

void ScanPart(const SourceText& source, std::size_t begin, std::size_t end, HashRecords& records,
              PartScan& scan) {
  const std::size_t records_before = records.size();
  Scanner scanner(source.text(), records, scan);
  scanner.Range(begin, end);
  if (!scanner.met_format()) return;
  const Result<std::vector<sql::Statement>> statements = sql::SplitStatements(source, begin, end);
  if (statements) {
    records.Rewind(records_before);
    scan.Clear();
    ScanWithRows(source, *statements, begin, end, records, scan);
  }
  scan.needs_check = true;
}

}  // namespace housewright::project
