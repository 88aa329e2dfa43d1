#pragma once

#include <expected>
#include <string_view>
#include <vector>

#include "crypto/secret.h"
#include "paper/spoken_key.h"

/// Proves that a key was printed, can be read, and is at hand: a few of its lines are typed back. Nothing of what was
/// typed is kept.
namespace digue::agent {

inline constexpr std::size_t lines_typed_back = 2;

/// So many different lines, from 1, that nobody can foresee, in their order.
std::vector<std::size_t> choose_lines();

/// What is wrong with a line that was typed back. Letters and word may belong together and be those of another key: of
/// an old sheet.
enum class TypedBack { right, of_another_key };

/// Compares a line, with its word, with that of the password. A fault is what the line itself shows, before anything is
/// compared. The password must be one that was made for paper.
std::expected<TypedBack, paper::LineFault> check_typed_line(const crypto::Secret& password, std::size_t line,
                                                            std::string_view typed, const paper::CheckWords& words);

}  // namespace digue::agent
