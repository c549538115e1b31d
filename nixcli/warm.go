package nixcli

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"flakewalk/crash"
	"flakewalk/model"
)

// warm asks a `nix repl` that is kept alive over pipes: the flake is evaluated
// once, and what one question forced is there for the next.
//
// The probes are in its scope from the beginning, and get the nonce by its first
// line, since the arguments of a process are there for everybody to read.
//
// A request is one line, an expression whose value is the nonce and the answer
// in one string, followed by a line that prints the nonce on both pipes: nix
// writes in order, so what stands before it on stdout (the echo of our line, the
// value) and on stderr (traces, warnings, items, the error) belongs to the request.
// The flake is the variable f of the repl and nothing of it is in scope by name.
type warm struct {
	client *Client
	nonce  string
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	lines  chan string // what is still to be written
	said   *lines
	out    *replOutput
	exited chan struct{} // closed when the process has ended
	exit   error         // how, once exited is closed
	args   []string
	flake  string // what was loaded
	// forgotten is what the session counted when a lane took it.
	forgotten int

	started chan struct{} // closed when nix has introduced itself
	ended   chan struct{} // there is news in turns

	mu     sync.Mutex
	banner string        // the line by which nix introduces itself
	turn   int           // number of the last question that was written
	turns  map[int]*turn // what is there of the questions of the request being asked
	asked  *request      // the request being asked
	watch  *watch        // its limit
	killed error         // why we ended it, nil where we did not
}

// turn is what is there of one question.
type turn struct {
	answer  *replAnswer // nil as long as it may come
	said    string      // on stderr
	saidAll bool
}

// startWarm starts the process, with a limit to its heap in bytes, and gives it the
// probes; it is not waited for. load must be called before the first ask.
func (c *Client) startWarm(heap int64) (*warm, error) {
	args := replArgs(c.flags, "{ probes = "+probeText()+"; loader = "+embedded(loaderSource)+"; }")
	w := &warm{
		client: c, nonce: randomHex(), args: args, cmd: c.newCommand(args),
		lines: make(chan string, 4), exited: make(chan struct{}), ended: make(chan struct{}, 1), started: make(chan struct{}),
	}
	w.out = &replOutput{nonce: w.nonce, ended: w.answered, kill: func() { w.kill(errTooMuch) }}
	w.said = &lines{max: maxStderr, line: w.line}
	w.cmd.Stdout, w.cmd.Stderr = w.out, w.said
	stdin, err := w.cmd.StdinPipe()
	if err != nil {
		return nil, startError(args, err)
	}
	home := newDataHome() // the history of the user's own repl is not for our lines
	w.cmd.Env = append(append(append([]string(nil), c.env...), heapLimit(heap)), home.environment()...)
	w.stdin = stdin
	ended := c.began(args)
	if err := w.cmd.Start(); err != nil {
		home.remove()
		err = startError(args, err)
		ended(err)
		return nil, err
	}
	go w.writeLines()
	go func() {
		defer crash.Guard()
		w.exit = waitGroup(w.cmd)
		home.remove()
		ended(w.fate())
		close(w.exited)
	}()
	// Short names: nix takes a microsecond and a half to read each character of a request.
	w.write("fw = probes (" + emitExpr(w.nonce) + ")\n" +
		"v = answer: " + nonceExpr(w.nonce, "v") + " + answer\n" +
		"e = turn: let end = " + nonceExpr(w.nonce, "e") + " + turn; in builtins.trace end end\n")
	return w, nil
}

// fate is why the process has ended, nil where its work was done.
func (w *warm) fate() error {
	w.said.flush()
	e := &Error{Args: w.args, Stderr: w.said.text(), Err: w.exit, ExitCode: exitCode(w.exit)}
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.killed == nil && (w.exit == nil || errors.Is(w.exit, exec.ErrWaitDelay)), errors.Is(w.killed, errClosed):
		return nil
	case w.killed != nil:
		e.end(w.killed, w.exit)
	default:
		e.Cause, e.Message, e.Trace = classify(e.Stderr, e.ExitCode)
	}
	return e
}

// load gives the flake to the process: an expression in terms of fw and loader.
//
// The repl of Lix evaluates what is assigned: of a flake that throws there would be no f.
func (w *warm) load(flake string) {
	w.flake = flake
	w.write("f = { outputs = (" + flake + ").outputs; }\n")
}

