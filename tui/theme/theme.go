// Package theme holds how the explorer looks: its colours for light and dark
// terminals and its glyphs with their fallbacks in ASCII. Widgets name what a
// text means (a Tone), never a colour.
package theme

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// Tone is what a piece of text means.
type Tone uint8

// The tones.
const (
	Normal  Tone = iota // text as it comes
	Strong              // headings and names that stand out
	Dim                 // secondary text
	Accent              // what the eye should find first
	Good                // fine
	Warn                // to be noticed
	Bad                 // failed
	Match               // what was searched for
	Current             // the one that is shown, of several
	tones
)

// Theme is a set of styles and glyphs. It never changes once it is made.
type Theme struct {
	// Glyphs are the symbols.
	Glyphs
	plain    [tones]style
	selected [tones]style
	lined    [tones]style
	cells    ansi.Method
}

// style is a lipgloss style made ready: the sequences before and after a text.
// Rows are drawn after every message, and this is some fifty times cheaper
// than Style.Render; the texts are single lines without styles of their own.
type style struct{ before, after string }

// New returns the theme for a dark or light terminal, with glyphs in ASCII if wanted.
func New(dark, ascii bool) *Theme {
	t := &Theme{Glyphs: unicodeGlyphs()}
	if ascii {
		t.Glyphs = asciiGlyphs()
	}
	p := newPalette(dark)
	for tone := range tones {
		s := p.style(tone)
		t.plain[tone] = ready(s)
		t.selected[tone] = ready(s.Background(p.selection))
		t.lined[tone] = ready(s.Underline(true))
	}
	return t
}

// ready takes the sequences out of a rendered letter.
func ready(s lipgloss.Style) style {
	before, after, _ := strings.Cut(s.Render("x"), "x")
	return style{before, after}
}

// Render gives a single line of text the look of its tone.
func (t *Theme) Render(tone Tone, s string) string { return t.plain[tone].render(s) }

// RenderSelected is Render for a text in the selected row.
func (t *Theme) RenderSelected(tone Tone, s string) string { return t.selected[tone].render(s) }

// RenderLined is Render for a text with a line below it.
func (t *Theme) RenderLined(tone Tone, s string) string { return t.lined[tone].render(s) }

func (s style) render(text string) string {
	if text == "" || s.before == "" {
		return text
	}
	return s.before + text + s.after
}

// palette holds the colours of one background.
type palette struct {
	dim, accent, good, warn, bad, selection color.Color
}

// newPalette picks colours that keep their meaning, and stay apart from the
// selection, when the renderer reduces them to 16; the test looks after that.
func newPalette(dark bool) palette {
	c := lipgloss.LightDark(dark)
	pick := func(light, dark string) color.Color { return c(lipgloss.Color(light), lipgloss.Color(dark)) }
	return palette{
		dim:       pick("#6e6e6e", "#8a8f98"),
		accent:    pick("#3a5fb0", "#7ebae4"), // the two blues of the Nix logo
		good:      pick("#2f7d32", "#8fce7e"),
		warn:      pick("#6f6500", "#e0c65a"),
		bad:       pick("#b3261e", "#f7768e"),
		selection: pick("#ebedf3", "#24282f"),
	}
}

func (p palette) style(t Tone) lipgloss.Style {
	s := lipgloss.NewStyle()
	switch t {
	case Strong:
		return s.Bold(true)
	case Dim:
		return s.Foreground(p.dim)
	case Accent:
		return s.Foreground(p.accent)
	case Good:
		return s.Foreground(p.good)
	case Warn:
		return s.Foreground(p.warn)
	case Bad:
		return s.Foreground(p.bad)
	case Current:
		return s.Bold(true).Underline(true)
	case Match:
		return s.Bold(true).Underline(true).Foreground(p.warn)
	case Normal, tones:
	}
	return s
}
