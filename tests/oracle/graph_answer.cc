// graph_answer: reads questions about revision graphs, one JSON object a line, on standard input,
// and prints an answer a line. README.md describes both forms. alembic_oracle.py asks Alembic the
// same questions.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "alembic_class.h"
#include "revision/applied_view.h"
#include "revision/new_edges.h"
#include "revision/target_grammar.h"
#include "revision/target_range.h"

namespace housewright::oracle {
namespace {

using nlohmann::json;
using revision::AppliedState;
using revision::GraphFault;
using revision::RevisionGraph;
using revision::RevisionId;
using revision::RevisionSet;
using Index = RevisionGraph::Index;
using Revisions = std::vector<Index>;

// One text, a list of texts, or nothing.
std::vector<std::string> Texts(const json& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return {value.get<std::string>()};
  return value.get<std::vector<std::string>>();
}

json Field(const json& question, const char* name) {
  return question.contains(name) ? question.at(name) : json();
}

bool Flag(const json& question, const char* name, bool otherwise) {
  return question.contains(name) ? question.at(name).get<bool>() : otherwise;
}

json Failure(std::string_view stage, const std::string& alembic_class, const std::string& text) {
  return {{"ok", false}, {"stage", stage}, {"error_class", alembic_class}, {"message", text}};
}

json Failure(const Error& error) {
  return Failure("plan", AlembicClassOf(error), error.ToString());
}

class Answerer {
 public:
  Answerer(const RevisionGraph& graph, const json& question)
      : graph_(graph), question_(question), targets_(TargetsOf(question)) {
    std::vector<Index> rows;
    for (const std::string& row : Texts(Field(question, "start"))) {
      applied_.revisions[RevisionId(row)].applied = true;
      if (const auto index = graph.Find(RevisionId(row))) rows.push_back(*index);
    }
    for (const Index index : revision::WithAncestors(graph, rows).Members()) Set(index, true);
  }

  json Answer() {
    const std::string command = question_.at("command");
    if (command == "upgrade") return Steps(revision::ResolveUpgrade(graph_, applied_, targets_));
    if (command == "downgrade") {
      return Steps(revision::ResolveDowngrade(graph_, applied_,
                                              targets_.empty() ? "base" : targets_.front()));
    }
    if (command == "stamp") return Stamp();
    if (command == "resolve") return Order(ResolveAll());
    if (command == "resolve_one") return ResolveOne();
    if (command == "iterate") return Order(Iterate());
    if (command == "history") return Order(History());
    if (command == "heads") return Heads();
    if (command == "current") return Current();
    if (command == "revision") return NewRevision();
    return Failure("plan", "unknown", fmt::format("unknown command '{}'", command));
  }

 private:
  static std::vector<std::string> TargetsOf(const json& question) {
    return Texts(Field(question, "target"));
  }

  std::vector<std::string> Ids(const Revisions& revisions) const {
    std::vector<std::string> ids;
    for (const Index index : revisions) ids.push_back(graph_.node(index).id.text());
    return ids;
  }
  std::vector<std::string> Rows() const { return Ids(revision::AppliedHeads(graph_, applied_)); }
  void Set(Index index, bool is_applied) {
    applied_.revisions[graph_.node(index).id].applied = is_applied;
  }

  // What leaves one row and makes another is an UPDATE, as far as there are pairs.
  static json RowChanges(const std::vector<std::string>& before,
                         const std::vector<std::string>& after) {
    std::vector<std::string> gone, come;
    std::ranges::set_difference(before, after, std::back_inserter(gone));
    std::ranges::set_difference(after, before, std::back_inserter(come));
    json changes = json::array();
    std::size_t updated = 0;
    for (; updated < gone.size() && updated < come.size(); ++updated)
      changes.push_back({"UPDATE", gone[updated], come[updated]});
    for (std::size_t i = updated; i < gone.size(); ++i) changes.push_back({"DELETE", gone[i]});
    for (std::size_t i = updated; i < come.size(); ++i) changes.push_back({"INSERT", come[i]});
    return changes;
  }

