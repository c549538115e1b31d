package nixcli

import (
	"context"
	"sync"
)

// oneshot asks by a process of its own for each request: `nix eval 'REF#.'
// --apply`. It is slower than warm, but takes every reference and every flag,
// and a question that never ends costs nobody else anything.
type oneshot struct {
	client *Client
	flags  Flags
	ref    string
	nice   bool // run at low priority

	mu       sync.Mutex
	fetching string
}

func (o *oneshot) ask(ctx context.Context, r request) (string, error) {
	nonce := randomHex()
	fn := "r: let fw = (" + probeText() + ") (" + emitExpr(nonce) + "); in " + r.probe + " (" + selection("r", r.path) + ")"
	out, err := o.client.run(ctx, evalArgs(o.flags, o.ref, fn), runOptions{
		limit: r.limit, builds: o.flags.AllowIFD, nice: o.nice, stderr: func(line string) lineUse { return o.line(r, nonce, line) },
	})
	o.setFetching("")
	return string(out), err
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
