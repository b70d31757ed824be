// The graph of 10,000 and 100,000 revisions with merges and dependencies: building it, and the
// plans up to the heads and down to base. Goals: 50 ms and one second together
// (docs/reference/performance.md).

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <vector>

#include "revision/target_grammar.h"

namespace {

using housewright::revision::AppliedState;
using housewright::revision::ResolveDowngrade;
using housewright::revision::ResolveUpgrade;
using housewright::revision::RevisionGraph;
using housewright::revision::RevisionId;
using housewright::revision::RevisionNode;

RevisionId IdOf(int number) { return RevisionId(fmt::format("{:06}", number)); }

// Five services of one line each. Every tenth revision is one of a pair of branches that the next
// but one of the service merges, every seventh depends on the latest one of another service.
std::vector<RevisionNode> Nodes(int count) {
  constexpr int kServices = 5;
  std::vector<RevisionNode> nodes;
  for (int number = 0; number < count; ++number) {
    RevisionNode& node = nodes.emplace_back();
    node.id = IdOf(number);
    node.service = fmt::format("s{}", number % kServices);
    const int place = number / kServices;
    const auto add_parent = [&](int places_before) {
      if (place >= places_before) node.parents.push_back(IdOf(number - places_before * kServices));
    };
    if (place % 10 == 7) {
      add_parent(2);  // beside the one before
    } else {
      add_parent(1);
      if (place % 10 == 8) add_parent(2);
    }
    if (number % 7 == 6) node.depends_on.push_back(IdOf(number - 1).text());
  }
  return nodes;
}

AppliedState AllApplied(const RevisionGraph& graph) {
  AppliedState applied;
  for (RevisionGraph::Index index = 0; index < graph.size(); ++index)
    applied.revisions[graph.node(index).id].applied = true;
  return applied;
}

void Build(benchmark::State& state) {
  const std::vector<RevisionNode> nodes = Nodes(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    auto graph = RevisionGraph::Build(nodes);
    if (!graph) return state.SkipWithError("the graph has faults");
    benchmark::DoNotOptimize(graph->size());
  }
}

void PlanUp(benchmark::State& state) {
  const auto graph = RevisionGraph::Build(Nodes(static_cast<int>(state.range(0)))).value();
  for (auto _ : state) {
    const auto steps = ResolveUpgrade(graph, {}, "heads");
    if (!steps || steps->size() != graph.size()) return state.SkipWithError("not all planned");
  }
}

void PlanDown(benchmark::State& state) {
  const auto graph = RevisionGraph::Build(Nodes(static_cast<int>(state.range(0)))).value();
  const AppliedState applied = AllApplied(graph);
  for (auto _ : state) {
    const auto steps = ResolveDowngrade(graph, applied, "base");
    if (!steps || steps->size() != graph.size()) return state.SkipWithError("not all planned");
  }
}

// What one run of the program does of it.
void BuildAndPlanUpAndDown(benchmark::State& state) {
  const std::vector<RevisionNode> nodes = Nodes(static_cast<int>(state.range(0)));
  AppliedState applied;
  for (const RevisionNode& node : nodes) applied.revisions[node.id].applied = true;
  for (auto _ : state) {
    const auto graph = RevisionGraph::Build(nodes).value();
    const auto up = ResolveUpgrade(graph, {}, "heads");
    const auto down = ResolveDowngrade(graph, applied, "base");
    if (!up || !down || up->size() != down->size()) return state.SkipWithError("not all planned");
  }
}

}  // namespace

BENCHMARK(Build)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(PlanUp)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(PlanDown)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(BuildAndPlanUpAndDown)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);
