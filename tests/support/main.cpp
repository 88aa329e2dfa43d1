#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <ostream>

namespace digue::test {
namespace {

/// Names each test that does not run here, with its description as the reason; tools/run_tests.py counts these lines.
class SkipReport : public doctest::IReporter {
 public:
  explicit SkipReport(const doctest::ContextOptions& options) : out_(*options.cout) {}

  void test_case_skipped(const doctest::TestCaseData& test) override {
    // A filter of the command line skips tests too, but then another run has them.
    if (test.m_skip) out_ << "SKIP " << test.m_name << ": " << (test.m_description ? test.m_description : "") << '\n';
  }

  void report_query(const doctest::QueryData&) override {}
  void test_run_start() override {}
  void test_run_end(const doctest::TestRunStats&) override {}
  void test_case_start(const doctest::TestCaseData&) override {}
  void test_case_reenter(const doctest::TestCaseData&) override {}
  void test_case_end(const doctest::CurrentTestCaseStats&) override {}
  void test_case_exception(const doctest::TestCaseException&) override {}
  void subcase_start(const doctest::SubcaseSignature&) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData&) override {}
  void log_message(const doctest::MessageData&) override {}

 private:
  std::ostream& out_;
};

REGISTER_LISTENER("skips", 1, SkipReport);

}  // namespace
}  // namespace digue::test
