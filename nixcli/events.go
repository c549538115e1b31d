package nixcli

import (
	"strings"

	"github.com/tidwall/gjson"
)

// eventPrefix begins every event of nix's stream: with --log-format internal-json
// nix writes one `@nix {...}` a line to stderr. Lines without it are what git, ssh
// and the like say.
const eventPrefix = "@nix "

// action is what an event says of an activity, or that it is a message.
type action uint8

// The actions.
const (
	actionNone action = iota // an action that this version of ours does not know
	actionStart
	actionStop
	actionResult
	actionMessage
)

// activity is what nix is doing (enum ActivityType in Nix's source, logging.hh).
type activity int

// The activities that matter here; 0 is any for which nix has no type.
const (
	activityUnknown      activity = 0
	activityCopyPath     activity = 100 // path, from, to
	activityFileTransfer activity = 101 // URL
	activityCopyPaths    activity = 103 // all copying, of which its progress tells
	activityBuilds       activity = 104 // all building, of which its progress tells
	activityBuild        activity = 105 // derivation, machine
	activitySubstitute   activity = 108 // path, store
	activityPostHook     activity = 110 // derivation
	activityBuildWaiting activity = 111
	activityFetchTree    activity = 112
)

// result is what an event reports of a running activity (enum ResultType).
type result int

// The results that matter here.
const (
	resultBuildLogLine  result = 101 // line
	resultSetPhase      result = 104 // phase
	resultProgress      result = 105 // done, expected, running, failed
	resultSetExpected   result = 106 // activity type, number
	resultPostBuildLine result = 107 // line
)

// The levels of messages (enum Verbosity).
const (
	levelError     = 0
	levelWarn      = 1
	levelInfo      = 3
	levelTalkative = 4
)

// event is one line of nix's event stream. Which fields are set depends on the
// action and the type; a field that nix left out, or wrote in a way unknown to us,
// is zero.
type event struct {
	action   action
	id       uint64
	activity activity // of a start
	result   result   // of a result
	level    int      // of a message or a start
	text     string   // of a message or a start
	fields   [4]field
}

// field is one of an event's values, a text or a number.
type field struct {
	text string
	num  int64
}

// parseEvent reads a line of nix's stderr. ok is false for a line that is no
// event, or one that was cut off: it is plain text then.
func parseEvent(line string) (e event, ok bool) {
	raw, ok := strings.CutPrefix(line, eventPrefix)
	if !ok || !gjson.Valid(raw) {
		return event{}, false
	}
	doc := gjson.Parse(raw)
	kind := int64(-1)
	doc.ForEach(func(key, v gjson.Result) bool {
		switch key.Str {
		case "action":
			e.action = actionOf(v.Str)
		case "id":
			e.id = v.Uint()
		case "type":
			kind = v.Int()
		case "level":
			e.level = int(v.Int())
		case "text", "msg":
			e.text = v.Str
		case "fields":
			e.fields = parseFields(v)
		}
		return true
	})
	switch e.action {
	case actionStart:
		e.activity = activity(max(kind, 0))
	case actionResult:
		e.result = result(kind)
	case actionNone, actionStop, actionMessage:
	}
	return e, true
}

func actionOf(word string) action {
	switch word {
	case "start":
		return actionStart
	case "stop":
		return actionStop
	case "result":
		return actionResult
	case "msg":
		return actionMessage
	}
	return actionNone
}

// parseFields reads the first values of an event, the only ones that are used.
func parseFields(list gjson.Result) (fields [4]field) {
	if !list.IsArray() {
		return fields
	}
	i := 0
	list.ForEach(func(_, v gjson.Result) bool {
		switch v.Type { //nolint:exhaustive // nix writes nothing else
		case gjson.String:
			fields[i].text = v.Str
		case gjson.Number:
			fields[i].num = v.Int()
		}
		i++
		return i < len(fields)
	})
	return fields
}
