package tui

import (
	"testing"
	"time"

	"flakewalk/model"
	"flakewalk/tui/text"
)

func TestTextsOfTimeAndNumber(t *testing.T) {
	t.Parallel()
	for want, got := range map[string]string{
		"3.2s":      clockText(3217 * time.Millisecond),
		"1m5s":      clockText(65*time.Second + 400*time.Millisecond),
		"0s":        clockText(-time.Second), // clocks of two machines differ
		"{ a, b? }": text.Args([]model.Arg{{Name: "a"}, {Name: "b", Optional: true}}),
		"abc":       revisionText("abc"),
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
