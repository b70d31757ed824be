#include "journal/detail.h"

#include <nlohmann/json.hpp>

namespace housewright::journal {
namespace {

constexpr std::string_view kTookEffect = "took effect";
constexpr std::string_view kHadNoEffect = "had no effect";

// A server's message may hold bytes that are no UTF-8: they are replaced, not thrown at.
std::string Dump(const nlohmann::json& object) {
  return object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

std::string SettledDetail(bool took_effect, std::string_view how) {
  return Dump({{"outcome", took_effect ? kTookEffect : kHadNoEffect}, {"how", how}});
}

std::optional<bool> SettledTookEffect(std::string_view detail) {
  const auto object = nlohmann::json::parse(detail, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) return std::nullopt;
  const auto outcome = object.find("outcome");
  if (outcome == object.end() || !outcome->is_string()) return std::nullopt;
  if (*outcome == kTookEffect) return true;
  if (*outcome == kHadNoEffect) return false;
  return std::nullopt;
}

std::string LeftOutDetail(std::string_view reason) { return Dump({{"left_out", reason}}); }

std::string RetryDetail(std::string_view reason) { return Dump({{"retry", reason}}); }

}  // namespace housewright::journal
