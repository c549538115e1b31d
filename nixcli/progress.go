package nixcli

import "sync"

// progress follows the event stream of a question that may fetch something, and
// tells what is being fetched. Its methods may be called from several goroutines.
type progress struct {
	mu         sync.Mutex
	activities activities
}

// line takes a line of stderr. Events are taken in and give nothing back; a
// message among them, and any line that is none, comes back as text.
func (p *progress) line(l string) (text string, isText bool) {
	e, ok := parseEvent(l)
	if !ok {
		return l, true
	}
	if e.action == actionMessage {
		return e.text, e.level <= levelWarn
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.activities.apply(e)
	return "", false
}

// what is being fetched and how far, or "".
func (p *progress) what() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.activities.fetching()
}
