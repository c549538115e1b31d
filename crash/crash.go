// Package crash is for mistakes of our own: it keeps their traces, and sees to it that
// the program ends with the terminal in order, wherever they happen.
package crash

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"flakewalk/model"
)

// Mistake is a panic of ours.
type Mistake struct {
	// What is what the panic says, on one line.
	What string
	// Trace are the steps to it.
	Trace string
	// File has the trace; it is "" where none could be written.
	File string
}

// Error returns a *Mistake for what was recovered, with the stack of that moment. The
// trace is kept in a file.
func Error(recovered any, stack []byte) error {
	m := &Mistake{What: fmt.Sprint(recovered), Trace: string(stack)}
	m.File = keep(m)
	return m
}

// Error says that it was us, and where the trace is.
func (m *Mistake) Error() string {
	return "flakewalk itself failed: " + m.where()
}

// where is what the panic says, and where its trace is.
func (m *Mistake) where() string {
	if m.File == "" {
		return m.What
	}
	return m.What + " (the trace is in " + m.File + ")"
}

// Problem is the mistake as people are shown it.
func (m *Mistake) Problem() model.Problem {
	return model.Problem{Cause: model.CauseMistake, Message: m.where(), Trace: m.Trace}
}

// maxKept is how many traces are kept.
const maxKept = 10

// keep writes a trace to the folder of traces, which is not made larger than maxKept
// of them. It returns the file, or "".
func keep(m *Mistake) string {
	dir := Folder()
	if dir == "" || os.MkdirAll(dir, 0o700) != nil {
		return ""
	}
	forget(dir, maxKept-1)
	f, err := os.CreateTemp(dir, time.Now().UTC().Format("2006-01-02T15-04-05-")+"*.txt")
	if err != nil {
		return ""
	}
	_, err = fmt.Fprintf(f, "%s\n%s\n%s %s/%s\n\n%s", model.Printable(m.What), revision(), runtime.Version(), runtime.GOOS, runtime.GOARCH, m.Trace)
	if errors.Join(err, f.Close()) != nil {
		return ""
	}
	return f.Name()
}

// forget removes the oldest traces until there are no more than that.
func forget(dir string, most int) {
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		return
	}
	slices.Sort(files)
	for len(files) > most {
		_ = os.Remove(files[0])
		files = files[1:]
	}
}

// Folder is where the traces are kept: in the state folder (XDG Base Directory
// Specification), or "" where there is no home.
func Folder() string {
	state := os.Getenv("XDG_STATE_HOME")
	if !filepath.IsAbs(state) { // the specification wants others ignored
		home, err := os.UserHomeDir()
		if err != nil {
			return ""
		}
		state = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(state, "flakewalk", "crashes")
}

// revision is the commit that the program was built from, as Go knows it.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown revision"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return info.Main.Version
}

// undoing is what has to be undone before the program ends in a way that leaves no
// time for anything else.
type undoing struct {
	mu   sync.Mutex
	last int
	all  map[int]func()
}

//nolint:gochecknoglobals // a panic in any goroutine ends the whole program
var pending = undoing{all: map[int]func(){}}

// Undo notes what has to be undone before the program ends, however it ends. What it
// returns undoes it now, if that is still to be done.
func Undo(f func()) (now func()) {
	pending.mu.Lock()
	defer pending.mu.Unlock()
	pending.last++
	id := pending.last
	pending.all[id] = f
	return func() {
		pending.mu.Lock()
		f, ok := pending.all[id]
		delete(pending.all, id)
		pending.mu.Unlock()
		if ok {
			f()
		}
	}
}

// End undoes what has to be undone, and ends the program at once.
func End(code int) {
	pending.do()
	os.Exit(code)
}

// Guard is deferred by every goroutine of ours that nobody else guards: a panic in it
// ends the program, in order, and is told on the standard error.
func Guard() {
	r := recover()
	if r == nil {
		return
	}
	err := Error(r, debug.Stack())
	pending.do() // or the screen would take what is said with it
	_, _ = fmt.Fprintf(os.Stderr, "flakewalk: %s\n", model.Printable(err.Error()))
	os.Exit(1)
}

// do undoes all of it, the latest first. Who comes second waits.
func (u *undoing) do() {
	u.mu.Lock()
	defer u.mu.Unlock()
	for id := u.last; id > 0; id-- {
		if f, ok := u.all[id]; ok {
			delete(u.all, id)
			f()
		}
	}
}
