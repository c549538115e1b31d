package tui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"flakewalk/model"
	"flakewalk/model/words"
	"flakewalk/tui/text"
)

// busyText is what runs in the background in a few words, for the status line; ""
// when nothing does. Bytes are left out where there is no room for all.
func (p *jobsTab) busyText(room int) string {
	var one model.Build
	n, began := 0, time.Time{}
	var sum model.Build
	for _, b := range p.all {
		if b.State.Ended() {
			continue
		}
		if n++; n == 1 {
			one, began = b, b.Began
		}
		sum.Builds.Done, sum.Builds.Expected = sum.Builds.Done+b.Builds.Done, sum.Builds.Expected+b.Builds.Expected
		sum.Bytes.Done, sum.Bytes.Expected = sum.Bytes.Done+b.Bytes.Done, sum.Bytes.Expected+b.Bytes.Expected
	}
	if n == 0 {
		return ""
	}
	now := p.env.opt.Now()
	what := words.Count(n, "job")
	if n == 1 {
		what = one.State.String() + " " + text.Line(one.Path.Last().Name)
	}
	glyph, dot := spinner(p.env.theme, now.Sub(began)), " "+p.env.theme.Dot+" "
	if p.leaving {
		glyph = "quits after " + glyph
	}
	what = strings.TrimSpace(glyph + " " + what + " " + builtText(sum.Builds))
	clock := dot + spent(began, time.Time{}, now)
	if bytes := bytesProgress(sum.Bytes); bytes != "" && p.env.theme.Width(what+dot+bytes+clock) <= room {
		what += dot + bytes
	}
	return what + clock
}

// progressBar is the terminal's own, of all that runs together: nil when nothing
// does, and where the user wants none.
func (p *jobsTab) progressBar() *tea.ProgressBar {
	if p.env.opt.NoProgressBar || p.running() == 0 {
		return nil
	}
	sum, n := 0.0, 0
	for _, b := range p.all {
		if b.State.Ended() {
			continue
		}
		done, known := b.Fraction()
		if !known {
			return tea.NewProgressBar(tea.ProgressBarIndeterminate, 0)
		}
		sum += done
		n++
	}
	return tea.NewProgressBar(tea.ProgressBarDefault, int(100*sum/float64(n)))
}
