#pragma once

#include <string_view>

#include "agent/sheets.h"

namespace digue::agent {

/// An empty sheet with its title, its foot and, where it is one, the mark of a specimen.
paper::Document begin_sheet(const texts::Texts& texts, const SheetHead& head, std::string_view title_key);

/// A rule to write on, where a fact is missing.
inline constexpr std::string_view to_fill_in = "……………………………………";

/// What somebody wrote in a plan, made fit for paper: no control characters, cut where it is too long for a sheet.
std::string for_paper(std::string_view text);

}  // namespace digue::agent
