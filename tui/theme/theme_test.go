package theme_test

import (
	"image/color"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"flakewalk/tui/theme"
)

func TestEveryGlyphIsOneCell(t *testing.T) {
	t.Parallel()
	for _, ascii := range []bool{false, true} {
		v := reflect.ValueOf(theme.New(true, ascii).Glyphs)
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			all := []string{}
			if v.Field(i).Kind() == reflect.String {
				all = append(all, v.Field(i).String())
			} else {
				all = append(all, v.Field(i).Interface().([]string)...)
			}
			for _, g := range all {
				if ansi.StringWidth(g) != 1 {
					t.Errorf("%s %q is %d cells wide", name, g, ansi.StringWidth(g))
				}
				if ascii && (len(g) != 1 || g[0] > '~' || g[0] <= ' ') {
					t.Errorf("%s %q is not ASCII", name, g)
				}
			}
		}
	}
}

func TestRender(t *testing.T) {
	t.Parallel()
	th := theme.New(true, false)
	if got := th.Render(theme.Normal, "x"); got != "x" {
		t.Errorf("normal text is not left alone: %q", got)
	}
	if got := th.Render(theme.Bad, ""); got != "" {
		t.Errorf("nothing became %q", got)
	}
	for _, tone := range []theme.Tone{theme.Strong, theme.Dim, theme.Accent, theme.Good, theme.Warn, theme.Bad} {
		plain, selected := th.Render(tone, "x"), th.RenderSelected(tone, "x")
		if plain == "x" || plain == selected || ansi.Strip(plain) != "x" || ansi.Strip(selected) != "x" {
			t.Errorf("tone %d: %q and %q", tone, plain, selected)
		}
		if !strings.HasSuffix(plain, "m") {
			t.Errorf("tone %d does not end its style: %q", tone, plain)
		}
	}
}

// With 16 colours the text of the selected row must not vanish in its background.
func TestSelectionIsReadableIn16Colours(t *testing.T) {
	t.Parallel()
	for _, dark := range []bool{true, false} {
		th := theme.New(dark, false)
		for _, tone := range []theme.Tone{theme.Dim, theme.Accent, theme.Good, theme.Warn, theme.Bad} {
			fg, bg := colours(t, th.RenderSelected(tone, "x"))
			f, b := colorprofile.ANSI.Convert(fg), colorprofile.ANSI.Convert(bg)
			if f == b {
				t.Errorf("dark %v tone %d: both become %v", dark, tone, f)
			}
		}
	}
}

// A warning must not turn into the colour of an error.
func TestTonesStayApartIn16Colours(t *testing.T) {
	t.Parallel()
	for _, dark := range []bool{true, false} {
		th := theme.New(dark, false)
		seen := map[color.Color]theme.Tone{}
		for _, tone := range []theme.Tone{theme.Dim, theme.Accent, theme.Good, theme.Warn, theme.Bad} {
			fg, _ := colours(t, th.RenderSelected(tone, "x"))
			c := colorprofile.ANSI.Convert(fg)
			if other, ok := seen[c]; ok {
				t.Errorf("dark %v: tones %d and %d both become %v", dark, other, tone, c)
			}
			seen[c] = tone
		}
	}
}

// colours reads the two true colours of a styled letter.
func colours(t *testing.T, s string) (fg, bg color.Color) {
	t.Helper()
	found := regexp.MustCompile(`[34]8;2;(\d+);(\d+);(\d+)`).FindAllStringSubmatch(s, -1)
	if len(found) != 2 {
		t.Fatalf("not two colours in %q", s)
	}
	rgb := func(c []string) color.Color {
		var v [3]uint8
		for i := range v {
			n, _ := strconv.Atoi(c[i+1])
			v[i] = uint8(n)
		}
		return color.RGBA{v[0], v[1], v[2], 255}
	}
	return rgb(found[0]), rgb(found[1])
}
