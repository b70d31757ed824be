#include "revision/cycles.h"

#include <algorithm>
#include <limits>

namespace housewright::revision {
namespace {

using Node = std::uint32_t;
using Edges = std::vector<std::vector<Node>>;
constexpr Node kNone = std::numeric_limits<Node>::max();

// Tarjan's algorithm with a stack of its own: a chain of 100,000 revisions must not overflow ours.
class Components {
 public:
  explicit Components(const Edges& edges)
      : edges_(edges), number_(edges.size(), kNone), low_(edges.size(), 0) {
    component_.assign(edges.size(), kNone);
    for (Node node = 0; node < edges_.size(); ++node) {
      if (number_[node] == kNone) Visit(node);
    }
  }

  const std::vector<Node>& component() const { return component_; }
  Node count() const { return count_; }
  std::vector<std::size_t> Sizes() const {
    std::vector<std::size_t> sizes(count_, 0);
    for (const Node component : component_) ++sizes[component];
    return sizes;
  }

 private:
  struct Frame {
    Node node;
    std::size_t next_edge;
  };

  void Visit(Node root) {
    Enter(root);
    while (!frames_.empty()) {
      Frame& frame = frames_.back();
      if (frame.next_edge < edges_[frame.node].size()) {
        const Node from = frame.node;
        const Node to = edges_[from][frame.next_edge++];
        if (number_[to] == kNone) {
          Enter(to);
        } else if (component_[to] == kNone) {
          low_[from] = std::min(low_[from], number_[to]);
        }
        continue;
      }
      Leave();
    }
  }

  void Enter(Node node) {
    number_[node] = low_[node] = next_number_++;
    open_.push_back(node);
    frames_.push_back({node, 0});
  }

  void Leave() {
    const Node node = frames_.back().node;
    frames_.pop_back();
    if (!frames_.empty()) {
      Node& parent_low = low_[frames_.back().node];
      parent_low = std::min(parent_low, low_[node]);
    }
    if (low_[node] != number_[node]) return;
    Node member = kNone;
    do {
      member = open_.back();
      open_.pop_back();
      component_[member] = count_;
    } while (member != node);
    ++count_;
  }

  const Edges& edges_;
  std::vector<Node> number_, low_, component_, open_;
  std::vector<Frame> frames_;
  Node next_number_ = 0;
  Node count_ = 0;
};

// Breadth first from `start` within its component, back to `start`.
std::vector<Node> ShortestCycle(const Edges& edges, const std::vector<Node>& component, Node start,
                                std::vector<Node>& came_from) {
  std::vector<Node> queue = {start};
  for (std::size_t i = 0; i < queue.size(); ++i) {
    const Node from = queue[i];
    for (const Node to : edges[from]) {
      if (to == start) {
        std::vector<Node> cycle;
        for (Node node = from; node != start; node = came_from[node]) cycle.push_back(node);
        cycle.push_back(start);
        std::ranges::reverse(cycle);
        return cycle;
      }
      if (component[to] != component[start] || came_from[to] != kNone) continue;
      came_from[to] = from;
      queue.push_back(to);
    }
  }
  return {start};  // not reached: every node of such a component lies on a cycle
}

}  // namespace

std::vector<std::vector<Node>> FindCycles(const Edges& needs, const Edges& parents) {
  const Components whole(needs);
  const Components lines(parents);
  const std::vector<std::size_t> whole_sizes = whole.Sizes();
  const std::vector<std::size_t> line_sizes = lines.Sizes();
  // The node of each component at which its cycle begins: on a cycle of parents, or the smallest.
  std::vector<Node> on_line(whole.count(), kNone);
  for (Node node = 0; node < needs.size(); ++node) {
    Node& first = on_line[whole.component()[node]];
    if (first == kNone && line_sizes[lines.component()[node]] > 1) first = node;
  }

  std::vector<std::vector<Node>> cycles;
  std::vector<Node> came_from(needs.size(), kNone);
  std::vector<bool> is_done(whole.count(), false);
  for (Node node = 0; node < needs.size(); ++node) {
    const Node component = whole.component()[node];
    if (whole_sizes[component] < 2 || is_done[component]) continue;
    is_done[component] = true;
    const Node start = on_line[component];
    cycles.push_back(start == kNone ? ShortestCycle(needs, whole.component(), node, came_from)
                                    : ShortestCycle(parents, lines.component(), start, came_from));
  }
  return cycles;
}

}  // namespace housewright::revision
