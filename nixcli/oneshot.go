package nixcli

import (
	"context"
	"sync"

	"flakewalk/model"
)

// oneshot asks by a process of its own for each request: `nix eval 'REF#.'
// --apply`. It is slower than warm, but takes every reference and every flag,
// and a question that never ends costs nobody else anything.
type oneshot struct {
	client *Client
	flags  Flags
	ref    string
	via    *model.Via // an input of the flake, in its place
	nice   bool       // run at low priority

	mu       sync.Mutex
	fetching string
}

func (o *oneshot) ask(ctx context.Context, r request) (string, error) {
	nonce := randomHex()
	out, err := o.client.run(ctx, o.args(nonce, r), runOptions{
		limit: r.limit, builds: o.flags.AllowIFD, nice: o.nice, stderr: func(line string) lineUse { return o.line(r, nonce, line) },
	})
	o.setFetching("")
	return string(out), err
}

// args ask a request: of the outputs of a flake, or of those of one of its inputs.
func (o *oneshot) args(nonce string, r request) []string {
	fw := "let fw = (" + probeText() + ") (" + emitExpr(nonce) + "); in "
	if expr, ok := flakeExpr(o.ref, o.via); ok && o.via != nil {
		return evalExprArgs(o.flags, fw+r.probe+" ("+selection("("+expr+").outputs", r.path)+")")
	}
	return evalArgs(o.flags, o.ref, "r: "+fw+r.probe+" ("+selection("r", r.path)+")")
}

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