  json Steps(const Result<Revisions>& resolved) {
    if (!resolved) return Failure(resolved.error());
    json plan = json::array();
    std::vector<std::string> rows = Rows();
    for (const Index index : *resolved) {
      const auto parent_indices = graph_.Parents(index);
      const std::vector<std::string> below =
          Ids(Revisions(parent_indices.begin(), parent_indices.end()));
      const std::vector<std::string> itself = Ids({index});
      const bool is_up = !applied_.IsApplied(graph_.node(index).id);
      Set(index, is_up);
      std::vector<std::string> after = Rows();
      plan.push_back({{"rev", itself.front()},
                      {"direction", is_up ? "up" : "down"},
                      {"from", is_up ? below : itself},
                      {"to", is_up ? itself : below},
                      {"ops", RowChanges(rows, after)},
                      {"heads_after", after}});
      rows = std::move(after);
    }
    return {{"ok", true}, {"plan", plan}, {"order", Ids(*resolved)}, {"heads", rows}};
  }

  json Stamp() {
    const std::vector<std::string> base = {"base"};
    const Result<RevisionSet> stamped =
        revision::ResolveStamp(graph_, applied_, targets_.empty() ? base : targets_);
    if (!stamped) return Failure(stamped.error());
    const std::vector<std::string> before = Rows();
    for (Index index = 0; index < graph_.size(); ++index) Set(index, stamped->Contains(index));
    const std::vector<std::string> after = Rows();
    return {{"ok", true},
            {"plan", json::array()},
            {"ops", RowChanges(before, after)},
            {"order", json::array()},
            {"heads", after}};
  }

  Result<Revisions> ResolveAll() const {
    Revisions all;
    for (const std::string& target : targets_) {
      ASSIGN_OR_RETURN(const Revisions found, revision::ResolveRevisions(graph_, applied_, target));
      all.insert(all.end(), found.begin(), found.end());
    }
    return all;
  }

  json ResolveOne() const {
    const Result<Revisions> found = ResolveAll();
    if (!found) return Failure(found.error());
    if (found->size() > 1) return Failure("plan", "MultipleHeads", "several revisions");
    json order = json::array();
    order.push_back(found->empty() ? json() : json(Ids(*found).front()));
    return {{"ok", true}, {"order", order}};
  }

  json Order(const Result<Revisions>& revisions) const {
    if (!revisions) return Failure(revisions.error());
    return {{"ok", true}, {"order", Ids(*revisions)}};
  }

  revision::RangeQuery QueryOf() const {
    revision::RangeQuery query;
    query.lower = Texts(Field(question_, "lower"));
    query.upper = Texts(Field(question_, "upper"));
    return query;
  }

  Result<Revisions> History() const {
    revision::RangeQuery query = QueryOf();
    if (query.upper.empty()) query.upper = {"heads"};
    return revision::ResolveRange(graph_, applied_, query);
  }

  Result<Revisions> Iterate() {
    if (Flag(question_, "select_for_downgrade", false)) return IterateDown();
    revision::RangeQuery query = QueryOf();
    query.includes_lower = Flag(question_, "inclusive", false);
    query.includes_other_lines = Flag(question_, "implicit_base", false);
    query.may_be_overlong = !Flag(question_, "assert_relative_length", true);
    return revision::ResolveRange(graph_, applied_, query);
  }

  // What a downgrade from the rows `upper` to `lower` undoes. Two switches of Alembic's library
  // have no command: `inclusive` undoes the target too, `implicit_base` all that it does not need.
  Result<Revisions> IterateDown() {
    const revision::RangeQuery query = QueryOf();
    targets_ = query.upper;
    ASSIGN_OR_RETURN(const Revisions rows, ResolveAll());
    const RevisionSet active = revision::WithAncestors(graph_, rows);
    for (const Index index : active.Members()) Set(index, true);
    const std::string target = query.lower.empty() ? "base" : query.lower.front();
    ASSIGN_OR_RETURN(const Revisions named, revision::ResolveRevisions(graph_, applied_, target));
    if (!Flag(question_, "inclusive", false) || named.empty() || target.find("@-") != target.npos)
      return revision::ResolveDowngrade(graph_, applied_, target);

    RevisionSet undone = revision::WithDescendants(graph_, named);
    if (Flag(question_, "implicit_base", false)) {
      RevisionSet other_lines = active;
      other_lines.RemoveAll(revision::WithAncestors(graph_, named));
      undone.InsertAll(other_lines);
    }
    Revisions order;
    std::ranges::copy_if(graph_.TopologicalOrder(), std::back_inserter(order), [&](Index index) {
      return undone.Contains(index) && active.Contains(index);
    });
    std::ranges::reverse(order);
    return order;
  }

