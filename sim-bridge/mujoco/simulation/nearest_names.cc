#include "simulation/nearest_names.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <utility>

namespace blindvla {
namespace {

constexpr size_t kMaxSuggestions = 3;

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

// Levenshtein distance.
size_t Distance(const std::string& a, const std::string& b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row.back();
}

std::string Join(const std::vector<std::string>& names, const std::string& separator, const std::string& quote) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : separator) + quote + name + quote;
  return text;
}

}  // namespace

std::string SuggestNames(const std::string& name, const std::vector<std::string>& known) {
  std::vector<std::pair<size_t, std::string>> near;
  for (const std::string& candidate : known) {
    const size_t distance = Distance(Lower(name), Lower(candidate));
    if (distance <= std::max<size_t>(2, std::max(name.size(), candidate.size()) / 2)) {
      near.emplace_back(distance, candidate);
    }
  }
  std::sort(near.begin(), near.end());
  near.resize(std::min(near.size(), kMaxSuggestions));
  if (near.empty()) return "there is " + (known.empty() ? "none" : Join(known, ", ", ""));
  std::vector<std::string> suggestions;
  for (auto& [distance, candidate] : near) suggestions.push_back(std::move(candidate));
  return "did you mean " + Join(suggestions, " or ", "'") + "?";
}

}  // namespace blindvla
