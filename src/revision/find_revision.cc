// FindRevision of target_grammar.h.

#include <fmt/format.h>

#include "base/text.h"
#include "revision/target_errors.h"
#include "revision/target_grammar.h"

namespace housewright::revision {
namespace {

using Index = RevisionGraph::Index;

// Indices are in the order of ids: those that begin with `prefix` stand together.
std::vector<Index> FindByPrefix(const RevisionGraph& graph, std::string_view prefix) {
  Index first = 0;
  Index last = static_cast<Index>(graph.size());
  while (first < last) {
    const Index middle = first + (last - first) / 2;
    if (graph.node(middle).id.text() < prefix) {
      first = middle + 1;
    } else {
      last = middle;
    }
  }
  std::vector<Index> found;
  for (Index i = first; i < graph.size() && graph.node(i).id.text().starts_with(prefix); ++i)
    found.push_back(i);
  return found;
}

std::string_view WithoutZeros(std::string_view number) {
  const std::size_t first = number.find_first_not_of('0');
  return first == std::string_view::npos ? std::string_view() : number.substr(first);
}

std::string AdviceFor(const RevisionGraph& graph, std::string_view text) {
  if (graph.HasBranch(text))
    return fmt::format("'{0}' is a service or label: write {0}@head", text);
  std::vector<std::string> ids;
  ids.reserve(graph.size());
  for (Index i = 0; i < graph.size(); ++i) {
    const std::string& id = graph.node(i).id.text();
    // "7" is what people type for "0007".
    if (!WithoutZeros(text).empty() && WithoutZeros(id) == WithoutZeros(text))
      return fmt::format("did you mean {}?", id);
    ids.push_back(id);
  }
  const std::vector<std::string> near = NearestNames(text, ids);
  if (!near.empty()) return fmt::format("did you mean {}?", Join(near, " or "));
  return "`housewright history` lists the revisions";
}

}  // namespace

Result<Index> FindRevision(const RevisionGraph& graph, std::string_view text) {
  if (const auto exact = graph.Find(RevisionId(std::string(text)))) return *exact;
  const std::vector<Index> found = text.empty() ? std::vector<Index>{} : FindByPrefix(graph, text);
  if (found.size() == 1) return found.front();
  if (found.size() > 1) {
    return Fail(Error(ErrorCode::kInvalidInput,
                      fmt::format("'{}' is ambiguous: {} revisions begin with it: {}", text,
                                  found.size(), ListRevisions(graph, found)))
                    .WithAdvice("write more of the id"));
  }
  return Fail(Error(ErrorCode::kNotFound, fmt::format("there is no revision '{}'", text))
                  .WithAdvice(AdviceFor(graph, text)));
}

}  // namespace housewright::revision
