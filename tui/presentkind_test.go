package tui

import (
	"testing"

	"flakewalk/model"
	"flakewalk/tui/theme"
)

// TestKindGlyphs proves that every kind has a glyph, in ASCII too, but those whose
// mark says whether they are open.
func TestKindGlyphs(t *testing.T) {
	t.Parallel()
	for _, ascii := range []bool{false, true} {
		for k := model.KindUnknown; k <= model.KindNull; k++ {
			marked := k == model.KindAttrs || k == model.KindList
			if got := kindGlyph(theme.New(true, ascii), k); (got == "") != marked {
				t.Errorf("the glyph of %s is %q", k, got)
			}
		}
	}
}
