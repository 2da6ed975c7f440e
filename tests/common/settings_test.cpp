#include "common/settings.hpp"

#include <gtest/gtest.h>

#include <boost/program_options/value_semantic.hpp>

#include "common/error.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

namespace po = boost::program_options;
using testing::TemporaryDirectory;
using testing::write_bytes;

po::options_description options() {
  po::options_description description("Options");
  auto add = description.add_options();
  add("help,h", "");
  add("config", po::value<std::string>(), "");
  add("interval,i", po::value<std::string>()->default_value("1s"), "");
  add("min-r2", po::value<std::string>(), "");
  add("limit", po::value<std::string>(), "");
  add("include", po::value<std::vector<std::string>>(), "");
  add("lenient", po::bool_switch(), "");
  add("input", po::value<std::vector<std::string>>(), "");
  return description;
}

Settings read(const std::vector<std::string>& arguments, const Environment& environment = {}) {
  po::positional_options_description positional;
  positional.add("input", -1);
  return read_settings(options(), positional, arguments, environment);
}

// Returns the message of the UserError that `action` throws.
template <typename Action>
std::string user_error(Action action) {
  try {
    action();
  } catch (const UserError& error) {
    return error.what();
  }
  ADD_FAILURE() << "no UserError";
  return {};
}

void expect_names(const std::string& message, std::string_view name) {
  EXPECT_NE(message.find(name), std::string::npos) << message;
}

class ReadSettings : public ::testing::Test {
 protected:
  std::string config(std::string_view text) {
    const std::string path = directory_.file("tidemark.ini");
    write_bytes(path, text);
    return path;
  }
  TemporaryDirectory directory_;
};

TEST(CountOptionArguments, TheFirstThatIsNoOptionEndsThem) {
  po::options_description options;
  options.add_options()("output,o", po::value<std::string>(), "")("append,a", po::bool_switch(), "");
  const auto count = [&](const std::vector<std::string>& arguments) {
    return count_option_arguments(options, arguments);
  };
  EXPECT_EQ(count({}), 0U);
  EXPECT_EQ(count({"make", "--output", "x"}), 0U);
  EXPECT_EQ(count({"--output", "x", "make", "-j2"}), 2U);
  EXPECT_EQ(count({"-o", "x", "-a", "make"}), 3U);
  EXPECT_EQ(count({"--output=x", "-ox", "--append", "make"}), 3U);
  EXPECT_EQ(count({"--append", "--", "--append"}), 1U);
  EXPECT_EQ(count({"--unknown", "make"}), 1U);
  EXPECT_EQ(count({"--output"}), 1U);
  EXPECT_EQ(count({"--output", "--", "make"}), 2U);
}

TEST_F(ReadSettings, DefaultsHoldWhereNothingIsGiven) {
  EXPECT_EQ(text_setting(read({}), "interval"), "1s");
  EXPECT_EQ(text_setting(read({}), "limit"), std::nullopt);
}

TEST_F(ReadSettings, TheConfigurationWinsOverTheDefault) {
  EXPECT_EQ(text_setting(read({"--config", config("interval = 2s\n")}), "interval"), "2s");
}

TEST_F(ReadSettings, TheEnvironmentWinsOverTheConfiguration) {
  const Settings settings =
      read({"--config", config("interval=2s\nmin-r2=0.5\n")}, {{"TIDEMARK_INTERVAL", "3s"}});
  EXPECT_EQ(text_setting(settings, "interval"), "3s");
  EXPECT_EQ(text_setting(settings, "min-r2"), "0.5");
}

TEST_F(ReadSettings, AFlagWinsOverTheEnvironment) {
  const Settings settings = read({"-i", "4s"}, {{"TIDEMARK_INTERVAL", "3s"}, {"TIDEMARK_MIN_R2", "0.7"}});
  EXPECT_EQ(text_setting(settings, "interval"), "4s");
  EXPECT_EQ(text_setting(settings, "min-r2"), "0.7");
}

TEST_F(ReadSettings, TheEnvironmentMayNameTheConfiguration) {
  EXPECT_EQ(text_setting(read({}, {{"TIDEMARK_CONFIG", config("limit = 1GiB")}}), "limit"), "1GiB");
}

TEST_F(ReadSettings, ARepeatedFlagIsAListThatWinsAsAWhole) {
  const Settings settings = read({"--include", "a", "--include", "b"}, {{"TIDEMARK_INCLUDE", "c"}});
  EXPECT_EQ(settings["include"].as<std::vector<std::string>>(), (std::vector<std::string>{"a", "b"}));
}

TEST_F(ReadSettings, ArgumentsWithoutAFlagAreTheInputs) {
  EXPECT_EQ(read({"x", "--lenient", "y"})["input"].as<std::vector<std::string>>(),
            (std::vector<std::string>{"x", "y"}));
}

TEST_F(ReadSettings, UnknownThingsAreNamed) {
  expect_names(user_error([] { read({"--intervall", "1s"}); }), "--intervall");
  const std::string message = user_error([&] { read({"--config", config("intervall = 1s\n")}); });
  expect_names(message, "intervall");
  expect_names(message, directory_.file("tidemark.ini"));
}

