#pragma once

// What Python takes as the text of a file.

#include <cstddef>
#include <string_view>

namespace housewright::interop {

// Where `text` is no UTF-8; its size where all of it is. (Unicode 15, table 3-7.)
std::size_t EndOfUtf8(std::string_view text);

}  // namespace housewright::interop
