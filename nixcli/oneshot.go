package nixcli

import (
	"context"
	"sync"
)

// oneshot asks by a process of its own for each request: `nix eval 'REF#.'
// --apply`, or on the expression that the warm evaluator is given. It is slower than
// warm, but takes every flag, and a question that never ends costs nobody else anything.
type oneshot struct {
	client *Client
	flags  Flags
	ref    string
	expr   string // the flake in Nix, "" where only the reference is known
	nice   bool   // run at low priority

	mu       sync.Mutex
	fetching string
}

func (o *oneshot) ask(ctx context.Context, r request) (string, error) {
	nonce := randomHex()
	out, err := o.client.run(ctx, o.args(nonce, r), runOptions{
		limit: r.limit, cpu: true, tick: r.tick, builds: o.flags.AllowIFD, nice: o.nice, stderr: func(line string) lineUse { return o.line(r, nonce, line) },
	})
	o.setFetching("")
	return string(out), err
}

// args ask a request of the outputs of the flake: in the form in which the warm
// evaluator has it, so that both see one state, unless that is too long for an argument.
func (o *oneshot) args(nonce string, r request) []string {
	fw := "let fw = (" + probeText() + ") (" + emitExpr(nonce) + "); "
	if o.expr == "" || len(o.expr) > maxExprArg {
		return evalArgs(o.flags, o.ref, "r: "+fw+"in "+r.probe+" ("+selection("r", r.path)+")")
	}
	return evalExprArgs(o.flags, fw+"loader = "+embedded(loaderSource)+"; in "+r.probe+" ("+selection("("+o.expr+").outputs", r.path)+")")
}

// maxExprArg is how long a flake in Nix may be in an argument, of which Linux takes
// 128 KiB; the probe and the names in a question need the rest.
const maxExprArg = 40 << 10

// line takes a line of stderr: items come there too.
func (o *oneshot) line(r request, nonce, line string) lineUse {
	if r.takeItem(nonce, line) {
		return lineProgress
	}
	if what := fetchingLine(line); what != "" {
		o.setFetching(what)
		return lineDrop
	}
	if evaluatingLine(line) {
		return lineDrop
	}
	return lineKeep
}

func (o *oneshot) setFetching(what string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.fetching = what
}

func (o *oneshot) activity() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.fetching
}

func (o *oneshot) close() {}
