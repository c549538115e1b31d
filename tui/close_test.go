package tui

import (
	"os/exec"
	"strings"
	"sync"
	"testing"

	tea "charm.land/bubbletea/v2"

	"flakewalk/tui/job"
)

// Every command in a goroutine of its own, as Bubble Tea runs them, while nix
// hangs: Close must end and await them all. goleak sees the ones that are left.
func TestCloseEndsWhatHangs(t *testing.T) {
	t.Parallel()
	nix := sample()
	u := start(t, nix, 120, 36, Options{})
	nix.gate, nix.entered = make(chan struct{}), make(chan string, 100)
	var (
		wg   sync.WaitGroup
		mu   sync.Mutex
		done []job.Done
		run  func(tea.Cmd)
	)
	run = func(cmd tea.Cmd) {
		if cmd == nil {
			return
		}
		wg.Go(func() {
			switch msg := cmd().(type) {
			case tea.BatchMsg:
				for _, c := range msg {
					run(c)
				}
			case job.Done:
				mu.Lock()
				defer mu.Unlock()
				done = append(done, msg)
			}
		})
	}
	for _, path := range []string{"lib", "apps", "packages"} {
		u.walk(path)
		_, cmd := u.m.Update(keyMsg("l"))
		run(cmd)
	}
	for range 3 {
		<-nix.entered
	}
	u.m.Close()
	wg.Wait()
	if len(done) < 3 {
		t.Errorf("%d jobs ended", len(done))
	}
	for _, d := range done {
		if u.m.visit.jobs.Take(d) != nil {
			t.Errorf("%s answers after Close", d.Key)
		}
	}
}

// walk moves the cursor without running commands.
func (u *user) walk(path string) {
	_, _ = u.m.Update(keyMsg("g"))
	for u.at() != path {
		_, _ = u.m.Update(keyMsg("j"))
	}
}

// Whatever is imported here, nix stays behind its interface, and the widgets
// know nothing of flakes; what is said of those is made fit for them by text.
func TestImports(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-f", "{{.ImportPath}} {{join .Imports \" \"}}", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	widgets := map[string]bool{"outline": true, "pager": true, "overlay": true, "statusbar": true}
	writers := map[string]bool{"flakewalk/tui/markdown": true, "flakewalk/tui/nixtext": true} // of what the pager shows
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		who := strings.TrimPrefix(words[0], "flakewalk/tui")
		for _, what := range words[1:] {
			if strings.HasPrefix(what, "flakewalk/nixcli") || strings.HasPrefix(what, "flakewalk/cmd") {
				t.Errorf("%s imports %s", words[0], what)
			}
			if who == "" {
				continue
			}
			if writers[words[0]] && what == "flakewalk/tui/pager" || who == "/text" && what == "flakewalk/model" {
				continue
			}
			if what == "flakewalk/model" || widgets[strings.TrimPrefix(what, "flakewalk/tui/")] {
				t.Errorf("%s imports %s", words[0], what)
			}
		}
	}
}
