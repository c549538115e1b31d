package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"flakewalk/model"
)

// Bounds of the history.
const (
	maxHistory      = 200
	maxHistoryBytes = 1 << 20
	maxHistoryAbout = 200 // bytes of a description
)

// history is the list of flakes that were opened, in a file of lines: the time,
// the reference and the description, with tabs between them, the latest first.
// Without a file it is empty and stays so.
type history struct {
	mu   sync.Mutex
	file string
}

// historyFile is where the history is kept (XDG Base Directory Specification), or
// "" where there is no home.
func historyFile() string {
	state := os.Getenv("XDG_STATE_HOME")
	if !filepath.IsAbs(state) { // the specification wants others ignored
		home, err := os.UserHomeDir()
		if err != nil {
			return ""
		}
		state = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(state, "flakewalk", "history")
}

// read returns what the history holds. Lines that cannot be read are left out.
func (h *history) read() []model.Reference {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.load()
}

// load is read for who holds the mutex.
func (h *history) load() []model.Reference {
	if info, err := os.Stat(h.file); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	f, err := os.Open(h.file)
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }()
	text, err := io.ReadAll(io.LimitReader(f, maxHistoryBytes))
	if err != nil {
		return nil
	}
	var all []model.Reference
	for line := range bytes.Lines(text) {
		if r, ok := parseHistory(strings.TrimSuffix(string(line), "\n")); ok && len(all) < maxHistory {
			all = append(all, r)
		}
	}
	return all
}

func parseHistory(line string) (model.Reference, bool) {
	f := strings.SplitN(line, "\t", 3)
	if len(f) != 3 || f[1] == "" {
		return model.Reference{}, false
	}
	used, err := time.Parse(time.RFC3339, f[0])
	return model.Reference{Ref: f[1], About: f[2], Used: used}, err == nil
}

// add puts a flake at the top. The file is replaced as a whole, so that nobody
// finds half of it.
func (h *history) add(r model.Reference) error {
	if h.file == "" || strings.ContainsFunc(r.Ref, func(c rune) bool { return c < ' ' }) {
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	all := []model.Reference{r}
	for _, old := range h.load() {
		if old.Ref != r.Ref && len(all) < maxHistory {
			all = append(all, old)
		}
	}
	var text strings.Builder
	for _, r := range all {
		about := strings.Join(strings.Fields(r.About), " ")
		about = strings.ToValidUTF8(about[:min(len(about), maxHistoryAbout)], "")
		text.WriteString(r.Used.UTC().Format(time.RFC3339) + "\t" + r.Ref + "\t" + about + "\n")
	}
	return replaceFile(h.file, text.String())
}

// replaceFile writes a file that only the user can read, all of it or nothing.
// What is no plain file is left alone.
func replaceFile(file, text string) error {
	if info, err := os.Lstat(file); err == nil && !info.Mode().IsRegular() {
		return &os.PathError{Op: "replace", Path: file, Err: errors.New("not a plain file")}
	}
	dir := filepath.Dir(file)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".history-*") // has mode 0600
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}
