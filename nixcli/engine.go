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
	limit time.Duration // without a sign of progress
	// item takes the answers that are handed over one by one, in order. The
	// first call, with n = -1, tells that the value itself is there. An answer
	// may come in two: what is known so far of item n, and then the whole.
	item func(n int, answer string, part bool)
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

// fwExpr is the probe file applied to a way of handing items over.
func fwExpr(nonce string) string {
	return "(" + probeText() + ") (s: builtins.trace (" + nonceExpr(nonce, "i") + " + s) null)"
}

// itemLines hands the item lines of a stderr to a request; every other line is kept.
type itemLines struct {
	prefix string
	item   func(n int, answer string, part bool)
	next   int
}

func newItemLines(nonce string, item func(int, string, bool)) *itemLines {
	return &itemLines{prefix: itemPrefix(nonce), item: item, next: -1}
}

// take tells whether the line was an item.
func (l *itemLines) take(line string) bool {
	answer, ok := strings.CutPrefix(line, l.prefix)
	if !ok {
		return false
	}
	answer, part := strings.CutPrefix(answer, "+")
	if l.item != nil {
		l.item(l.next, answer, part)
	}
	if !part {
		l.next++
	}
	return true
}
