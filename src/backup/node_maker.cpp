#include "backup/node_maker.h"

#include <algorithm>
#include <utility>

namespace digue::backup {

namespace {

using machine::EntryType;
using repository::NodeType;

constexpr std::array type_names = {
    std::pair{EntryType::file, NodeType::file},           std::pair{EntryType::folder, NodeType::dir},
    std::pair{EntryType::link, NodeType::symlink},        std::pair{EntryType::block_device, NodeType::dev},
    std::pair{EntryType::char_device, NodeType::chardev}, std::pair{EntryType::fifo, NodeType::fifo},
    std::pair{EntryType::socket, NodeType::socket},       std::pair{EntryType::other, NodeType::irregular},
};

NodeType node_type_of(EntryType type) {
  return std::ranges::find(type_names, type, &std::pair<EntryType, NodeType>::first)->second;
}

EntryType entry_type_of(NodeType type) {
  const auto found = std::ranges::find(type_names, type, &std::pair<EntryType, NodeType>::second);
  return found == type_names.end() ? EntryType::other : found->first;
}

/// The number of names is kept where it can tell which nodes are one file.
bool counts_links(NodeType type) {
  return type == NodeType::file || type == NodeType::symlink || type == NodeType::dev || type == NodeType::chardev;
}

machine::FileTime file_time(const repository::ZonedTime& time) {
  return {time.seconds, static_cast<std::int32_t>(time.nanoseconds)};
}

}  // namespace

repository::Node NodeMaker::make(const std::string& name, machine::EntryMetadata metadata) {
  repository::Node node;
  node.name = name;
  node.type = node_type_of(metadata.type);
  node.mode = repository::go_mode(node.type, metadata.permissions);
  node.modified_at = zoned(metadata.modified_at);
  node.accessed_at = keeps_access_time_ ? zoned(metadata.accessed_at) : node.modified_at;
  node.changed_at = zoned(metadata.changed_at);
  node.user_id = metadata.user_id;
  node.group_id = metadata.group_id;
  node.user = std::move(metadata.user);
  node.group = std::move(metadata.group);
  node.inode = metadata.inode;
  node.device_id = metadata.device_id;
  node.link_target = std::move(metadata.link_target);
  if (counts_links(node.type)) node.links = metadata.links;
  if (node.type == NodeType::dev || node.type == NodeType::chardev) node.device = metadata.device;
  if (node.type == NodeType::file) {
    node.size = metadata.size;
    node.content.emplace();
  }
  for (machine::ExtendedAttribute& attribute : metadata.attributes) {
    node.extended_attributes.push_back({std::move(attribute.name), std::move(attribute.value)});
  }
  return node;
}

repository::ZonedTime NodeMaker::zoned(const machine::FileTime& time) {
  return {time.seconds, static_cast<std::uint32_t>(time.nanoseconds), offset_at(time.seconds)};
}

std::int32_t NodeMaker::offset_at(std::int64_t seconds) {
  const std::int64_t quarter = seconds >= 0 ? seconds / 900 : (seconds - 899) / 900;
  Known& known = known_[static_cast<std::size_t>(quarter) % known_.size()];
  if (!known.is_set || known.quarter != quarter) {
    const auto offset = clock_.ahead_of_utc(Instant(std::chrono::seconds(seconds)));
    known = {quarter, static_cast<std::int32_t>(offset.count()), true};
  }
  return known.offset;
}

machine::EntryMetadata metadata_of(const repository::Node& node) {
  machine::EntryMetadata metadata;
  metadata.type = entry_type_of(node.type);
  metadata.permissions = repository::posix_bits(node.mode);
  metadata.modified_at = file_time(node.modified_at);
  metadata.accessed_at = file_time(node.accessed_at);
  metadata.changed_at = file_time(node.changed_at);
  metadata.user_id = node.user_id;
  metadata.group_id = node.group_id;
  metadata.user = node.user;
  metadata.group = node.group;
  metadata.inode = node.inode;
  metadata.device_id = node.device_id;
  metadata.links = node.links;
  metadata.size = node.size;
  metadata.device = node.device;
  metadata.link_target = node.link_target;
  for (const repository::ExtendedAttribute& attribute : node.extended_attributes) {
    metadata.attributes.push_back({attribute.name, attribute.value});
  }
  return metadata;
}

}  // namespace digue::backup
