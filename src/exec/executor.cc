#include "exec/executor.h"

#include "exec/run.h"

namespace housewright::exec {

Executor::Executor(Dependencies dependencies, RunContext context)
    : dependencies_(std::move(dependencies)), context_(std::move(context)) {}

Result<RunReport> Executor::Run(const plan::Plan& plan) {
  return exec::Run(dependencies_, context_).Execute(plan);
}

}  // namespace housewright::exec
