// The library toml++, compiled into the program: Debian ships it as a shared library only.

#define TOML_IMPLEMENTATION
#include <toml++/toml.h>
