package nixcli

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"flakewalk/model"
)

// Reasons for which we end a process.
var (
	errTimeout   = errors.New("took longer than its limit")
	errCancelled = errors.New("cancelled")
	errTooMuch   = errors.New("printed more than flakewalk takes")
)

// runOptions are the bounds of one run.
type runOptions struct {
	limit  time.Duration             // how long it may go without a sign of progress; 0 is no limit
	cpu    bool                      // the limit is one of processor time
	tick   func()                    // called now and then as long as it works; may be nil
	stderr func(line string) lineUse // nil keeps every line
	nice   bool                      // run at low priority
	builds bool                      // it may have builders to stop
}

// buildGrace is how long a process may take to end that has builders to stop.
const buildGrace = 3 * time.Second

// lineUse says what becomes of a line of stderr.
type lineUse uint8

const (
	lineKeep     lineUse = iota // it is part of what nix said
	lineDrop                    // it is not
	lineProgress                // it is an answer: the limit starts anew
)

// newCommand makes the command of a background process: a session of its own,
// so that neither git nor ssh can ask on our terminal, no input, our
// environment. Its group is what stop ends.
func (c *Client) newCommand(args []string) *exec.Cmd {
	cmd := exec.Command(c.bin, args...) //nolint:noctx // ending takes a group signal, a grace and another signal: see supervise
	cmd.Env = c.env
	cmd.SysProcAttr = sysProcAttr()
	cmd.WaitDelay = 2 * time.Second // a grandchild may hold the pipes open
	return cmd
}

// run runs nix to its end and returns what it printed on stdout. A failure is
// an *Error; when ctx ended it, errors.Is finds the context's error. What failed since
// others made the store at the same moment is asked again.
func (c *Client) run(ctx context.Context, args []string, o runOptions) ([]byte, error) {
	for try := time.Duration(1); ; try++ {
		var making atomic.Bool
		out, err := c.runOnce(ctx, args, o, &making)
		if err == nil || !making.Load() || try == storeTries {
			return out, err
		}
		select {
		case <-time.After(try * storePause):
		case <-ctx.Done():
			return out, err
		}
	}
}

// How often something is asked again that failed on a store in the making, and how much
// longer each time the pause before it is.
const (
	storeTries = 5
	storePause = 50 * time.Millisecond
)

// storeInTheMaking tells whether a line of stderr is about a store that nix could not
// open because another nix was making the tables of it: nothing was done by then. Nix
// takes its lock for the first tables only after it has looked whether there are any, and
// none for those of ca-derivations (openDB and upgradeDBSchema in its local-store.cc).
func storeInTheMaking(line string) bool {
	return strings.Contains(line, "UNIQUE constraint failed: SchemaMigrations") ||
		strings.Contains(line, "is corrupt") && strings.Contains(line, "/db/schema")
}

// runOnce is run, once; making is set where the store was in the making.
func (c *Client) runOnce(ctx context.Context, args []string, o runOptions, making *atomic.Bool) ([]byte, error) {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	out := &boundedBuffer{max: maxOutput, full: func() { end(errTooMuch) }}
	cmd := c.newCommand(args)
	watch := newWatch(o.limit, !o.cpu, func() { end(errTimeout) }, o.tick)
	defer watch.stop()
	said := &lines{max: maxStderr, line: func(l string) bool {
		if storeInTheMaking(l) {
			making.Store(true)
		}
		return watch.use(l, o.stderr)
	}}
	cmd.Stdout, cmd.Stderr = out, said
	if err := ctx.Err(); err != nil {
		return nil, c.failure(ctx, args, nil, "")
	}
	ended := c.began(args)
	if err := cmd.Start(); err != nil {
		err = startError(args, err)
		ended(err)
		return nil, err
	}
	watch.of(cmd.Process.Pid)
	if o.nice {
		_ = syscall.Setpriority(syscall.PRIO_PROCESS, cmd.Process.Pid, 10)
	}
	grace := c.grace
	if o.builds || c.flags.AllowIFD {
		grace = max(grace, buildGrace)
	}
	err := supervise(ctx, cmd, grace)
	said.flush()
	if err != nil || ctx.Err() != nil {
		err = c.failure(ctx, args, err, said.text())
	}
	ended(err)
	if err != nil {
		return nil, err
	}
	return out.bytes(), nil
}

func startError(args []string, err error) error {
	cause := model.SystemCause(err)
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ENOEXEC) {
		cause = model.CauseNixMissing
	}
	return &Error{Cause: cause, Args: args, Message: "nix cannot be started: " + err.Error(), Err: err}
}