// write hands lines to the process, in order. The pipe may be full, and a process
// that is being killed takes nothing more, so it is done aside.
func (w *warm) write(s string) {
	select {
	case w.lines <- s:
	case <-w.exited:
	}
}

// writeLines writes until the process has ended.
func (w *warm) writeLines() {
	defer crash.Guard()
	for {
		select {
		case s := <-w.lines:
			_, _ = io.WriteString(w.stdin, s) // an error means that the process has ended
		case <-w.exited:
			return
		}
	}
}

func (w *warm) ask(ctx context.Context, r request) (string, error) {
	var answer string
	var failed error
	err := w.askEach(ctx, r, []string{r.probe}, func(a string, err error) { answer, failed = a, err })
	return answer, cmp.Or(err, failed)
}

// askEach asks one thing after the other, without waiting for answers in between, which
// it hands over as they come. An error is of the first of those that have none.
func (w *warm) askEach(ctx context.Context, r request, probes []string, take func(answer string, err error)) error {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	first := w.begin(r, len(probes), end)
	defer w.finish()
	var b strings.Builder
	for i, probe := range probes {
		b.WriteString("v (" + probe + " (" + selection("f.outputs", r.path) + "))\ne \"" + strconv.Itoa(first+i) + "\"\n")
	}
	w.write(b.String())
	for i := range probes {
		t, err := w.wait(ctx, first+i)
		switch {
		case err != nil:
			return err
		case t.answer.ok:
			take(t.answer.text, nil)
		default:
			take("", w.client.failure(ctx, w.args, nil, t.said))
		}
	}
	return nil
}

// begin makes room for a request of so many questions and returns the number of the first.
func (w *warm) begin(r request, questions int, end context.CancelCauseFunc) int {
	w.said.reset()
	w.mu.Lock()
	defer w.mu.Unlock()
	first := w.turn + 1
	w.turn += questions
	w.turns = make(map[int]*turn, questions)
	for i := range questions {
		w.turns[first+i] = &turn{}
	}
	w.asked = &r
	w.watch = newWatch(r.limit, false, func() { end(errTimeout) }, r.tick)
	w.watch.of(w.cmd.Process.Pid)
	return first
}

func (w *warm) finish() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.watch.stop()
	w.asked = nil
}

// wait waits until both pipes have come to the end of a question. Whatever else
// happens ends the process: there is no other way to stop an evaluation.
func (w *warm) wait(ctx context.Context, number int) (turn, error) {
	for {
		if t := w.at(number); t.answer != nil && t.saidAll {
			return t, nil
		}
		select {
		case <-w.ended:
		case <-w.exited:
			return turn{}, w.failure(ctx)
		case <-ctx.Done():
			w.kill(context.Cause(ctx))
			<-w.exited
			return turn{}, w.failure(ctx)
		}
	}
}

// at is what is there of a question.
func (w *warm) at(number int) turn {
	w.mu.Lock()
	defer w.mu.Unlock()
	return *w.turns[number]
}

// answered takes what stood on stdout for a question.
func (w *warm) answered(a replAnswer) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.note(a.turn, func(t *turn) { t.answer = &a })
}

// note changes what is there of a question. Guarded by w.mu.
func (w *warm) note(number int, change func(*turn)) {
	t := w.turns[number]
	if t == nil {
		return
	}
	change(t)
	if t.answer != nil && t.saidAll && w.asked != nil {
		w.watch.progress()
	}
	select {
	case w.ended <- struct{}{}:
	default:
	}
}

// failure is the error of the question during which the process has ended.
func (w *warm) failure(ctx context.Context) error {
	w.said.flush()
	return w.client.failure(ctx, w.args, nil, w.said.text())
}

// line takes a line of stderr.
func (w *warm) line(l string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if n, ok := strings.CutPrefix(l, "trace: "+w.nonce+":e:"); ok {
		if number, err := strconv.Atoi(n); err == nil {
			said := w.said.cut()
			w.note(number, func(t *turn) { t.said, t.saidAll = said, true })
		}
		return false
	}
	if w.asked != nil && w.asked.takeItem(w.nonce, l) {
		w.watch.progress()
		return false
	}
	if w.watch != nil {
		w.watch.saw(l)
	} else if _, ok := ParseVersion(l); ok && w.banner == "" {
		w.banner = l
		close(w.started)
	}
	return !evaluatingLine(l) && fetchingLine(l) == ""
}

// evaluatingLine tells whether a line is only nix's report of a file it reads.
func evaluatingLine(l string) bool { return strings.HasPrefix(l, "evaluating file '") }

