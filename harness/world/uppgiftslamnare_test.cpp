#include "harness/world/runner.hpp"
