package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"time"

	"github.com/charmbracelet/x/term"

	"flakewalk/model"
	"flakewalk/nixcli"
)

// examineTerminal looks at the terminal.
func (a *app) examineTerminal(ctx context.Context) []finding {
	found := []finding{{word: wordOK, what: "terminal", text: "TERM=" + os.Getenv("TERM")}}
	terminal := a.anyTerminal()
	switch {
	case terminal == nil:
		found[0] = finding{wordNote, "terminal", "none here; flakewalk prints what 'flakewalk show' prints", ""}
	case os.Getenv("TERM") == "" || os.Getenv("TERM") == "dumb":
		found[0] = finding{wordNote, "terminal", "TERM says that it is a dumb one; the explorer needs one that moves its cursor", "Set TERM to what your terminal is, such as xterm-256color; 'flakewalk show' works anywhere."}
	}
	if terminal != nil {
		found = append(found, sizeFinding(terminal), coloursFinding(ctx, terminal))
	}
	return append(found, a.charactersFinding(), clipboardFinding(ctx, newClipboard()))
}

// anyTerminal is the first of our streams that is one, so that a report that goes
// into a file tells of the terminal all the same.
func (a *app) anyTerminal() *os.File {
	for _, f := range []*os.File{a.out, a.errOut, a.in} {
		if term.IsTerminal(f.Fd()) {
			return f
		}
	}
	return nil
}

func sizeFinding(terminal *os.File) finding {
	width, height, err := term.GetSize(terminal.Fd())
	switch {
	case err != nil:
		return finding{wordNote, "size", "the terminal does not say it: " + err.Error(), ""}
	case width < 40 || height < 12:
		return finding{wordNote, "size", fmt.Sprintf("%d columns, %d rows; details are hidden below 40 columns and 12 rows", width, height), ""}
	}
	return finding{word: wordOK, what: "size", text: fmt.Sprintf("%d columns, %d rows", width, height)}
}

// coloursFinding waits for tmux no longer than for nix.
func coloursFinding(ctx context.Context, terminal *os.File) finding {
	answer := make(chan finding, 1)
	go func() {
		number, why := colours(terminal)
		answer <- finding{word: wordOK, what: "colours", text: number + " (" + why + ")"}
	}()
	limit := time.NewTimer(limitCheckup)
	defer limit.Stop()
	select {
	case f := <-answer:
		return f
	case <-ctx.Done():
	case <-limit.C:
	}
	return finding{wordProblem, "colours", "tmux does not answer, and the explorer would wait for it", "Check what 'tmux info' says."}
}

func (a *app) charactersFinding() finding {
	switch {
	case a.flags.ascii:
		return finding{word: wordOK, what: "characters", text: "ASCII only, as --ascii says"}
	case utf8Locale():
		return finding{word: wordOK, what: "characters", text: "all of UTF-8, as the locale says"}
	}
	return finding{wordNote, "characters", "ASCII only, since the locale is not UTF-8", "Set LANG, for instance to C.UTF-8."}
}

// clipboardFinding says which way copies go.
func clipboardFinding(ctx context.Context, c *clipboard) finding {
	ctx, stop := context.WithTimeout(ctx, limitCheckup)
	defer stop()
	const terminal = "the terminal's (OSC 52), where it allows that"
	programs := c.programs(c.attached(ctx))
	switch d := c.desk(c.environ); {
	case c.inTmux() && c.told(ctx, "tmux", "show-environment", "-g") == "":
		return finding{wordNote, "clipboard", terminal + "; tmux does not answer, and passes it on with 'set -g set-clipboard on'", ""}
	case c.inTmux() && len(programs) > 0:
		return finding{word: wordOK, what: "clipboard", text: "tmux's and " + programs[0].argv[0] + ", and " + terminal}
	case c.inTmux():
		return finding{word: wordOK, what: "clipboard", text: "tmux's, and " + terminal}
	case len(programs) > 0:
		return finding{word: wordOK, what: "clipboard", text: programs[0].argv[0] + ", and " + terminal}
	case d.wayland():
		return finding{wordNote, "clipboard", terminal, "Install wl-clipboard, if yours does not."}
	case d.x11():
		return finding{wordNote, "clipboard", terminal, "Install xclip or xsel, if yours does not."}
	}
	return finding{word: wordOK, what: "clipboard", text: terminal}
}

// examinePrograms looks for what flakewalk starts, and where it keeps its own file.
func (a *app) examinePrograms() []finding {
	return []finding{editorFinding(), browserFinding(), a.shellFinding(), a.historyFinding()}
}

func editorFinding() finding {
	editor := nixcli.Editor(os.Getenv)
	words, err := model.ShellSplit(editor)
	if err != nil || len(words) == 0 {
		return finding{word: wordOK, what: "editor", text: editor}
	}
	if _, err := exec.LookPath(words[0]); err != nil {
		return finding{wordMissing, "editor", editor + " is not on PATH, so that e opens no source", "Set EDITOR."}
	}
	return finding{word: wordOK, what: "editor", text: editor}
}

func browserFinding() finding {
	path, err := browser()
	if err != nil {
		return finding{wordMissing, "browser", err.Error() + "; o copies the address instead", ""}
	}
	return finding{word: wordOK, what: "browser", text: path}
}

func (a *app) shellFinding() finding {
	if a.flags.shell == "user" {
		return finding{word: wordOK, what: "shell", text: "dev shells are entered with " + os.Getenv("SHELL") + ", as --shell says"}
	}
	return finding{word: wordOK, what: "shell", text: "dev shells are entered with nix's bash; --shell user takes yours"}
}

func (a *app) historyFinding() finding {
	file := historyFile()
	switch {
	case a.flags.noHistory:
		return finding{word: wordOK, what: "history", text: "left alone, as --no-history says"}
	case file == "":
		return finding{wordMissing, "history", "there is no home folder to keep it in", "Set HOME or XDG_STATE_HOME."}
	}
	if _, err := os.Stat(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return finding{wordMissing, "history", err.Error(), model.CausePermission.Advice().Remedy}
	}
	n := len((&history{file: file}).read())
	return finding{word: wordOK, what: "history", text: fmt.Sprintf("%d in %s", n, file)}
}