// greeting is the version that the process announces as it starts; ok is false
// when it has not done so before ctx or the process ends, or within ten seconds.
func (w *warm) greeting(ctx context.Context) (v Version, ok bool) {
	w.waitStart(ctx)
	w.mu.Lock()
	defer w.mu.Unlock()
	return ParseVersion(w.banner)
}

// waitStart waits until the process has introduced itself or has ended, no longer than
// ctx and ten seconds.
func (w *warm) waitStart(ctx context.Context) {
	giveUp := time.NewTimer(10 * time.Second)
	defer giveUp.Stop()
	select {
	case <-w.started:
	case <-w.exited:
	case <-ctx.Done():
	case <-giveUp.C:
	}
}

func (w *warm) activity() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.watch == nil || w.asked == nil {
		return ""
	}
	return w.watch.what()
}

// alive tells whether the process can still be asked.
func (w *warm) alive() bool {
	select {
	case <-w.exited:
		return false
	default:
		return true
	}
}

// memory is what the process uses, in bytes.
func (w *warm) memory() int64 { return residentMemory(w.cmd.Process.Pid) }

// kill ends the process for a reason. One that may build gets a moment to stop
// its builders, which are not of its group.
func (w *warm) kill(reason error) {
	w.mu.Lock()
	if w.killed == nil {
		w.killed = reason
	}
	w.mu.Unlock()
	if !w.client.flags.AllowIFD {
		signalGroup(w.cmd, syscall.SIGKILL)
		return
	}
	signalGroup(w.cmd, syscall.SIGTERM)
	time.AfterFunc(buildGrace, func() {
		if w.alive() {
			signalGroup(w.cmd, syscall.SIGKILL)
		}
	})
}

// close ends the process at once: it holds nothing that could be lost, and an
// orderly end would write the history of the repl.
func (w *warm) close() {
	if w.alive() { // else its number may be another's by now
		w.kill(errClosed)
	}
	_ = w.stdin.Close()
	<-w.exited
}

// replAnswer is what stood on stdout for one request.
type replAnswer struct {
	turn int
	ok   bool // there was a value
	text string
}

// replOutput cuts stdout into the answers to requests.
type replOutput struct {
	nonce string
	ended func(replAnswer)
	kill  func()
	buf   []byte
	from  int  // where to look on for the end of the request
	over  bool // there was too much
}

// grown is what was written, with room for n bytes more. It is never given more room
// than may be used.
func (o *replOutput) grown(n int) []byte {
	if need := len(o.buf) + n; need > cap(o.buf) {
		return append(make([]byte, 0, max(need, min(2*need, maxOutput))), o.buf...)
	}
	return o.buf
}

func (o *replOutput) Write(p []byte) (int, error) {
	if o.over = o.over || len(o.buf)+len(p) > maxOutput; o.over {
		o.buf, o.from = nil, 0
		o.kill()
		return len(p), nil
	}
	o.buf = append(o.grown(len(p)), p...)
	for {
		mark := []byte(`"` + o.nonce + `:e:`)
		i := bytes.Index(o.buf[o.from:], mark)
		if i < 0 {
			o.from = max(0, len(o.buf)-len(mark))
			return len(p), nil
		}
		begin := o.from + i + len(mark)
		n := bytes.IndexByte(o.buf[begin:], '"')
		if n < 0 {
			o.from += i
			return len(p), nil
		}
		number, _ := strconv.Atoi(string(o.buf[begin : begin+n]))
		text, ok := replValue(o.buf[:o.from+i], o.nonce)
		o.buf, o.from = append([]byte(nil), o.buf[begin+n+1:]...), 0
		o.ended(replAnswer{number, ok, text})
	}
}

// replValue finds the value of a request in what stood on stdout: a Nix string
// that begins with the nonce. It undoes the escapes with which nix prints strings
// (printLiteralString in Nix's source, print.cc).
func replValue(out []byte, nonce string) (string, bool) {
	mark := []byte(`"` + nonce + `:v:`)
	i := bytes.Index(out, mark)
	if i < 0 {
		return "", false
	}
	out = out[i+len(mark):]
	text := make([]byte, 0, len(out))
	for j := 0; j < len(out); j++ {
		switch c := out[j]; {
		case c == '"':
			return string(text), true
		case c == '\\' && j+1 < len(out):
			j++
			text = append(text, model.UnescapeNix(out[j]))
		default:
			text = append(text, c)
		}
	}
	return "", false // cut off
}
