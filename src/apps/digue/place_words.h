#pragma once

#include <string>

namespace digue::apps {

/// What the person typed behind `place add`: one of the first three.
struct PlaceWords {
  std::string disk;         ///< a device, or a folder on a disk that is mounted
  std::string network;      ///< the folder of a share
  std::string cloud;        ///< the address of a server
  std::string login_file;   ///< its one line is what opens that server: user:password
  std::string looks;        ///< what it looks like: « boîtier bleu »
  std::string kept_at;      ///< where it is when it is not plugged in
  bool is_at_home = false;  ///< it spends the night elsewhere than the practice
};

}  // namespace digue::apps
