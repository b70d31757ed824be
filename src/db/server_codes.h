#pragma once

// ClickHouse's error codes that code asks for by name (ErrorCodes.cpp of 26.7; the same since 18.16
// where that has them). What a code means for a statement that was sent is in error_table.h.

namespace housewright::db::code {

inline constexpr int kNoSuchColumn = 16;
inline constexpr int kBadArguments = 36;
inline constexpr int kUnknownIdentifier = 47;
inline constexpr int kUnknownStorage = 56;
inline constexpr int kTableExists = 57;
inline constexpr int kUnknownTable = 60;
inline constexpr int kUnknownDatabase = 81;
inline constexpr int kUnknownSetting = 115;
inline constexpr int kIllegalDivision = 153;
inline constexpr int kUnknownUser = 192;
inline constexpr int kUnfinished = 341;
inline constexpr int kAccessDenied = 497;
inline constexpr int kUnknownRole = 511;

}  // namespace housewright::db::code
