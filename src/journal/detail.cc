#include "journal/detail.h"

#include <fmt/format.h>

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

// The object that `detail` is, where it has `key`.
std::optional<nlohmann::json> ObjectWith(std::string_view detail, const char* key) {
  // Nearly all rows have an empty detail, or one that says something else.
  if (detail.find(fmt::format("\"{}\"", key)) == std::string_view::npos) return std::nullopt;
  auto object = nlohmann::json::parse(detail, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object() || !object.contains(key)) return std::nullopt;
  return object;
}

// `detail` with what `more` says; that alone where `detail` is empty.
std::string With(std::string_view detail, const nlohmann::json& more) {
  auto object = nlohmann::json::parse(detail, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) object = nlohmann::json::object();
  object.update(more);
  return Dump(object);
}

}  // namespace

std::string SettledDetail(bool took_effect, std::string_view how) {
  return Dump({{"outcome", took_effect ? kTookEffect : kHadNoEffect}, {"how", how}});
}

std::optional<bool> SettledTookEffect(std::string_view detail) {
  const auto object = ObjectWith(detail, "outcome");
  if (!object) return std::nullopt;
  const auto& outcome = object->at("outcome");
  if (outcome == kTookEffect) return true;
  if (outcome == kHadNoEffect) return false;
  return std::nullopt;
}

std::string LeftOutDetail(std::string_view reason) { return Dump({{"left_out", reason}}); }

std::string RetryDetail(std::string_view reason) { return Dump({{"retry", reason}}); }

std::string TookOverDetail(std::string_view run_id) { return Dump({{"took_over", run_id}}); }

std::string WithChunk(const std::string& detail, const ChunkDetail& chunk) {
  return With(detail, {{"chunk", chunk.chunk}, {"number", chunk.number}, {"of", chunk.of}});
}

std::optional<ChunkDetail> ReadChunk(std::string_view detail) {
  const auto object = ObjectWith(detail, "chunk");
  if (!object || !object->at("chunk").is_string()) return std::nullopt;
  const auto number = [&object](const char* key) {
    const auto value = object->find(key);
    const bool is_number = value != object->end() && value->is_number_unsigned();
    return is_number ? value->get<std::uint32_t>() : 0U;
  };
  return ChunkDetail{object->at("chunk").get<std::string>(), number("number"), number("of")};
}

std::string WithBefore(const std::string& detail, const BeforeDetail& before) {
  return With(detail, {{"before", {{before.kind, before.values}}}});
}

std::string WithOnlyServer(const std::string& detail, const std::string& identity) {
  return With(detail, {{"only_server", identity}});
}

std::string ReadOnlyServer(std::string_view detail) {
  const auto object = ObjectWith(detail, "only_server");
  if (!object || !object->at("only_server").is_string()) return "";
  return object->at("only_server").get<std::string>();
}

std::optional<BeforeDetail> ReadBefore(std::string_view detail) {
  const auto object = ObjectWith(detail, "before");
  if (!object) return std::nullopt;
  const auto& before = object->at("before");
  if (!before.is_object() || before.empty()) return std::nullopt;
  BeforeDetail read{.kind = before.begin().key(), .values = {}};
  const auto& values = before.begin().value();
  if (!values.is_array()) return std::nullopt;
  for (const auto& value : values) {
    if (!value.is_string()) return std::nullopt;
    read.values.push_back(value.get<std::string>());
  }
  return read;
}

std::string WithAccess(const std::string& detail, const AccessDetail& access) {
  auto json = nlohmann::json::object();
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
  return With(detail, {{"access", json}});
}

std::optional<AccessDetail> ReadAccess(std::string_view detail) {
  const auto object = ObjectWith(detail, "access");
  if (!object) return std::nullopt;
  const auto& access = object->at("access");
  if (!access.is_object()) return std::nullopt;
  AccessDetail read;
  const auto texts = [&](const char* key, std::vector<std::string>& into) {
    const auto list = access.find(key);
    if (list == access.end() || !list->is_array()) return;
    for (const auto& one : *list) {
      if (one.is_string()) into.push_back(one.get<std::string>());
    }
  };
  const auto flag = [&](const char* key) {
    const auto value = access.find(key);
    return value != access.end() && value->is_boolean() && value->get<bool>();
  };
  texts("objects", read.objects);
  texts("grants", read.grants);
  texts("revokes", read.revokes);
  const auto fingerprint = access.find("fingerprint");
  if (fingerprint != access.end() && fingerprint->is_string()) read.fingerprint = *fingerprint;
  read.creates = flag("creates");
  read.drops = flag("drops");
  read.option_only = flag("option_only");
  return read;
}

}  // namespace housewright::journal
