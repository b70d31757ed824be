#pragma once

// Finding the cycles of a graph that has no topological order.

#include <cstdint>
#include <vector>

namespace housewright::revision {

// `needs[v]` are the nodes that v needs; no node needs itself. For each strongly connected
// component of more than one node the shortest cycle through its smallest node: it begins there,
// each needs the next and the last needs the first. In order of the first node. O(V+E).
std::vector<std::vector<std::uint32_t>> FindCycles(
    const std::vector<std::vector<std::uint32_t>>& needs);

}  // namespace housewright::revision
