package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"flakewalk/model"
	"flakewalk/model/words"
	"flakewalk/tui/outline"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// Row implements outline.Source.
func (p *jobsTab) Row(id outline.ID) outline.Row {
	t, now, r := p.env.theme, p.env.opt.Now(), p.rows[id]
	switch {
	case r.said:
		return outline.Row{Label: "what nix says", LabelTone: theme.Dim}
	case !r.job():
		s := p.steps[r]
		look := stepLook(t, s, now)
		return outline.Row{Label: text.Line(s.Name), Note: look.text(), NoteTone: look.tone, Tag: spent(s.Since, s.Ended, now)}
	}
	b, _ := p.find(r.id)
	look := jobLook(t, b, now)
	row := outline.Row{Label: p.name(b), Note: look.text(), NoteTone: look.tone, Tag: spent(b.Began, b.Ended, now)}
	if !b.State.Ended() {
		row.Note = strings.TrimSpace(row.Note + " " + builtText(b.Builds))
		row.Extra = bytesProgress(b.Bytes)
	}
	return row
}

// name is what a job does: of a build only what is built. The system goes without
// saying where it is that of this machine, and the flake where there is but one.
func (p *jobsTab) name(b model.Build) string {
	path := b.Path
	if len(path) > 2 && path[1] == model.Attr(p.names.system) {
		path = slices.Delete(slices.Clone(path), 1, 2)
	}
	name := text.Path(path)
	if b.Verb != model.VerbBuild || len(path) == 0 {
		name = strings.TrimSpace(b.Verb.String() + " " + name)
	}
	if ref := p.names.flakes[b.ID]; p.names.mixed && ref != "" {
		name += " of " + text.Line(ref)
	}
	return name
}

// look is a glyph and a word for how something goes.
type look struct {
	glyph, word string
	tone        theme.Tone
}

func (l look) text() string { return l.glyph + " " + l.word }

// jobLook says how a job goes.
func jobLook(t *theme.Theme, b model.Build, now time.Time) look {
	l := look{t.Check, b.State.String(), theme.Good}
	switch b.State {
	case model.BuildFailed:
		l.glyph, l.tone = t.Failed, theme.Bad
	case model.BuildCancelled:
		l.glyph, l.tone = t.Cancelled, theme.Warn
	case model.BuildPlanning, model.BuildRunning:
		l.glyph, l.tone = spinner(t, now.Sub(b.Began)), theme.Accent
	case model.BuildSucceeded:
		if b.Verb != model.VerbBuild && b.Verb != model.VerbBuildLink {
			l.word = "done"
		}
	}
	return l
}

// stepLook says how a derivation goes.
func stepLook(t *theme.Theme, s model.BuildStep, now time.Time) look {
	switch {
	case s.Reason != "":
		return look{t.Failed, "failed", theme.Bad}
	case !s.Ended.IsZero():
		return look{t.Check, "built", theme.Dim}
	case s.Phase != "":
		return look{spinner(t, now.Sub(s.Since)), text.Line(s.Phase), theme.Accent}
	}
	return look{spinner(t, now.Sub(s.Since)), "building", theme.Accent}
}

// spinner is the frame of what has been under way for so long.
func spinner(t *theme.Theme, d time.Duration) string {
	return t.Spinner[int(max(0, d)/tickTime)%len(t.Spinner)]
}

// spent is how long something has taken, on a clock.
func spent(from, to, now time.Time) string {
	if !to.IsZero() {
		now = to
	}
	d := max(0, now.Sub(from)).Truncate(time.Second)
	if d >= time.Hour {
		return fmt.Sprintf("%d:%02d:%02d", d/time.Hour, d/time.Minute%60, d/time.Second%60)
	}
	return fmt.Sprintf("%d:%02d", d/time.Minute, d/time.Second%60)
}

// builtText is how many derivations are built of all that are to be; "" while nobody
// knows.
func builtText(t model.Tally) string {
	if t.Expected == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", t.Done, t.Expected)
}

// bytesProgress is how much of all downloads is there; "" where there are none.
func bytesProgress(b model.Bytes) string {
	if b.Expected == 0 {
		return ""
	}
	return words.Size(b.Done) + " of " + words.Size(b.Expected)
}