// supervise waits for the process to end. When ctx ends first it asks the whole
// group to end, and kills it after the grace: an evaluation ignores every polite
// signal. Whatever of the group outlives the process is killed.
func supervise(ctx context.Context, cmd *exec.Cmd, grace time.Duration) error {
	done := make(chan error, 1)
	go func() { done <- waitGroup(cmd) }()
	var err error
	select {
	case err = <-done:
	case <-ctx.Done():
		signalGroup(cmd, syscall.SIGTERM)
		timer := time.NewTimer(grace)
		defer timer.Stop()
		select {
		case err = <-done:
		case <-timer.C:
			signalGroup(cmd, syscall.SIGKILL)
			err = <-done
		}
	}
	if errors.Is(err, exec.ErrWaitDelay) && ctx.Err() == nil && cmd.ProcessState.Success() {
		return nil // nix itself has answered; who has left its group holds the pipes
	}
	return err
}

// signalGroup signals every process of the command's session.
func signalGroup(cmd *exec.Cmd, sig syscall.Signal) {
	_ = syscall.Kill(-cmd.Process.Pid, sig) // gone already is fine
}

// failure turns the end of a process into an *Error.
func (c *Client) failure(ctx context.Context, args []string, err error, stderr string) error {
	e := &Error{Args: args, Stderr: stderr, Err: err, ExitCode: exitCode(err)}
	if cause := context.Cause(ctx); ctx.Err() != nil && cause != nil {
		e.end(cause, ctx.Err())
		return e
	}
	e.Cause, e.Message, e.Trace = classify(stderr, e.ExitCode)
	return e
}

// exitCode is the process's exit code, -1 when a signal ended it or it has none.
func exitCode(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	return -1
}

// boundedBuffer keeps what is written until there is too much: then it keeps nothing.
// It grows by pieces, so that a flood costs no more than max. It has no ReadFrom, by
// which io.Copy would go past Write.
type boundedBuffer struct {
	max    int
	full   func()
	pieces [][]byte
	n      int
	over   bool
}

// Sizes of the pieces of a boundedBuffer, in bytes.
const (
	minPiece = 4 << 10
	maxPiece = 1 << 20
)

func (b *boundedBuffer) Write(p []byte) (int, error) {
	written := len(p)
	if b.over || b.n+len(p) > b.max {
		b.over, b.pieces = true, nil
		b.full()
		return written, nil // keep draining until the process has ended
	}
	for b.n += len(p); len(p) > 0; {
		last := len(b.pieces) - 1
		if last < 0 || len(b.pieces[last]) == cap(b.pieces[last]) {
			b.pieces = append(b.pieces, make([]byte, 0, min(max(b.n, minPiece), maxPiece)))
			last++
		}
		piece := b.pieces[last]
		fits := min(len(p), cap(piece)-len(piece))
		b.pieces[last] = append(piece, p[:fits]...)
		p = p[fits:]
	}
	return written, nil
}

// bytes is what was kept.
func (b *boundedBuffer) bytes() []byte { return bytes.Join(b.pieces, nil) }

// lines cuts what is written into lines and hands each to line, which tells
// whether it belongs to the text that is kept; of that the last max bytes are.
// Its methods may be called from several goroutines.
type lines struct {
	mu   sync.Mutex
	max  int
	most int // bytes of a line; 0 is maxOutput
	line func(string) bool
	part []byte // the beginning of a line
	kept []byte
	skip bool // inside a line too long to keep
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := len(p)
	for {
		i := bytes.IndexByte(p, '\n')
		if i < 0 {
			l.grow(p)
			return n, nil
		}
		l.grow(p[:i])
		l.end()
		p = p[i+1:]
	}
}

func (l *lines) grow(p []byte) {
	if l.skip || len(l.part)+len(p) > cmp.Or(l.most, maxOutput) {
		l.skip, l.part = true, nil
		return
	}
	l.part = append(l.part, p...)
}

func (l *lines) end() {
	text := string(l.part)
	if l.skip {
		text = "(a line too long to keep)"
	}
	l.skip, l.part = false, l.part[:0]
	if l.line(text) {
		l.keep(text)
	}
}

func (l *lines) keep(text string) {
	if len(text) > l.max {
		text = text[len(text)-l.max:]
	}
	l.kept = append(append(l.kept, text...), '\n')
	if len(l.kept) > 2*l.max {
		l.kept = append([]byte(nil), l.kept[len(l.kept)-l.max:]...)
	}
}

// flush ends a last line that has no newline.
func (l *lines) flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.part) > 0 || l.skip {
		l.end()
	}
}

// text is what was kept.
func (l *lines) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.kept[max(0, len(l.kept)-l.max):])
}

// cut is what was kept, which is forgotten. It is for the function that takes lines.
func (l *lines) cut() string {
	text := string(l.kept[max(0, len(l.kept)-l.max):])
	l.kept = nil
	return text
}

// reset forgets what was kept.
func (l *lines) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kept = nil
}

// watch ends a process that goes on for longer than its limit without a sign of
// progress. The limit is one of processor time, or of the clock. By the clock it is for
// evaluating: as long as nix said that it fetches or builds something, and uses little
// processor time, it may go on, up to maxWait.
type watch struct {
	mu       sync.Mutex
	limit    time.Duration
	clock    bool // the limit goes by the clock
	expired  func()
	tick     func() // called now and then as long as the process works; may be nil
	timer    *time.Timer
	pid      int
	began    time.Time     // of the last sign of progress
	fresh    bool          // there was one since the last look
	cpu      time.Duration // used at the last sign of progress
	seen     time.Duration // used at the last look
	moved    time.Time     // when processor time was last seen to grow
	fetching string        // what nix said it fetches since then
	retry    retry
}

