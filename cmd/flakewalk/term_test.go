package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"flakewalk/nixcli/nixtest"
)

// terminal is the program on a pseudo-terminal, with an emulator at the other end.
type terminal struct {
	t       *testing.T
	pty     *os.File
	cmd     *exec.Cmd
	marker  string
	before  *term.State   // of the line discipline, before the program started
	done    chan struct{} // closed when the program has ended
	drained chan struct{} // all that was written has been read
	closed  sync.Once

	mu      sync.Mutex // guards what follows; em.Read must not wait for it
	em      *vt.Emulator
	raw     bytes.Buffer    // all that the program wrote
	visible bool            // the cursor is
	shrunk  bool            // what is drawn may be for a larger one
	told    map[string]bool // what the program has asked for and was told
	shown   string          // the last whole frame
	titles  []string        // that the program gave to the terminal
}

// explorer starts `flakewalk ARGS` at a size, with one nix.
func explorer(t *testing.T, n nixtest.Nix, w, h int, args ...string) *terminal {
	t.Helper()
	return onTerminal(t, programCommand(t, n, args...), w, h)
}

// onTerminal starts a command of programCommand on a terminal.
func onTerminal(t *testing.T, cmd *exec.Cmd, w, h int) *terminal {
	t.Helper()
	m := newMarker()
	cmd.Env = append(cmd.Env, m)
	master, slave := openTerminal(t)
	tm := &terminal{t: t, pty: master, cmd: cmd, marker: m, done: make(chan struct{}), drained: make(chan struct{}), em: vt.NewEmulator(w, h), visible: true, told: map[string]bool{}}
	tm.setSize(w, h)
	tm.before = tm.discipline()
	tm.em.SetCallbacks(vt.Callbacks{
		CursorVisibility: func(v bool) { tm.visible = v },
		Title:            func(s string) { tm.titles = append(tm.titles, s) },
		IconName:         func(s string) { tm.titles = append(tm.titles, s) },
	})
	cmd.Stdin, cmd.Stdout = slave, slave
	if cmd.Stderr == nil {
		cmd.Stderr = slave
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = slave.Close()
	go func() { _ = cmd.Wait(); close(tm.done) }()
	go func() { defer close(tm.drained); tm.read() }()
	go func() { _, _ = io.Copy(master, tm.em) }() // keys, and the emulator's answers
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		<-tm.done
		for _, pid := range nixtest.Leftovers(tm.marker) { // of a test that failed: they hold the terminal
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
		_ = tm.em.InputPipe().(io.Closer).Close() //nolint:forcetypeassert // not em.Close, which races with em.Read
		<-tm.drained
		tm.hangUp()
	})
	return tm
}

// read hands the emulator what the program writes.
func (tm *terminal) read() {
	buf := make([]byte, 32<<10)
	for {
		n, err := tm.pty.Read(buf)
		tm.mu.Lock()
		tm.emulate(buf[:n])
		tm.raw.Write(buf[:n])
		tm.frame()
		tm.mu.Unlock()
		if err != nil { // EIO on Linux once all of the program has gone
			return
		}
	}
}

// emulate gives the emulator what the program wrote. What was drawn for a larger screen
// may come after the emulator has become smaller, or is all that comes where the terminal
// says that it is huge; x/vt reaches beyond its lines then, where a terminal ignores that.
// Nothing else that the emulator fails at is forgiven.
func (tm *terminal) emulate(text []byte) {
	defer func() {
		if e := recover(); e != nil {
			if _, beyond := e.(runtime.Error); !beyond || !tm.shrunk {
				panic(e)
			}
		}
	}()
	_, _ = tm.em.Write(text)
}

// Synchronized output (mode 2026): what stands between begin and end is one frame.
const (
	frameBegins = "\x1b[?2026h"
	frameEnds   = "\x1b[?2026l"
)

// modeAnswers are what the harness answers for the emulator, which knows neither mode: it
// understands frames by means of the harness, and measures by characters as people see
// them (mode 2027) whatever it is told.
var modeAnswers = map[string]string{
	"\x1b[?2026$p": "\x1b[?2026;2$y",
	"\x1b[?2027$p": "\x1b[?2027;2$y",
}

// frame notes what the terminal shows, unless a frame is half drawn: no one may
// take half of one for the state of the program. Guarded by tm.mu.
func (tm *terminal) frame() {
	tail := tm.raw.Bytes()
	tail = tail[max(0, len(tail)-256<<10):] // longer than any frame
	for question, answer := range modeAnswers {
		if !tm.told[question] && bytes.Contains(tail, []byte(question)) {
			tm.told[question] = true
			go tm.em.SendText(answer) // it waits for who reads it
		}
	}
	if bytes.LastIndex(tail, []byte(frameBegins)) <= bytes.LastIndex(tail, []byte(frameEnds)) {
		tm.shown = tm.em.String()
	}
}

