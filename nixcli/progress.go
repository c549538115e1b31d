package nixcli

import (
	"fmt"
	"strings"
	"sync"

	"github.com/tidwall/gjson"
)

// The activities and results of nix's event stream that matter here (enums
// ActivityType and ResultType in Nix's source, logging.hh).
const (
	activityCopyPath     = 100
	activityFileTransfer = 101
	activitySubstitute   = 108
	activityFetchTree    = 112
	resultProgress       = 105
)

// progress follows the events that nix prints on stderr with --log-format
// internal-json, one `@nix {...}` a line, and tells what is being fetched. Its
// methods may be called from several goroutines.
type progress struct {
	mu     sync.Mutex
	active map[int64]*transfer
	order  []int64
}

type transfer struct {
	text           string
	done, expected int64 // bytes
}

// line takes a line of stderr. Events are taken in and give nothing back; a
// message among them, and any line that is none, comes back as text.
func (p *progress) line(l string) (text string, isText bool) {
	event, ok := strings.CutPrefix(l, "@nix ")
	if !ok {
		return l, true
	}
	if !gjson.Valid(event) {
		return l, true
	}
	e := gjson.Parse(event)
	p.mu.Lock()
	defer p.mu.Unlock()
	switch str(e, "action") {
	case "start":
		p.start(e)
	case "stop":
		delete(p.active, e.Get("id").Int())
	case "result":
		if t := p.active[e.Get("id").Int()]; t != nil && e.Get("type").Int() == resultProgress {
			t.done, t.expected = e.Get("fields.0").Int(), e.Get("fields.1").Int()
		}
	case "msg":
		return str(e, "msg"), e.Get("level").Int() <= 1
	}
	return "", false
}

func (p *progress) start(e gjson.Result) {
	text := str(e, "text")
	switch e.Get("type").Int() {
	case activityCopyPath, activityFileTransfer, activitySubstitute, activityFetchTree:
	default:
		if fetchingLine(text) == "" {
			return
		}
	}
	if text == "" {
		text = "downloading " + str(e, "fields.0")
	}
	if p.active == nil {
		p.active = make(map[int64]*transfer)
	}
	id := e.Get("id").Int()
	p.active[id] = &transfer{text: text}
	p.order = append(p.order, id)
}

// what is being fetched and how far, or "".
func (p *progress) what() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := len(p.order) - 1; i >= 0; i-- {
		t := p.active[p.order[i]]
		switch {
		case t == nil:
		case t.expected > 0:
			return fmt.Sprintf("%s (%.1f of %.1f MB)", t.text, float64(t.done)/1e6, float64(t.expected)/1e6)
		case t.done > 0:
			return fmt.Sprintf("%s (%.1f MB)", t.text, float64(t.done)/1e6)
		default:
			return t.text
		}
	}
	return ""
}