const (
	// maxWait is how long nix may fetch and build without a sign of progress.
	maxWait = 30 * time.Minute
	// maxIdle is how long nix may neither compute nor say that it fetches something.
	maxIdle = 2 * time.Minute
	// watchEvery is how often processor time is looked at.
	watchEvery = time.Second
)

// newWatch watches a process by processor time, or by the clock. 0 is no limit.
func newWatch(limit time.Duration, clock bool, expired, tick func()) *watch {
	now := time.Now()
	w := &watch{limit: limit, clock: clock, expired: expired, tick: tick, began: now, moved: now}
	if limit > 0 {
		w.timer = time.AfterFunc(w.interval(), w.check)
	}
	return w
}

// interval is the time to the next look.
func (w *watch) interval() time.Duration {
	if w.clock {
		return w.limit
	}
	return max(min(watchEvery, w.limit/4), time.Millisecond)
}

// of names the process that is watched.
func (w *watch) of(pid int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pid = pid
	w.cpu, _ = cpuTime(pid)
	w.seen = w.cpu
}

// progress starts the limit anew.
func (w *watch) progress() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fetching, w.began, w.fresh = "", time.Now(), true
	if w.clock {
		w.cpu, _ = cpuTime(w.pid)
		if w.timer != nil {
			w.timer.Reset(w.limit)
		}
	}
}

// use decides what becomes of a line of stderr.
func (w *watch) use(line string, decide func(string) lineUse) bool {
	w.saw(line)
	if decide == nil {
		return true
	}
	use := decide(line)
	if use == lineProgress {
		w.progress()
	}
	return use == lineKeep
}

// saw looks at a line of stderr.
func (w *watch) saw(line string) {
	what := fetchingLine(line)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.retry.saw(line)
	if what != "" {
		w.fetching = what
	}
}

// what is being fetched, or "".
func (w *watch) what() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return cmp.Or(w.retry.what(), w.fetching)
}

func (w *watch) check() {
	w.mu.Lock()
	over := w.over()
	if !over {
		w.timer.Reset(w.interval())
	}
	w.mu.Unlock()
	switch {
	case over:
		w.expired()
	case w.tick != nil:
		w.tick()
	}
}

// over tells whether the limit is reached. Guarded by w.mu.
func (w *watch) over() bool {
	now := time.Now()
	cpu, known := cpuTime(w.pid)
	if w.clock {
		busy := known && cpu-w.cpu > w.limit/2
		w.cpu = cpu
		return w.fetching == "" || busy || now.Sub(w.began) >= maxWait
	}
	if w.fresh {
		w.fresh, w.cpu = false, cpu
	}
	if cpu > w.seen {
		w.seen, w.moved = cpu, now
	}
	switch {
	case !known:
		return w.fetching == "" && now.Sub(w.began) >= w.limit || now.Sub(w.began) >= maxWait
	case cpu-w.cpu >= w.limit:
		return true
	case w.fetching != "":
		return now.Sub(w.moved) >= maxWait
	}
	return now.Sub(w.moved) >= max(maxIdle, w.limit)
}

func (w *watch) stop() {
	if w.timer != nil {
		w.timer.Stop()
	}
}

// fetchingLine returns what a line of `nix -v` says is being fetched, copied or
// built, or how long nix waits before it tries that again, or "".
func fetchingLine(line string) string {
	if strings.Contains(line, "; retrying in ") {
		var r retry
		r.saw(line)
		return r.text
	}
	for _, verb := range []string{"downloading '", "fetching ", "unpacking '", "copying '", "copying path '", "building '", "cloning "} {
		if strings.HasPrefix(line, verb) {
			return strings.TrimSuffix(line, "...")
		}
	}
	return ""
}

// cpuTime is the processor time a process has used; ok is false where the
// system has no /proc.
func cpuTime(pid int) (used time.Duration, ok bool) {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0, false
	}
	_, rest, found := bytes.Cut(stat, []byte(") ")) // the name may hold anything
	fields := strings.Fields(string(rest))
	if !found || len(fields) < 13 {
		return 0, false
	}
	user, err1 := strconv.ParseInt(fields[11], 10, 64)
	system, err2 := strconv.ParseInt(fields[12], 10, 64)
	const ticks = 100 // USER_HZ, fixed on Linux
	return time.Duration(user+system) * (time.Second / ticks), err1 == nil && err2 == nil
}

// residentMemory is the memory of a process in bytes, 0 where it is not known.
func residentMemory(pid int) int64 {
	statm, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/statm")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(statm))
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	if err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}

var _ io.Writer = (*lines)(nil)
