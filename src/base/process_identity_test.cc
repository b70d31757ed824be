#include "base/process_identity.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>

#include "base/text.h"

namespace housewright {
namespace {

// A child that waits to be ended, and what it says it is.
struct Child {
  pid_t id = 0;
  std::string identity;
};

Child StartChild() {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe(ends.data()), 0);
  Child child;
  child.id = ::fork();
  if (child.id == 0) {
    const std::string identity = OwnProcessIdentity();
    (void)!::write(ends[1], identity.data(), identity.size());
    ::close(ends[1]);
    while (true) ::pause();
  }
  ::close(ends[1]);
  std::array<char, 256> buffer{};
  for (ssize_t count = 0; (count = ::read(ends[0], buffer.data(), buffer.size())) > 0;) {
    child.identity.append(buffer.data(), static_cast<std::size_t>(count));
    if (Split(child.identity, '/').size() == 4) break;
  }
  ::close(ends[0]);
  return child;
}

TEST(ProcessIdentity, ThisProcessIsAlive) {
  EXPECT_EQ(Split(OwnProcessIdentity(), '/').size(), 4U);
  EXPECT_EQ(LivenessOf(OwnProcessIdentity()), Liveness::kAlive);
}

TEST(ProcessIdentity, AStoppedProcessIsAliveAndAKilledOneIsGone) {
  const Child child = StartChild();
  EXPECT_EQ(LivenessOf(child.identity), Liveness::kAlive);
  ::kill(child.id, SIGSTOP);
  EXPECT_EQ(LivenessOf(child.identity), Liveness::kAlive);
  ::kill(child.id, SIGKILL);
  siginfo_t ended;
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child.id), &ended, WEXITED | WNOWAIT), 0);
  EXPECT_EQ(LivenessOf(child.identity), Liveness::kGone) << "a zombie sends nothing any more";
  ::waitpid(child.id, nullptr, 0);
  EXPECT_EQ(LivenessOf(child.identity), Liveness::kGone);
}

TEST(ProcessIdentity, AnotherProcessWithTheSameIdIsNotTheSame) {
  const std::string own = OwnProcessIdentity();
  EXPECT_EQ(LivenessOf(own.substr(0, own.rfind('/')) + "/1"), Liveness::kGone);
}

TEST(ProcessIdentity, OfWhatCannotBeReadNothingIsKnown) {
  const std::string own = OwnProcessIdentity();
  const auto parts = Split(own, '/');
  const std::string realm = std::string(parts[0]) + "/" + std::string(parts[1]);
  EXPECT_EQ(LivenessOf(realm + "/4194999/1"), Liveness::kGone) << "above the kernel's largest id";
  for (const char* const id : {"", "x", "0", "-1", "99999999999999999999", "self/../1"}) {
    EXPECT_NE(LivenessOf(realm + "/" + id + "/1"), Liveness::kAlive) << id;
  }
  for (const char* const id : {"", "x", "0", "-1", "99999999999999999999"}) {
    EXPECT_EQ(LivenessOf(realm + "/" + id + "/1"), Liveness::kUnknown) << id;
  }
}

TEST(ProcessIdentity, OfOtherMachinesNothingIsKnown) {
  const std::string own = OwnProcessIdentity();
  const auto parts = Split(own, '/');
  const std::string id = std::string(parts[2]) + "/" + std::string(parts[3]);
  EXPECT_EQ(LivenessOf("0b1c2d3e-0000-0000-0000-000000000000/" + std::string(parts[1]) + "/" + id),
            Liveness::kUnknown);
  EXPECT_EQ(LivenessOf(std::string(parts[0]) + "/pid:[1]/" + id), Liveness::kUnknown);
  EXPECT_EQ(LivenessOf(""), Liveness::kUnknown);
  EXPECT_EQ(LivenessOf("a/b"), Liveness::kUnknown);
}

}  // namespace
}  // namespace housewright
