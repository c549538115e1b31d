package nixcli

import (
	"context"
	"strings"
	"time"

	"flakewalk/model"
)

// request is one question for an engine: apply a Nix function to the value at a
// path of the flake's outputs.
type request struct {
	path  model.AttrPath
	probe string        // the function, in terms of fw, the probe file
	limit time.Duration // of processor time, without a sign of progress
	// item takes what is handed over, in order: at first nothing, which tells that
	// the value itself is there, and then the answer to an item as JSON, or "+" and what
	// is known so far of one, or a function as nix prints it.
	item func(answer string)
	tick func() // called now and then as long as nix works on it; may be nil
}

// engine is one way to ask nix. An engine takes one request at a time. The
// answer is the string that the probe gives; a failure is an *Error.
type engine interface {
	ask(ctx context.Context, r request) (string, error)
	// activity is what nix is fetching at the moment, or "".
	activity() string
	close()
}

// itemPrefix begins a line of stderr that hands over an item. The nonce is
// random and never visible to the flake, so that no trace of it passes for one.
func itemPrefix(nonce string) string { return "trace: " + nonce + ":i:" }

// nonceExpr writes the nonce and a tag as a Nix expression in which the whole
// never stands in one piece, so that neither an echo of the line nor a source
// line in a trace looks like an answer.
func nonceExpr(nonce, tag string) string {
	half := len(nonce) / 2
	return `"` + nonce[:half] + `" + "` + nonce[half:] + `:` + tag + `:"`
}

// emitExpr is the function by which probes hand answers over: a text, or a function,
// which nix itself prints with the place where it is written.
func emitExpr(nonce string) string {
	return "let n = " + nonceExpr(nonce, "i") + `; in builtins.seq n (s: if builtins.isString s then builtins.trace (n + s) null else builtins.trace [ n s ] null)`
}

// takeItem hands an item line of stderr to a request and tells whether it was one.
func (r request) takeItem(nonce, line string) bool {
	answers, ok := strings.CutPrefix(line, itemPrefix(nonce))
	if !ok {
		answers, ok = strings.CutPrefix(line, `trace: [ "`+nonce+`:i:" `)
		answers = strings.TrimSuffix(answers, " ]")
	}
	if ok && r.item != nil {
		r.item(answers)
	}
	return ok
}
