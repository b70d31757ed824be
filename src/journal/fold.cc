#include "journal/fold.h"

#include <algorithm>
#include <optional>

#include "journal/detail.h"

namespace housewright::journal {
namespace {

using revision::Direction;
using revision::Progress;
using revision::RevisionState;

// Bootstrap is repeatable: its entries are an audit and say nothing of revisions.
std::optional<Direction> DirectionOf(const Entry& entry) {
  if (entry.revision.empty()) return std::nullopt;
  if (entry.direction == "upgrade") return Direction::kUpgrade;
  if (entry.direction == "downgrade") return Direction::kDowngrade;
  return std::nullopt;
}

// An entry of the other direction begins anew: what was half-way there is history.
Progress& ProgressFor(RevisionState& state, Direction direction) {
  if (!state.progress || state.progress->direction != direction) {
    state.progress = Progress{};
    state.progress->direction = direction;
  }
  return *state.progress;
}

void Close(Progress& progress, std::uint32_t index) {
  std::erase_if(progress.open, [index](const Progress::Open& open) { return open.index == index; });
}

void ApplyIntent(RevisionState& state, Direction direction, const Entry& entry) {
  Progress& progress = ProgressFor(state, direction);
  progress.total = entry.statements;
  if (progress.failed_index == entry.statement) {
    progress.failed_index = 0;
    progress.last_error.clear();
  }
  Close(progress, entry.statement);  // a new try takes the place of the one before
  Progress::Open open{
      entry.statement, entry.statement_hash, entry.query_id, entry.run_id, "", 0, 0};
  if (auto chunk = ReadChunk(entry.detail)) {
    open.chunk = std::move(chunk->chunk);
    open.chunk_number = chunk->number;
    open.chunks = chunk->of;
  }
  const auto place =
      std::ranges::upper_bound(progress.open, open.index, {}, &Progress::Open::index);
  progress.open.insert(place, open);
}

void ForgetFailureUpTo(Progress& progress, std::uint32_t index) {
  if (progress.failed_index == 0 || progress.failed_index > index) return;
  progress.failed_index = 0;
  progress.last_error.clear();
}

void Complete(RevisionState& state, Direction direction) {
  state.applied = direction == Direction::kUpgrade;
  state.completed = true;
  state.applied_by.clear();
  state.progress.reset();
}

void ApplyDone(RevisionState& state, Direction direction, const Entry& entry) {
  state.last_error.clear();
  Progress& progress = ProgressFor(state, direction);
  progress.total = entry.statements;
  Close(progress, entry.statement);
  if (entry.statement > progress.done) {
    // Statements are sent in order, each after the success of the one before: where the entry of
    // an earlier one is missing, it is done all the same.
    progress.done_hashes.resize(entry.statement);
    progress.done_hashes.back() = entry.statement_hash;
    progress.done = entry.statement;
    progress.chunks.reset();
  }
  ForgetFailureUpTo(progress, progress.done);
  if (entry.statement >= entry.statements) {
    Complete(state, direction);
  }
}

// One chunk of a statement took effect: the statements before it are done, it is not.
void ApplyChunk(RevisionState& state, Direction direction, const Entry& entry,
                const ChunkDetail& chunk) {
  state.last_error.clear();
  Progress& progress = ProgressFor(state, direction);
  progress.total = entry.statements;
  Close(progress, entry.statement);
  if (entry.statement <= progress.done) return;
  if (entry.statement > progress.done + 1) {
    progress.done = entry.statement - 1;
    progress.done_hashes.resize(progress.done);
    progress.chunks.reset();
  }
  ForgetFailureUpTo(progress, entry.statement);
  if (!progress.chunks || progress.chunks->hash != entry.statement_hash) {
    progress.chunks = Progress::Chunks{.hash = entry.statement_hash, .finished = {}, .total = 0};
  }
  auto& finished = progress.chunks->finished;
  const auto place = std::ranges::lower_bound(finished, chunk.chunk);
  if (place == finished.end() || *place != chunk.chunk) finished.insert(place, chunk.chunk);
  progress.chunks->total = chunk.of;
}

// Nothing done and nothing open: the part has not begun, its file may be edited at will, and the
// other direction is free. That it failed is in the journal.
void DropWhatHasNotBegun(RevisionState& state) {
  const Progress& progress = *state.progress;
  if (progress.done == 0 && progress.open.empty() && !progress.chunks) state.progress.reset();
}

void ApplyFailed(RevisionState& state, Direction direction, const Entry& entry) {
  Progress& progress = ProgressFor(state, direction);
  progress.total = entry.statements;
  Close(progress, entry.statement);
  progress.failed_index = entry.statement;
  progress.last_error = entry.error;
  state.last_error = entry.error;
  DropWhatHasNotBegun(state);
}

void ApplyHadNoEffect(RevisionState& state, Direction direction, const Entry& entry) {
  if (!state.progress || state.progress->direction != direction) return;
  Close(*state.progress, entry.statement);
  DropWhatHasNotBegun(state);
}

void ApplyToRevision(RevisionState& state, Direction direction, const Entry& entry) {
  switch (entry.kind) {
    case EntryKind::kIntent:
      return ApplyIntent(state, direction, entry);
    case EntryKind::kDone:
      return ApplyDone(state, direction, entry);
    case EntryKind::kFailed:
      return ApplyFailed(state, direction, entry);
    case EntryKind::kReconciled: {
      const std::optional<bool> took_effect = SettledTookEffect(entry.detail);
      if (!took_effect) return;  // settles nothing: what was open stays open
      if (!*took_effect) return ApplyHadNoEffect(state, direction, entry);
      const std::optional<ChunkDetail> chunk = ReadChunk(entry.detail);
      return chunk ? ApplyChunk(state, direction, entry, *chunk)
                   : ApplyDone(state, direction, entry);
    }
    case EntryKind::kChunk:
      if (const auto chunk = ReadChunk(entry.detail)) ApplyChunk(state, direction, entry, *chunk);
      return;
    case EntryKind::kStamp:
      Complete(state, direction);
      state.last_error.clear();
      return;
    case EntryKind::kUnknown:  // the intent stays open; the entry is for people
    case EntryKind::kDebt:
    case EntryKind::kEpoch:
    case EntryKind::kRelease:
      return;
  }
}

}  // namespace

void Apply(revision::AppliedState& state, const Entry& entry) {
  const std::optional<Direction> direction = DirectionOf(entry);
  if (!direction) return;
  RevisionState& revision = state.revisions[revision::RevisionId(entry.revision)];
  revision.service = entry.service;
  if (!entry.revision_hash.empty()) revision.revision_hash = entry.revision_hash;
  if (!entry.server_time.empty()) revision.changed_at = entry.server_time;
  revision.changed_by = entry.os_user + "@" + entry.os_host;
  ApplyToRevision(revision, *direction, entry);
}

revision::AppliedState Fold(const std::vector<Entry>& entries) {
  revision::AppliedState state;
  state.journal_exists = true;
  for (const Entry& entry : entries) Apply(state, entry);
  return state;
}

}  // namespace housewright::journal
