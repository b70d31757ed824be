// As precompiled.h, for GoogleTest programs.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "precompiled.h"
