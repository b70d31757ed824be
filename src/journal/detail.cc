#include "journal/detail.h"

#include <nlohmann/json.hpp>
#include <type_traits>

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

std::string TookOverDetail(std::string_view run_id) { return Dump({{"took_over", run_id}}); }

std::string WithChunk(const std::string& detail, const ChunkDetail& chunk) {
  auto object = nlohmann::json::parse(detail, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) object = nlohmann::json::object();
  object["chunk"] = chunk.chunk;
  object["number"] = chunk.number;
  object["of"] = chunk.of;
  return Dump(object);
}

std::optional<ChunkDetail> ReadChunk(std::string_view detail) {
  // Nearly all intents have an empty one.
  if (detail.find("\"chunk\"") == std::string_view::npos) return std::nullopt;
  const auto object = nlohmann::json::parse(detail, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) return std::nullopt;
  const auto chunk = object.find("chunk");
  if (chunk == object.end() || !chunk->is_string()) return std::nullopt;
  const auto number = [&object](const char* key) {
    const auto value = object.find(key);
    const bool is_number = value != object.end() && value->is_number_unsigned();
    return is_number ? value->get<std::uint32_t>() : 0U;
  };
  return ChunkDetail{chunk->get<std::string>(), number("number"), number("of")};
}

std::string WithBefore(const std::string& detail, const BeforeDetail& before) {
  auto object = nlohmann::json::parse(detail, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) object = nlohmann::json::object();
  object["before"] = {{before.kind, before.values}};
  return Dump(object);
}

std::string WithOnlyServer(const std::string& detail, const std::string& identity) {
  auto object = nlohmann::json::parse(detail, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) object = nlohmann::json::object();
  object["only_server"] = identity;
  return Dump(object);
}

std::string ReadOnlyServer(std::string_view detail) {
  if (detail.find("\"only_server\"") == std::string_view::npos) return "";
  const auto object = nlohmann::json::parse(detail, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) return "";
  const auto identity = object.find("only_server");
  if (identity == object.end() || !identity->is_string()) return "";
  return identity->get<std::string>();
}

std::optional<BeforeDetail> ReadBefore(std::string_view detail) {
  if (detail.find("\"before\"") == std::string_view::npos) return std::nullopt;
  const auto object = nlohmann::json::parse(detail, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) return std::nullopt;
  const auto before = object.find("before");
  if (before == object.end() || !before->is_object() || before->empty()) return std::nullopt;
  BeforeDetail read{.kind = before->begin().key(), .values = {}};
  const auto& values = before->begin().value();
  if (!values.is_array()) return std::nullopt;
  for (const auto& value : values) {
    if (!value.is_string()) return std::nullopt;
    read.values.push_back(value.get<std::string>());
  }
  return read;
}

std::string WithAccess(const std::string& detail, const AccessDetail& access) {
  auto object = nlohmann::json::parse(detail, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) object = nlohmann::json::object();
  auto& json = object["access"] = nlohmann::json::object();
  const auto put = [&json](const char* key, const auto& value) {
    if (value != std::remove_cvref_t<decltype(value)>{}) json[key] = value;
  };
  put("objects", access.objects);
  put("fingerprint", access.fingerprint);
  put("creates", access.creates);
  put("drops", access.drops);
  put("grants", access.grants);
  put("revokes", access.revokes);
  put("option_only", access.option_only);
  return Dump(object);
}

std::optional<AccessDetail> ReadAccess(std::string_view detail) {
  const auto object = nlohmann::json::parse(detail, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) return std::nullopt;
  const auto access = object.find("access");
  if (access == object.end() || !access->is_object()) return std::nullopt;
  AccessDetail read;
  const auto texts = [&](const char* key, std::vector<std::string>& into) {
    const auto list = access->find(key);
    if (list == access->end() || !list->is_array()) return;
    for (const auto& one : *list) {
      if (one.is_string()) into.push_back(one.get<std::string>());
    }
  };
  const auto flag = [&](const char* key) {
    const auto value = access->find(key);
    return value != access->end() && value->is_boolean() && value->get<bool>();
  };
  texts("objects", read.objects);
  texts("grants", read.grants);
  texts("revokes", read.revokes);
  const auto fingerprint = access->find("fingerprint");
  if (fingerprint != access->end() && fingerprint->is_string()) read.fingerprint = *fingerprint;
  read.creates = flag("creates");
  read.drops = flag("drops");
  read.option_only = flag("option_only");
  return read;
}

}  // namespace housewright::journal
