package tui

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"flakewalk/model"
)

func TestTextsOfTimeAndNumber(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	var ages strings.Builder
	for _, d := range []time.Duration{-time.Second, 30 * time.Second, 90 * time.Second, 47 * time.Hour, 2 * day, 60 * day, 730 * day} {
		ages.WriteString(d.String() + ": " + ageText(d) + "\n")
	}
	golden.RequireEqual(t, ages.String())
	for want, got := range map[string]string{
		"3.2s":           clockText(3217 * time.Millisecond),
		"1m5s":           clockText(65*time.Second + 400*time.Millisecond),
		"0s":             clockText(-time.Second), // clocks of two machines differ
		"1,234,567 rows": plural(1_234_567, "row", "rows"),
		"1 row":          plural(1, "row", "rows"),
		"100 rows":       plural(100, "row", "rows"),
		"10 kB":          bytesText(10 << 10),
		"12 MB":          bytesText(12 << 20),
		"{ a, b? }":      argsText([]model.Arg{{Name: "a"}, {Name: "b", Optional: true}}),
		"abc":            revisionText("abc"),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestLayoutCoversTheScreen(t *testing.T) {
	t.Parallel()
	for w := range 130 {
		for h := range 45 {
			for _, f := range []focus{focusTree, focusDetail} {
				l := newLayout(w, h, f, split{})
				if got := l.header.h + l.body.h + l.rule.h + l.status.h; got != h {
					t.Fatalf("%dx%d: %d lines", w, h, got)
				}
				for _, r := range []rect{l.header, l.body, l.list, l.divider, l.detail, l.rule, l.status} {
					if r.w < 0 || r.h < 0 || r.x+r.w > w || r.y+r.h > h {
						t.Fatalf("%dx%d: %+v", w, h, r)
					}
				}
				if w > 0 && h > 0 && l.list.w*l.list.h == 0 && l.detail.w*l.detail.h == 0 {
					t.Fatalf("%dx%d: nothing to see", w, h)
				}
			}
		}
	}
}
