package model_test

import (
	"slices"
	"testing"

	"flakewalk/model"
)

// TestByUse proves that what people use comes first, and that the rest keeps its order.
func TestByUse(t *testing.T) {
	t.Parallel()
	given := []string{"aaa", "checks", "devShells", "lib", "packages", "zzz"}
	before := slices.Clone(given)
	if got, want := model.ByUse(given), []string{"packages", "devShells", "checks", "lib", "aaa", "zzz"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if !slices.Equal(given, before) {
		t.Error("the names that were given are changed")
	}
}
