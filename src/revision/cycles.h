#pragma once

// Finding the cycles of a graph that has no topological order.

#include <cstdint>
#include <vector>

namespace housewright::revision {

// `needs[v]` are the nodes that v needs, `parents[v]` some of them; no node needs itself. One cycle
// of each strongly connected component of more than one node: along `parents` alone where there is
// such a one, the shortest through its smallest node. It begins there, each needs the next and the
// last needs the first. In order of the component's smallest node. O(V+E).
std::vector<std::vector<std::uint32_t>> FindCycles(
    const std::vector<std::vector<std::uint32_t>>& needs,
    const std::vector<std::vector<std::uint32_t>>& parents);

}  // namespace housewright::revision