  json Heads() const {
    Revisions branch_points, merge_points;
    for (Index index = 0; index < graph_.size(); ++index) {
      if (graph_.Children(index).size() > 1) branch_points.push_back(index);
      if (graph_.Parents(index).size() > 1) merge_points.push_back(index);
    }
    return {{"ok", true},
            {"heads", Ids(graph_.Heads())},
            {"real_heads", Ids(graph_.RealHeads())},
            {"bases", Ids(graph_.Bases())},
            {"real_bases", Ids(graph_.RealBases())},
            {"branch_points", Ids(branch_points)},
            {"merge_points", Ids(merge_points)}};
  }

  json Current() const {
    return {{"ok", true}, {"order", Ids(revision::AppliedTips(graph_, applied_))}};
  }

  json NewRevision() const {
    const std::string new_id = question_.value("new_id", "newrev");
    if (const auto id = revision::ParseRevisionId(new_id); !id) return Failure(id.error());
    const std::vector<std::string> head = {"head"};
    const auto parents = revision::ResolveNewParents(graph_, targets_.empty() ? head : targets_,
                                                     Flag(question_, "splice", false));
    if (!parents) return Failure(parents.error());
    const auto dependencies =
        revision::ResolveNewDependencies(graph_, Texts(Field(question_, "depends_on")));
    if (!dependencies) return Failure(dependencies.error());
    return {{"ok", true}, {"down", Ids(*parents)}, {"depends_on", *dependencies}};
  }

  const RevisionGraph& graph_;
  const json& question_;
  std::vector<std::string> targets_;
  AppliedState applied_;
};

// Every fault that was found, in "faults"; the class of the first.
json Faulty(const std::vector<GraphFault>& faults) {
  json answer = Failure("load", AlembicClassOf(faults.front()), TextOf(faults.front()));
  for (const GraphFault& fault : faults)
    answer["faults"].push_back(
        {{"error_class", AlembicClassOf(fault)}, {"message", TextOf(fault)}});
  return answer;
}

json AnswerTo(const json& question) {
  std::vector<revision::RevisionNode> nodes;
  for (const json& item : question.at("graph")) {
    const std::string id = item.at("id");
    // A reserved word is a fault of the graph, as is a label that is one.
    if (const auto parsed = revision::ParseRevisionId(id); !parsed && !revision::IsReservedWord(id))
      return Failure("load", AlembicClassOf(parsed.error()), parsed.error().ToString());
    revision::RevisionNode& node = nodes.emplace_back();
    node.id = RevisionId(id);
    node.service = "(all)";  // Alembic has one directory; no question can name this one
    for (const std::string& parent : Texts(Field(item, "down"))) node.parents.emplace_back(parent);
    node.depends_on = Texts(Field(item, "depends_on"));
    node.labels = Texts(Field(item, "labels"));
  }
  const auto graph = RevisionGraph::Build(std::move(nodes));
  if (!graph) return Faulty(graph.error());
  return Answerer(*graph, question).Answer();
}

}  // namespace
}  // namespace housewright::oracle

int main() {
  std::ios::sync_with_stdio(false);
  std::string line;
  for (int number = 1; std::getline(std::cin, line); ++number) {
    if (line.empty()) continue;
    try {
      std::cout << housewright::oracle::AnswerTo(nlohmann::json::parse(line)).dump() << '\n';
    } catch (const nlohmann::json::type_error& problem) {
      // A target that is no text. Our own interfaces cannot be asked so.
      std::cout << housewright::oracle::Failure("plan", "RevisionError", problem.what()).dump()
                << '\n';
    } catch (const nlohmann::json::exception& problem) {
      std::cerr << fmt::format("graph_answer: line {}: {}\n", number, problem.what());
      return 2;
    }
  }
  return 0;
}
