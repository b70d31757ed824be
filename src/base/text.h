#pragma once

// Small text helpers that more than one folder needs.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace housewright {

std::string_view Trim(std::string_view text);  // blanks, tabs, CR, LF at both ends
std::string ToLower(std::string_view text);    // ASCII only
bool EqualsIgnoringCase(std::string_view a, std::string_view b);             // ASCII only
std::vector<std::string_view> Split(std::string_view text, char separator);  // keeps empty parts
std::string Join(std::span<const std::string> parts, std::string_view separator);
std::string ReplaceAll(std::string text, std::string_view from, std::string_view to);
// "1 statement", "2 statements": `noun` in the singular with a regular plural.
std::string Count(std::size_t n, std::string_view noun);

// Levenshtein distance over bytes.
std::size_t EditDistance(std::string_view a, std::string_view b);
// The candidates that a person may have meant by `word`, nearest first, at most `limit`; empty
// where none is near.
std::vector<std::string> NearestNames(std::string_view word,
                                      std::span<const std::string> candidates,
                                      std::size_t limit = 3);

}  // namespace housewright
