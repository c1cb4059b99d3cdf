// The heap that forgets, seen from a program that is linked with it.
#pragma once

extern "C" {

/// Overwrites freed blocks, or leaves off; on at the start. For measuring what it costs: a program
/// that holds personal data never calls it.
void provbank_wiping_heap(bool on);
}
