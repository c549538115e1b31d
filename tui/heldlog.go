package tui

import (
	"slices"
	"strings"

	"flakewalk/model"
	"flakewalk/model/words"
	"flakewalk/tui/pager"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// Bounds of a log in our memory that is shown at once: what nix's would have.
const (
	maxHeldLines = 20_000
	maxHeldBytes = 512 << 10
)

// heldLog is the log of a derivation that failed, as a build of this run of flakewalk
// printed it: nix would ask every binary cache for one that it has not itself.
type heldLog struct {
	of    string // the derivation
	lines []string
	left  int // lines that were left out at the beginning
}

// logKept finds the log that an action would ask nix for, if a build has left it with us.
// The latest build counts.
func logKept(builds Builds, a model.Action) (heldLog, bool) {
	if builds == nil || a.Verb != model.VerbLog {
		return heldLog{}, false
	}
	for _, b := range slices.Backward(builds.Snapshot()) {
		drv := a.Of
		if drv == "" {
			if !buildOf(b, a) {
				continue
			}
			if len(b.Failed) == 0 {
				return heldLog{}, false // nix has the log of what was built
			}
			drv = b.Failed[0].Drv
		}
		total := builds.Log(b.ID, drv, 0, 0).Total
		if total == 0 {
			continue
		}
		log := builds.Log(b.ID, drv, total-maxHeldLines, maxHeldLines)
		return heldLog{of: drv, lines: log.Lines, left: log.First}.clipped(), true
	}
	return heldLog{}, false
}

// buildOf tells whether a build was one of what an action is about: of the same
// installable, which is the last word of both commands.
func buildOf(b model.Build, a model.Action) bool {
	return b.State.Ended() && b.Path.Equal(a.Path) && len(b.Argv) > 0 && len(a.Argv) > 0 && b.Argv[len(b.Argv)-1] == a.Argv[len(a.Argv)-1]
}

// clipped is the end of a log that fits a page.
func (l heldLog) clipped() heldLog {
	bytes := 0
	for i, line := range slices.Backward(l.lines) {
		if bytes += len(line) + 1; bytes > maxHeldBytes {
			l.lines, l.left = l.lines[i+1:], l.left+i+1
			break
		}
	}
	return l
}

// text is the log as it can be shown.
func (l heldLog) text() string { return strings.Join(l.lines, "\n") + "\n" }

// blocks write the log, and at its end, where one looks first, of what it is.
func (l heldLog) blocks(body string) []pager.Block {
	var b []pager.Block
	if l.left > 0 {
		b = append(b, pager.Block{Text: "left out: " + words.Count(l.left, "line"), Tone: theme.Warn})
	}
	b = append(b, textLines(body, theme.Normal)...)
	return append(b, pager.Block{}, pager.Block{Text: "That is what the build of " + text.Line(model.DerivationName(l.of)) + " printed; nix was not asked.", Tone: theme.Dim})
}
