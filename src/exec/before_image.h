#pragma once

// What a server shows of a statement's objects before it is sent, recorded with its intent. After a
// crash the same questions tell whether it took effect, where nothing that is simply there or gone
// (exec/marks.h) does: EXCHANGE, RENAME, MODIFY COLUMN, partitions, mutations, INSERT.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "exec/ask.h"
#include "project/render.h"

namespace housewright::exec {

class BeforeImage {
 public:
  using Values = std::vector<std::string>;
  enum class Verdict : std::uint8_t { kChanged, kAsItWas, kCannotTell };

  BeforeImage() = default;
  virtual ~BeforeImage() = default;
  BeforeImage(const BeforeImage&) = delete;
  BeforeImage& operator=(const BeforeImage&) = delete;

  // What the values are, as the journal says it: "uuids".
  virtual std::string_view kind() const = 0;
  // The values of now; nothing where they would not tell anything later.
  virtual Result<std::optional<Values>> Take(Asker& asker) const = 0;
  // What has become of `before`: kChanged as the statement changes it, and notes what was seen.
  // `before` may hold anything, as it was read from a journal.
  virtual Result<Verdict> Compare(Asker& asker, const Values& before) const = 0;
};

// Null for statements that leave marks, may be sent twice, or change what no image shows.
// `statement` outlives it.
std::unique_ptr<BeforeImage> BeforeImageOf(const project::RenderedStatement& statement);

}  // namespace housewright::exec
