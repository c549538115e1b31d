package nixcli

import (
	"cmp"
	"strings"
	"sync"

	"flakewalk/model"
)

// progress follows the event stream of a question that may fetch something, and
// tells what is being fetched. Its methods may be called from several goroutines.
type progress struct {
	mu         sync.Mutex
	activities activities
	retry      retry
	waited     string // for what nix waited when it was ended
}

// line takes a line of stderr. Events are taken in and give nothing back; a
// message among them, and any line that is none, comes back as text.
func (p *progress) line(l string) (text string, isText bool) {
	e, ok := parseEvent(l)
	if !ok {
		return l, true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if e.action == actionMessage {
		if e.level <= levelWarn {
			p.retry.saw(e.text)
		}
		return e.text, e.level <= levelWarn
	}
	p.activities.apply(e)
	return "", false
}

// what is being fetched and how far, or "".
func (p *progress) what() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return cmp.Or(p.retry.what(), p.activities.fetching())
}

// end notes for what nix waits at this moment, when it is about to be ended.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waited = strings.TrimPrefix(p.retry.what(), model.WaitingWord)
}

// waits tells for what nix was waiting when it was ended, or "".
func (p *progress) waits() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.waited
}
