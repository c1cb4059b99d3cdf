#include "reference-impl/bastjanst/gate.hpp"

#include <gtest/gtest.h>
