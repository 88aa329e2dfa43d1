#pragma once

namespace digue::machine {

/// From now on, the person's Ctrl-C, the end of the terminal and a polite kill do not end the program at once: what is
/// under way is brought to a good end. The second time, they do.
void watch_interrupts();

/// Whether one of them came.
bool was_interrupted();

}  // namespace digue::machine
