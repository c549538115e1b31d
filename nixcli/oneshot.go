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
	ref    string

	mu       sync.Mutex
	fetching string
}

func (o *oneshot) ask(ctx context.Context, r request) (string, error) {
	nonce := randomHex()
	fn := "r: let fw = (" + probeText() + ") (" + emitExpr(nonce) + "); in " + r.probe + " (" + selection("r", r.path) + ")"
	out, err := o.client.evaluate(ctx, evalArgs(o.client.flags, o.ref, fn), r, nonce, o.setFetching)
	o.setFetching("")
	return string(out), err
}

// evaluate runs one evaluation whose items come on stderr.
func (c *Client) evaluate(ctx context.Context, args []string, r request, nonce string, fetching func(string)) ([]byte, error) {
	return c.run(ctx, args, runOptions{limit: r.limit, stderr: func(line string) lineUse {
		if r.takeItem(nonce, line) {
			return lineProgress
		}
		if what := fetchingLine(line); what != "" {
			fetching(what)
			return lineDrop
		}
		if evaluatingLine(line) {
			return lineDrop
		}
		return lineKeep
	}})
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
