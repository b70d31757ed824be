#pragma once

// What the `detail` column of an entry says: a JSON object, so that later versions can add to it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace housewright::journal {

// Of a `reconciled` entry: {"outcome": "took effect" | "had no effect", "how": "..."}. `how` is one
// line for people: the evidence of a probe, or who decided.
std::string SettledDetail(bool took_effect, std::string_view how);
// Nothing where `detail` is not of that form: such an entry settles nothing.
std::optional<bool> SettledTookEffect(std::string_view detail);

// Of a `done` entry of a statement that was not sent: {"left_out": "the embedded engine keeps no
// users"}.
std::string LeftOutDetail(std::string_view reason);

// Of a `failed` entry that is followed by another try: {"retry": "..."}.
std::string RetryDetail(std::string_view reason);
// Of the rows that fence a run whose lock was taken over: {"took_over": its id}.
std::string TookOverDetail(std::string_view run_id);

// Of every entry about one chunk of a statement (format 2): {"chunk": "202401", "number": 3, "of":
// 12}, beside what the entry says otherwise. `chunk` is the id of a partition.
struct ChunkDetail {
  std::string chunk;
  std::uint32_t number = 0, of = 0;  // 1-based
};
std::string WithChunk(const std::string& detail, const ChunkDetail& chunk);
// Nothing where `detail` says nothing of it.
std::optional<ChunkDetail> ReadChunk(std::string_view detail);

// Of an intent whose statement leaves nothing behind that is simply there or gone: what the server
// showed before it was sent, for whoever has to ask later what became of it (exec/before_image.h).
//   {"before": {"uuids": ["f3c5...", "88ab..."]}}
struct BeforeDetail {
  std::string kind;                 // "uuids": what the values are
  std::vector<std::string> values;  // never a text of the user's: UUIDs, numbers, hashes
};
// `detail` is one of the above, or empty.
std::string WithBefore(const std::string& detail, const BeforeDetail& before);
// Nothing where `detail` says nothing of it.
std::optional<BeforeDetail> ReadBefore(std::string_view detail);

// Of an intent of a target that says which of several servers it leads to: that server's identity
// (db::AskIdentity). Others may then be asked in vain, and that one knows of all that was sent.
//   {"only_server": "5f1c..."}
// `detail` is one of the above, or empty.
std::string WithOnlyServer(const std::string& detail, const std::string& identity);
// Empty where `detail` says nothing of it.
std::string ReadOnlyServer(std::string_view detail);

// Of a bootstrap's entries whose statement is about users, roles and grants: what it means for
// later runs. Names only, never a password or a hash of one.
//   {"access": {"objects": ["user ch_lrs"], "fingerprint": "...", "creates": true, "drops": false,
//               "grants": ["GRANT SELECT ON xapi.* TO ch_lrs"], "revokes": [], "option_only":
//               false}}
// What is empty or false is left out.
struct AccessDetail {
  std::vector<std::string> objects;
  std::string fingerprint;
  bool creates = false, drops = false;
  std::vector<std::string> grants, revokes;  // SQL, one right each
  bool option_only = false;                  // the revokes take the option alone
};
// `detail` is one of the above, or empty.
std::string WithAccess(const std::string& detail, const AccessDetail& access);
// Nothing where `detail` says nothing of it.
std::optional<AccessDetail> ReadAccess(std::string_view detail);

}  // namespace housewright::journal
