#pragma once

// Journal entries of a run, with everything that is the same in all of them filled in.

#include <chrono>
#include <optional>
#include <string>

#include "base/clock.h"
#include "db/server_facts.h"
#include "exec/executor.h"
#include "exec/unit.h"
#include "journal/detail.h"
#include "journal/entry.h"

namespace housewright::exec {

class RowMaker {
 public:
  RowMaker(const Executor::Dependencies& dependencies, const RunContext& context);

  journal::Entry Epoch() const;
  journal::Entry Release() const;
  journal::Entry Intent(const Unit& unit, const std::string& query_id,
                        const std::optional<journal::BeforeDetail>& before) const;
  journal::Entry Done(const Unit& unit, const std::string& query_id,
                      std::chrono::milliseconds elapsed) const;
  // One chunk of a statement is done; the statement is when all are.
  journal::Entry ChunkDone(const Unit& unit, const std::string& query_id,
                           std::chrono::milliseconds elapsed) const;
  journal::Entry LeftOut(const Unit& unit) const;
  journal::Entry NoStatements(const Unit& unit) const;
  // `retry_reason`: empty where no other try follows.
  journal::Entry Failed(const Unit& unit, const std::string& query_id, const Error& error,
                        std::string_view retry_reason) const;
  journal::Entry Unknown(const Unit& unit, const std::string& query_id, const Error& error,
                         std::string_view evidence) const;
  journal::Entry Settled(const Unit& unit, const std::string& query_id, bool took_effect,
                         std::string_view how) const;

  journal::Entry Base(journal::EntryKind kind) const;
  std::string Redact(std::string_view text) const;

 private:
  journal::Entry Of(journal::EntryKind kind, const Unit& unit, const std::string& query_id) const;
  // With what the statement means for later bootstraps, and which chunk of it the entry is about.
  journal::Entry WithMore(journal::Entry entry, const Unit& unit) const;

  const Executor::Dependencies& dependencies_;
  const RunContext& context_;
};

}  // namespace housewright::exec
