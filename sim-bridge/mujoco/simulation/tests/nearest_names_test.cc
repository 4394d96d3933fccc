#include "simulation/nearest_names.h"

#include <gtest/gtest.h>

namespace blindvla {
namespace {

TEST(NearestNamesTest, SuggestNames_Misspelt_NamesTheNearestFirst) {
  EXPECT_EQ(SuggestNames("carot", {"banana", "carrot", "golf_ball"}), "did you mean 'carrot'?");
  EXPECT_EQ(SuggestNames("Plate", {"late", "plate"}), "did you mean 'plate' or 'late'?");
}

TEST(NearestNamesTest, SuggestNames_NothingNear_ListsAll) {
  EXPECT_EQ(SuggestNames("spaceship", {"carrot", "plate"}), "there is carrot, plate");
  EXPECT_EQ(SuggestNames("spaceship", {}), "there is none");
}

}  // namespace
}  // namespace blindvla