// Of Boost's messages, which it fills in again and again.
TEST_F(ReadSettings, NamesAndValuesMayBePlacesOfAMessage) {
  for (const char* argument :
       {"--%canonical_option%", "-x%option%%original_token%%prefix%", "--lenient=%value%"})
    expect_names(user_error([&] { read({argument}); }), "option '-");
  expect_names(user_error([&] {
                 read({"--config", config("%canonical_option% = 1\n")});
               }),
               "%canonical_option%");
  expect_names(user_error([&] { read({"--config", config("lenient = %value%\n")}); }), "'lenient'");
}

TEST(WarnOfVariables, OfThoseNearlyCalledLikeASetting) {
  const auto warnings = warn_of_variables({{"TIDEMARK_INTERVALL", "1s"}, {"TIDEMARK_FAILON", "leak"}});
  ASSERT_EQ(warnings.size(), 2U);
  EXPECT_EQ(warnings[0],
            "environment variable TIDEMARK_INTERVALL: there is no setting 'intervall', only 'interval'");
  EXPECT_NE(warnings[1].find("'fail-on'"), std::string::npos) << warnings[1];
}

TEST(WarnOfVariables, AllOthersAreNoneOfTheirBusiness) {
  EXPECT_TRUE(warn_of_variables({{"TIDEMARK_REPOSITORY", "x"},
                                 {"TIDEMARK_INTERVAL", "1s"},
                                 {"TIDEMARK_FARM", "x"},
                                 {"TIDEMARK_", "x"},
                                 {"INTERVALL", "1s"}})
                  .empty());
}

TEST_F(ReadSettings, AFlagIsNotGuessedFromItsBeginning) {
  expect_names(user_error([] { read({"--inter", "1s"}); }), "--inter");
}

TEST_F(ReadSettings, AFlagWithoutItsValueOrGivenTwiceIsNamed) {
  expect_names(user_error([] { read({"--interval"}); }), "interval");
  expect_names(user_error([] { read({"-i", "1s", "-i", "2s"}); }), "interval");
}

TEST_F(ReadSettings, VariablesOfOtherCommandsAndOtherProgramsArePassedOver) {
  const Settings settings = read({}, {{"TIDEMARK_UTC_OFFSET", "1h"},
                                      {"TIDEMARK_REPOSITORY", "x"},
                                      {"PATH", "/bin"},
                                      {"tidemark_interval", "9s"}});
  EXPECT_EQ(text_setting(settings, "interval"), "1s");
}

TEST_F(ReadSettings, AMissingConfigurationIsNamed) {
  const std::string missing = directory_.file("none.ini");
  expect_names(user_error([&] { read({"--config", missing}); }), missing);
}

TEST_F(ReadSettings, ADirectoryIsNoConfiguration) {
  expect_names(user_error([&] { read({"--config", directory_.path()}); }), directory_.path());
}

TEST_F(ReadSettings, AConfigurationWithoutAnEndIsAnError) {
  expect_names(user_error([&] { read({"--config", "/dev/zero"}); }), "it is longer than 16.0 MiB");
}

TEST(DurationSetting, NamesTheSettingAndTheValueThatDoesNotDo) {
  const std::string message = user_error([] { return duration_setting(read({"-i", "fast"}), "interval"); });
  expect_names(message, "interval");
  expect_names(message, "'fast'");
  EXPECT_EQ(duration_setting(read({"-i", "250ms"}), "interval"), std::chrono::milliseconds(250));
}

TEST(SizeSettings, TakeSizesAndWhereAskedForShares) {
  EXPECT_EQ(size_setting(read({"--limit", "8MiB"}), "limit"), Bytes{8} << 20);
  EXPECT_EQ(size_or_percent_setting(read({"--limit", "80%"}), "limit"), SizeOrPercent(Percent{80}));
  EXPECT_EQ(size_setting(read({}), "limit"), std::nullopt);
  expect_names(user_error([] { return size_setting(read({"--limit", "80%"}), "limit"); }), "limit");
  const Settings lots = read({"--limit", "lots"});
  expect_names(user_error([&] { return size_or_percent_setting(lots, "limit"); }), "'lots'");
}

TEST(NumberSetting, TakesBothEndsOfItsRangeAndNothingBeyond) {
  EXPECT_EQ(number_setting(read({"--min-r2", "0"}), "min-r2", 0, 1), 0.0);
  EXPECT_EQ(number_setting(read({"--min-r2", "1"}), "min-r2", 0, 1), 1.0);
  for (const std::string text : {"1.01", "-0.1", "nan", "inf", "0.5x"}) {
    const Settings settings = read({"--min-r2=" + text});
    expect_names(user_error([&] { return number_setting(settings, "min-r2", 0, 1); }),
                 "min-r2: '" + text + "'");
  }
}

TEST(WholeSetting, TakesBothEndsOfItsRangeAndNothingBeyond) {
  EXPECT_EQ(whole_setting(read({"--limit", "1"}), "limit", 1, 9), 1);
  EXPECT_EQ(whole_setting(read({"--limit", "9"}), "limit", 1, 9), 9);
  for (const char* text : {"0", "10", "5.0", "99999999999999999999", "five"}) {
    expect_names(user_error([&] { return whole_setting(read({"--limit", text}), "limit", 1, 9); }), text);
  }
}

}  // namespace
}  // namespace tidemark
