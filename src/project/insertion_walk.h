#pragma once

// Finds the insertions of a text that holds no tags any more, each with the place where it stands.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "project/template.h"
#include "sql/lexer.h"

namespace housewright::project {

enum class Place : std::uint8_t {
  kBare,
  kString,             // '...'
  kBackQuoted,         // `...`
  kDoubleQuoted,       // "..."
  kTypographicQuoted,  // ‘...’ and “...”, which know no escapes
  kHereDoc,
};

struct PlacedInsertion {
  Insertion insertion;
  Place place = Place::kBare;
  std::string_view token;     // the quoted token around it; empty where bare
  bool touches_word = false;  // bare, and directly beside a word, a number or another insertion
};

// The place that the quotes of `token` make; kBare for a token that holds no quoted text.
Place PlaceOf(const sql::Token& token, std::string_view text);
// Whether the bare insertion at [begin, end) of `text` touches a word.
bool TouchesWord(std::string_view text, std::size_t begin, std::size_t end);

// Calls, in order and without gaps over [begin, end): sink.Text(begin, end) for what stays as it
// is, sink.Braces() for a literal "{{", sink.Insert(PlacedInsertion), sink.Fault(TemplateFault).
template <class Sink>
class InsertionWalk {
 public:
  InsertionWalk(std::string_view text, std::size_t begin, std::size_t end, Sink& sink)
      : text_(text.substr(0, end)), at_(begin), sink_(sink) {}

  void Run() {
    sql::Lexer lexer(text_, at_);
    for (sql::Token token = lexer.Next(); !token.IsEnd(); token = lexer.Next()) {
      if (token.type == sql::TokenType::kComment) continue;
      if (token.type == sql::TokenType::kOpeningCurlyBrace) {
        if (!text_.substr(token.begin).starts_with("{{")) continue;
        lexer = sql::Lexer(text_, Take(token.begin, text_.size(), Place::kBare, {}));
      } else if (const Place place = PlaceOf(token, text_); place != Place::kBare) {
        WalkToken(token, place);
      }
    }
    Flush(text_.size());
  }

 private:
  void WalkToken(const sql::Token& token, Place place) {
    const std::string_view inside = text_.substr(0, token.end);
    for (std::size_t at = inside.find("{{", token.begin); at != std::string_view::npos;) {
      at = inside.find("{{", Take(at, token.end, place, token.In(text_)));
    }
  }

  // Handles the "{{" at `at`, which must end before `limit`; answers where to go on.
  std::size_t Take(std::size_t at, std::size_t limit, Place place, std::string_view token) {
    Flush(at);
    const std::string_view inside = text_.substr(0, limit);
    if (IsLiteralBraces(inside, at)) {
      sink_.Braces();
      return at_ = at + 4;
    }
    const auto insertion = ReadInsertion(inside, at);
    if (!insertion) {
      sink_.Fault(insertion.error());
      return at_ = at + 2;
    }
    sink_.Insert(PlacedInsertion{
        .insertion = *insertion,
        .place = place,
        .token = token,
        .touches_word =
            place == Place::kBare && TouchesWord(text_, insertion->begin, insertion->end)});
    return at_ = insertion->end;
  }

  void Flush(std::size_t end) {
    if (end > at_) sink_.Text(at_, end);
    at_ = end;
  }

  std::string_view text_;
  std::size_t at_;
  Sink& sink_;
};

}  // namespace housewright::project
