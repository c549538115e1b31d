package main

import (
	"sync"
	"time"

	"github.com/charmbracelet/x/term"

	"flakewalk/crash"
	"flakewalk/model"
	"flakewalk/nixcli"
)

// report says on stderr what nix is working on, once that takes more than a
// moment, until the function it returns is called, which may be done twice.
// Nothing is said when stderr is no terminal, unless -v was given.
func (a *app) report(s *nixcli.Session) func() {
	if !a.speaks() {
		return func() {}
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer crash.Guard()
		defer close(stopped)
		a.reportUntil(stop, s)
	}()
	return sync.OnceFunc(func() {
		close(stop)
		<-stopped
	})
}

func (a *app) reportUntil(stop <-chan struct{}, s *nixcli.Session) {
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	last := ""
	for {
		select {
		case <-stop:
			if last != "" && a.movesCursor() {
				say(a.errOut, "\r\x1b[K")
			}
			return
		case <-tick.C:
		}
		if now := activity(s.Activity()); now != last {
			last = now
			a.reportLine(now)
		}
	}
}

func (a *app) reportLine(line string) {
	if !a.movesCursor() {
		say(a.errOut, "flakewalk: %s\n", line)
		return
	}
	if width, _, err := term.GetSize(a.errOut.Fd()); err == nil && len(line) > width-1 {
		line = line[:max(0, width-1)]
	}
	say(a.errOut, "\r\x1b[K%s", line)
}

// movesCursor tells whether a line on stderr can be written over.
func (a *app) movesCursor() bool { return term.IsTerminal(a.errOut.Fd()) && !dumb() }

// activity is what nix does in one line of harmless text.
func activity(all []model.Activity) string {
	if len(all) == 0 {
		return "thinking"
	}
	if f := all[0].Fetching; f != "" {
		return model.Printable(f)
	}
	return model.Printable(all[0].What)
}
