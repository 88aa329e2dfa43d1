#include "machine/posix/descriptor.h"

#include <unistd.h>

namespace digue::machine::posix {

void Descriptor::close() {
  if (number_ >= 0) ::close(number_);
  number_ = -1;
}

}  // namespace digue::machine::posix
