#pragma once

#include "apps/digue/screen.h"
#include "posture/question.h"

namespace digue::apps {

/// Rows in columns, or `empty` when there is none. A value of a column that ends in "_day" is shown as a date, NULL as
/// "?".
void say_table(Screen& screen, const posture::AnswerTable& table, std::string_view empty);

}  // namespace digue::apps
