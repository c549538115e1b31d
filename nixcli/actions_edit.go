package nixcli

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"flakewalk/model"
)

// Editor is the editor of the user, as it stands in $VISUAL or $EDITOR, else vi.
func Editor(variable func(string) string) string {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if editor := strings.TrimSpace(variable(name)); editor != "" {
			return editor
		}
	}
	return "vi"
}

// editArgv opens a place in the editor of the user, at
// the line where the editor is known to have a way to say it. It is nil where the
// place is not known.
func editArgv(variable func(string) string, at model.Position) []string {
	if at.File == "" {
		return nil
	}
	editor := Editor(variable)
	words := strings.Fields(editor)
	if strings.ContainsAny(editor, "'\"\\$`;&|<>()*?[]~#") { // it is meant for a shell
		name := firstWord(editor)
		return join([]string{"sh", "-c", editor + ` "$@"`, name}, editPlace(name, at))
	}
	return append(words, editPlace(words[0], at)...)
}

// firstWord is the program of a command line for a shell, as well as can be told.
func firstWord(line string) string {
	if words, err := model.ShellSplit(line); err == nil && len(words) > 0 {
		return words[0]
	}
	return strings.Fields(line)[0]
}

// editPlace is how an editor is told the file and the line (manuals of the editors).
func editPlace(editor string, at model.Position) []string {
	if at.Line == 0 {
		return []string{at.File}
	}
	line := strconv.Itoa(at.Line)
	name := filepath.Base(editor)
	switch {
	case slices.Contains([]string{"code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"}, name):
		return []string{"--goto", at.File + ":" + line}
	case slices.Contains([]string{"hx", "helix", "subl", "zed", "zeditor"}, name):
		return []string{at.File + ":" + line}
	case slices.Contains([]string{"vi", "vim", "nvim", "gvim", "view", "vis", "nano", "micro", "kak", "joe", "jed", "ne", "mg", "emacs", "emacsclient", "gedit"}, name):
		return []string{"+" + line, at.File}
	}
	return []string{at.File}
}