// openTerminal opens a pseudo-terminal whose end of ours can be closed while it is
// read: pty.Open and File.Fd make reading block, and the closing of the file wait
// for what the program says next.
func openTerminal(t *testing.T) (master, slave *os.File) {
	t.Helper()
	blocking, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer blocking.Close() //nolint:errcheck // it was not written to
	fd, err := unix.FcntlInt(blocking.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err == nil {
		err = unix.SetNonblock(fd, true)
	}
	if err != nil {
		t.Fatal(err)
	}
	return os.NewFile(uintptr(fd), "terminal"), slave //nolint:gosec // a file descriptor is not negative
}

// control does something with the terminal's file descriptor.
func (tm *terminal) control(do func(fd uintptr) error) {
	tm.t.Helper()
	conn, err := tm.pty.SyscallConn()
	if err == nil {
		err = errors.Join(conn.Control(func(fd uintptr) { err = do(fd) }), err)
	}
	if err != nil {
		tm.t.Fatal(err)
	}
}

// discipline is the state of the terminal's line discipline.
func (tm *terminal) discipline() *term.State {
	tm.t.Helper()
	var s *term.State
	tm.control(func(fd uintptr) (err error) {
		s, err = term.GetState(fd)
		return err
	})
	return s
}

// hangUp closes the terminal's window, so to say.
func (tm *terminal) hangUp() { tm.closed.Do(func() { _ = tm.pty.Close() }) }

// screen is what the terminal shows, without blanks at the ends of lines.
func (tm *terminal) screen() string {
	tm.mu.Lock()
	defer tm.mu.Unlock()
	lines := strings.Split(tm.shown, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n")
}

// stream is all that the program has written.
func (tm *terminal) stream() string {
	tm.mu.Lock()
	defer tm.mu.Unlock()
	return tm.raw.String()
}

// wait waits until all of the texts are on the screen at once.
func (tm *terminal) wait(texts ...string) {
	tm.t.Helper()
	tm.until(func(screen string) bool {
		return !slices.ContainsFunc(texts, func(s string) bool { return !strings.Contains(screen, s) })
	}, "not on the screen: "+strings.Join(texts, ", "))
}

// waitGone waits until a text is no longer on the screen.
func (tm *terminal) waitGone(text string) {
	tm.t.Helper()
	tm.until(func(screen string) bool { return !strings.Contains(screen, text) }, "still on the screen: "+text)
}

func (tm *terminal) until(is func(screen string) bool, otherwise string) {
	tm.t.Helper()
	eventually(tm.t, func() bool { return is(tm.screen()) }, func() string { return otherwise + "\n" + tm.screen() })
}

// press types keys, each a text as a keyboard sends it.
func (tm *terminal) press(keys ...string) {
	tm.mu.Lock()
	defer tm.mu.Unlock()
	for _, k := range keys {
		tm.em.SendText(k)
	}
}

// answer answers a question once its answers count: then the last line names them.
func (tm *terminal) answer(key, word string) {
	tm.t.Helper()
	tm.wait(key + " " + word)
	tm.press(key)
}

// goTo moves the cursor down, row by row from the top, to the row with that path.
func (tm *terminal) goTo(path string) {
	tm.t.Helper()
	if !tm.goToIfAny(path) {
		tm.t.Fatalf("no row %s\n%s", path, tm.screen())
	}
}

// goToIfAny is goTo; it reports whether there is such a row.
func (tm *terminal) goToIfAny(path string) bool {
	tm.t.Helper()
	tm.press("g")
	tm.until(func(string) bool { n, _, _ := tm.status(); return n == 1 }, "the cursor is not in the first row")
	for {
		row, rows, place := tm.status()
		if place == path || row == rows {
			return place == path
		}
		if row > 0 {
			tm.down(place)
		}
	}
}

// down moves the cursor from the row with that path to the next. Rows may still
// come in above it, so that its number is no sign of anything.
func (tm *terminal) down(from string) {
	tm.t.Helper()
	before, _, _ := tm.status()
	tm.press("j")
	tm.until(func(string) bool {
		row, _, now := tm.status()
		return now != "" && !samePath(now, from) && (!isMessage(now) || row != before)
	}, "the cursor stays at "+from)
}

// isMessage tells whether what stands in the status line is a message, which may come in
// place of a path at any time.
func isMessage(s string) bool { return strings.Contains(s, " ") && !strings.Contains(s, `"`) }

// samePath tells whether two texts may be of one path: of a long one the status line
// shows the end, and how much of it depends on what else is said there.
func samePath(a, b string) bool {
	a, aCut := strings.CutPrefix(a, "…")
	b, bCut := strings.CutPrefix(b, "…")
	return a == b || aCut && strings.HasSuffix(b, a) || bCut && strings.HasSuffix(a, b)
}

// status is what the last line says: the number of the cursor's row, the number
// of rows, and the path.
func (tm *terminal) status() (row, rows int, path string) {
	lines := strings.Split(strings.TrimRight(tm.screen(), "\n"), "\n")
	n, rest, _ := strings.Cut(strings.TrimSpace(lines[len(lines)-1]), "/")
	all, rest, _ := strings.Cut(rest, "  ")
	path, _, _ = strings.Cut(rest, "  ")
	row, err := strconv.Atoi(strings.ReplaceAll(n, ",", ""))
	rows, err2 := strconv.Atoi(strings.ReplaceAll(all, ",", ""))
	if err != nil || err2 != nil {
		return 0, -1, ""
	}
	return row, rows, path
}

// resize changes the size of the terminal.
func (tm *terminal) resize(w, h int) {
	tm.t.Helper()
	tm.mu.Lock()
	tm.shrunk = tm.shrunk || w < tm.em.Width() || h < tm.em.Height()
	tm.em.Resize(w, h)
	tm.mu.Unlock()
	tm.setSize(w, h)
}

// setSize tells the terminal its size, and the terminal those who listen to it.
func (tm *terminal) setSize(w, h int) {
	tm.t.Helper()
	tm.mu.Lock()
	tm.shrunk = tm.shrunk || w > tm.em.Width() || h > tm.em.Height()
	tm.mu.Unlock()
	size := unix.Winsize{Col: uint16(w), Row: uint16(h)}                                                //nolint:gosec // a size of a screen
	tm.control(func(fd uintptr) error { return unix.IoctlSetWinsize(int(fd), unix.TIOCSWINSZ, &size) }) //nolint:gosec // a file descriptor is small
}

// exits waits for the program's end and fails unless it ends with that code, has
// left the terminal as it was, and nothing runs three seconds later.
func (tm *terminal) exits(code int) {
	tm.t.Helper()
	tm.ends(code)
	tm.restored()
}

func (tm *terminal) ends(code int) {
	tm.t.Helper()
	select {
	case <-tm.done:
	case <-time.After(patience):
		screen, said := tm.screen(), len(tm.stream())
		_ = tm.cmd.Process.Signal(syscall.SIGABRT) // it says what its goroutines do
		<-tm.done
		tm.t.Fatalf("the program does not end\n%s\n%s", screen, tm.stream()[said:])
	}
	if got := tm.cmd.ProcessState.ExitCode(); got != code {
		tm.t.Errorf("exit code %d, want %d\n%s", got, code, tm.screen())
	}
	if left := nixtest.WaitGone(tm.marker, 20*time.Second); len(left) > 0 {
		tm.t.Errorf("left running: %v", left)
		return
	}
	select {
	case <-tm.drained: // all that was written is seen
	case <-time.After(patience):
		tm.t.Error("somebody still holds the terminal")
	}
}

// restored fails unless the terminal is as it was before the program started:
// main screen, cursor visible, all modes that were set reset, line discipline as
// before, no title given.
func (tm *terminal) restored() {
	tm.t.Helper()
	eventually(tm.t, func() bool { // the last bytes may still be on their way
		tm.mu.Lock()
		defer tm.mu.Unlock()
		return tm.visible && !tm.em.IsAltScreen()
	}, func() string { return "the terminal is not restored: " + tm.tail() })
	tm.mu.Lock()
	defer tm.mu.Unlock()
	if left := modesLeft(tm.raw.String()); len(left) > 0 {
		tm.t.Errorf("modes left on: %v", left)
	}
	if len(tm.titles) > 0 {
		tm.t.Errorf("titles were set: %q", tm.titles)
	}
	if after := tm.discipline(); !reflect.DeepEqual(after, tm.before) {
		tm.t.Errorf("the line discipline is %+v, was %+v", after, tm.before)
	}
}

func (tm *terminal) tail() string {
	s := tm.stream()
	return s[max(0, len(s)-200):]
}

// modes are the modes that are set, without that of a frame: one may be under way.
func (tm *terminal) modes() []string {
	return slices.DeleteFunc(modesLeft(tm.stream()), func(mode string) bool { return mode == "2026" })
}

// modesLeft are the modes that a stream sets and does not reset. The cursor is
// visible to begin with, and lines wrap.
func modesLeft(stream string) []string {
	on := map[string]bool{}
	keyboard := 0
	seqs, _ := sequences(stream)
	for _, s := range seqs {
		switch s.kind {
		case "CSI ?h", "CSI ?l":
			for mode := range strings.SplitSeq(strings.Trim(s.text, "\x1b[?hl"), ";") {
				on[mode] = (s.kind == "CSI ?h") != (mode == "25" || mode == "7")
			}
		case "CSI >u":
			keyboard++
		case "CSI <u":
			keyboard--
		}
	}
	var left []string
	for mode, is := range on {
		if is {
			left = append(left, mode)
		}
	}
	if keyboard > 0 {
		left = append(left, "keyboard")
	}
	slices.Sort(left)
	return left
}

func TestModesLeft(t *testing.T) {
	t.Parallel()
	for stream, want := range map[string]int{
		"":                     0,
		"\x1b[?1049h\x1b[?25l": 2,
		"\x1b[?1049h\x1b[?25l\x1b[?25h\x1b[?1049l": 0,
		"\x1b[?1003;1006hx\x1b[?1003l":             1,
		"\x1b[>1u":                                 1,
		"\x1b[>1u\x1b[<u":                          0,
	} {
		if got := modesLeft(stream); len(got) != want {
			t.Errorf("%q leaves %v, want %d", stream, got, want)
		}
	}
}
