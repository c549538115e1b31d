package nixcli

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

const testNonce = "0123456789abcdef"

// cutAll gives a text to a replOutput in pieces and returns its answers.
func cutAll(pieces ...[]byte) []replAnswer {
	var all []replAnswer
	o := &replOutput{nonce: testNonce, ended: func(a replAnswer) { all = append(all, a) }, kill: func() {}}
	for _, p := range pieces {
		if n, err := o.Write(p); n != len(p) || err != nil {
			panic("a write that is not taken")
		}
	}
	return all
}

// replText is what a repl prints on stdout for three requests: with the echo of
// a build with readline, a value with escapes, one that failed, one of two lines.
const replText = "\n" +
	`nix-repl> v (fw.names (f.outputs))` + "\n\x1b[35;1m\"" + testNonce + `:v:a \"b\" \\ \n \t \r \${x} $ \q` + "\x1b[0m é\xff\"\x1b[0m\n\n" +
	"nix-repl> e \"1\"\n\x1b[35;1m\"" + testNonce + ":e:1\"\x1b[0m\n\n" +
	"nix-repl> \x1b[H\x1b[2J\"" + testNonce + ":e:2\"\n" +
	"\"" + testNonce + ":v:\"\"" + testNonce + ":e:3\""

func replWant() []replAnswer {
	return []replAnswer{
		{1, true, "a \"b\" \\ \n \t \r ${x} $ q\x1b[0m é\xff"},
		{2, false, ""},
		{3, true, ""},
	}
}

// TestReplOutput proves that the answers are the same wherever the pipe cuts them.
func TestReplOutput(t *testing.T) {
	t.Parallel()
	text := []byte(replText)
	for i := range len(text) + 1 {
		if got := cutAll(text[:i], text[i:]); !slices.Equal(got, replWant()) {
			t.Fatalf("cut at %d: %+v", i, got)
		}
	}
	single := make([][]byte, len(text))
	for i := range text {
		single[i] = text[i : i+1]
	}
	if got := cutAll(single...); !slices.Equal(got, replWant()) {
		t.Fatalf("byte by byte: %+v", got)
	}
}

// TestReplOutputLeavesTheRest proves that an end that has not come is no answer.
func TestReplOutputLeavesTheRest(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", `"` + testNonce, `"` + testNonce + ":e:", `"` + testNonce + ":e:7", `"` + testNonce + `:v:x"`, `"fedcba9876543210:e:1"`, testNonce + ":e:1"} {
		if got := cutAll([]byte(text)); len(got) > 0 {
			t.Errorf("%q: %+v", text, got)
		}
	}
	for text, ok := range map[string]bool{
		`"` + testNonce + `:v:x`: false, `"` + testNonce + `:v:x\"`: false, `"` + testNonce + `:v:x\`: false, `"` + testNonce + `:v:x"`: true, "": false,
	} {
		if _, got := replValue([]byte(text), testNonce); got != ok {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// TestReplValueRoundTrip proves that what nix's printer escapes is undone, for any text.
func TestReplValueRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOf(rapid.OneOf(rapid.Byte(), rapid.SampledFrom([]byte("\"\\\n\r\t${:e")))).Draw(t, "s"))
		quoted := model.QuoteNix(s)
		text := `"` + testNonce + ":v:" + quoted[1:] + "\n\"" + testNonce + `:e:5"`
		if got := cutAll([]byte(text)); len(got) != 1 || got[0] != (replAnswer{5, true, s}) {
			t.Fatalf("%q: %+v", s, got)
		}
	})
}

func FuzzReplOutput(f *testing.F) {
	f.Add([]byte(replText), uint(10))
	f.Add([]byte(`"`+testNonce+`:v:\`), uint(3))
	f.Add([]byte(`"`+testNonce+`:e:99999999999999999999"`), uint(3))
	f.Fuzz(func(t *testing.T, text []byte, at uint) {
		if strings.Count(string(text), testNonce) > 90 {
			return // more answers than the test's channel holds
		}
		whole := cutAll(text)
		i := int(at % uint(len(text)+1)) //nolint:gosec // below the length
		if got := cutAll(text[:i], text[i:]); !slices.Equal(got, whole) {
			t.Fatalf("cut at %d: %+v, whole %+v", i, got, whole)
		}
	})
}

func TestReplOutputIsBounded(t *testing.T) {
	t.Parallel()
	killed := 0
	o := &replOutput{nonce: testNonce, kill: func() { killed++ }}
	o.buf, o.from = make([]byte, maxOutput-10), maxOutput-10 // as if so much had come
	for range 3 {
		if n, err := o.Write(make([]byte, 6)); n != 6 || err != nil {
			t.Fatal(n, err)
		}
	}
	if killed != 2 || len(o.buf) > maxOutput {
		t.Errorf("killed %d times, %d bytes kept", killed, len(o.buf))
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// TestAnswersAreBounded proves that the bound holds in the way os/exec copies.
func TestAnswersAreBounded(t *testing.T) {
	t.Parallel()
	full := 0
	b := &boundedBuffer{max: 100_000, full: func() { full++ }}
	if n, err := io.Copy(b, io.LimitReader(zeros{}, 1_000_000)); n != 1_000_000 || err != nil {
		t.Errorf("%d bytes were taken: %v", n, err)
	}
	if full == 0 || len(b.bytes()) > 0 {
		t.Errorf("said %d times that it is full, %d bytes are kept", full, len(b.bytes()))
	}
}

// cutLines gives a text to lines in two pieces.
func cutLines(text string, at, most int) (seen []string, kept string) {
	l := &lines{max: most, line: func(s string) bool {
		seen = append(seen, s)
		return !strings.HasPrefix(s, "drop")
	}}
	_, _ = l.Write([]byte(text[:at]))
	_, _ = l.Write([]byte(text[at:]))
	l.flush()
	l.flush() // twice says nothing twice
	return seen, l.text()
}

func TestLines(t *testing.T) {
	t.Parallel()
	const text = "one\n\ndrop this\nthree\r\n\xff\x00\nlast"
	for at := range len(text) + 1 {
		seen, kept := cutLines(text, at, 1000)
		if !slices.Equal(seen, []string{"one", "", "drop this", "three\r", "\xff\x00", "last"}) || kept != "one\n\nthree\r\n\xff\x00\nlast\n" {
			t.Fatalf("cut at %d: %q, %q", at, seen, kept)
		}
	}
	if seen, kept := cutLines("", 0, 10); seen != nil || kept != "" {
		t.Errorf("nothing: %q, %q", seen, kept)
	}
	for _, c := range []struct{ text, kept string }{
		{"0123456789abcdef\n", "89abcdef"}, // too long for what is kept: its end
		{"aaaa\nbbbb\ncccc\ndddd\n", "bb\ncccc\ndddd\n"[5-2:]},
	} {
		if _, kept := cutLines(c.text, 3, 8); len(kept) > 8 || !strings.HasSuffix(c.text, strings.TrimPrefix(kept, "\n")) {
			t.Errorf("%q: kept %q", c.text, kept)
		}
	}
}

func TestLinesTooLong(t *testing.T) {
	t.Parallel()
	var seen []string
	l := &lines{max: 100, line: func(s string) bool { seen = append(seen, s); return true }}
	l.part = make([]byte, maxOutput-10) // as if so much had come
	for range 3 {
		if n, err := l.Write(make([]byte, 6)); n != 6 || err != nil {
			t.Fatal(n, err)
		}
	}
	_, _ = l.Write([]byte("end of it\nnext\n"))
	if !slices.Equal(seen, []string{"(a line too long to keep)", "next"}) || l.text() != "(a line too long to keep)\nnext\n" {
		t.Errorf("%.200q, kept %.200q", seen, l.text())
	}
	l.reset()
	if l.text() != "" {
		t.Error("something is kept after a reset")
	}
}

func TestStripANSI(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "plain": "plain", "\x1b[31;1merror:\x1b[0m x": "error: x", "\x1b[": "", "\x1b": "", "a\x1b[12": "a",
		"\x1b]0;title\x07x": "x", "\x1b]no end": "", "\x1b(Bx": "Bx", "a\x1b[Kb\x1b[?25lc": "abc", "\x1b\x1b[31mx": "x",
		"\x1b]0;no end\nerror: x": "\nerror: x", "\x1b[12\nerror: x": "\nerror: x", "\x1b\nerror: x": "\nerror: x", "\x1b]0;a\x1b[31mb": "b", "\x1b[1\xffx": "\xffx",
		"\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\": "link",
	} {
		if got := stripANSI(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// FuzzClassify proves that whatever nix says, there is a cause, and the message
// is part of what was said.
func FuzzClassify(f *testing.F) {
	for _, r := range nixtest.RecordedErrors(f) {
		f.Add(r.Text, r.Code)
	}
	f.Add("error:\n       … x\n\n       error: y\n at «string»:1:1:", 1)
	f.Add("\x1b[31", 102)
	f.Fuzz(func(t *testing.T, text string, code int) {
		for _, at := range []stage{opening, evaluating} {
			cause, _, _ := circumstance{at: at, ref: text}.classify(text, code)
			if cause == model.CauseNone || cause.Advice().Name == "" {
				t.Fatalf("%q: cause %d", text, cause)
			}
		}
		if strings.ContainsRune(stripANSI(text), 0x1b) {
			t.Fatalf("%q keeps an escape", text)
		}
	})
}

// TestClassifySilence proves that a process that says nothing has a cause too.
func TestClassifySilence(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		code int
		want model.Cause
	}{
		{"", -1, model.CauseCrash},
		{"", 1, model.CauseCrash},
		{"", 127, model.CauseNixMissing},
		{"GC Warning: Out of Memory! Heap size: 300 MiB. Returning NULL!\n", -1, model.CauseOutOfMemory},
		{"terminate called after throwing an instance of 'std::bad_alloc'\n", -1, model.CauseOutOfMemory},
		{"stack overflow (possible infinite recursion)\n", -1, model.CauseStackOverflow},
		{"error: builder for '/nix/store/x.drv' failed with exit code 1", 1, model.CauseBuild},
		{"error: something", 102, model.CauseHashMismatch},
		{"warning: only that\n", 1, model.CauseCrash},
	} {
		if got, _, _ := classify(c.text, c.code); got != c.want {
			t.Errorf("%q, %d: %s, want %s", c.text, c.code, got, c.want)
		}
	}
}

// TestProgress proves what is told while nix fetches, from events as nix 2.34
// prints them, and that no line does harm.
func TestProgress(t *testing.T) {
	t.Parallel()
	p := &progress{}
	for _, step := range []struct{ line, what string }{
		{`@nix {"action":"start","id":1,"level":4,"parent":0,"text":"evaluating file 'x'","type":0}`, ""},
		{`@nix {"action":"start","fields":["https://x/y.tar.gz"],"id":2,"level":4,"parent":0,"text":"downloading 'https://x/y.tar.gz'","type":101}`, "downloading 'https://x/y.tar.gz'"},
		{`@nix {"action":"result","fields":[500000,0,0,0],"id":2,"type":105}`, "downloading 'https://x/y.tar.gz' (488 KiB)"},
		{`@nix {"action":"result","fields":[1500000,12000000,0,0],"id":2,"type":105}`, "downloading 'https://x/y.tar.gz' (1.4 MiB of 11 MiB)"},
		{`@nix {"action":"result","fields":["a log line"],"id":2,"type":101}`, "downloading 'https://x/y.tar.gz' (1.4 MiB of 11 MiB)"},
		{`@nix {"action":"start","id":3,"level":3,"parent":2,"text":"fetching git repository 'ssh://x'","type":0}`, "fetching git repository 'ssh://x'"},
		{`@nix {"action":"start","fields":["/nix/store/a","https://c"],"id":4,"level":4,"parent":0,"text":"","type":108}`, "downloading /nix/store/a"},
		{`@nix {"action":"stop","id":4}`, "fetching git repository 'ssh://x'"},
		{`@nix {"action":"stop","id":3}`, "downloading 'https://x/y.tar.gz' (1.4 MiB of 11 MiB)"},
		{`@nix {"action":"stop","id":99}`, "downloading 'https://x/y.tar.gz' (1.4 MiB of 11 MiB)"},
		{`@nix {"action":"result","id":99,"type":105,"fields":[1,2]}`, "downloading 'https://x/y.tar.gz' (1.4 MiB of 11 MiB)"},
		{`@nix []`, "downloading 'https://x/y.tar.gz' (1.4 MiB of 11 MiB)"},
		{`@nix {"action":5,"id":{}}`, "downloading 'https://x/y.tar.gz' (1.4 MiB of 11 MiB)"},
		{`@nix {"action":"result","id":2,"type":105,"fields":"x"}`, "downloading 'https://x/y.tar.gz'"},
		{`@nix {"action":"stop","id":2}`, ""},
	} {
		if text, is := p.line(step.line); is {
			t.Errorf("%s is text: %q", step.line, text)
		}
		if got := p.what(); got != step.what {
			t.Errorf("after %s: %q, want %q", step.line, got, step.what)
		}
	}
	for line, want := range map[string]string{
		"warning: plain": "warning: plain", "": "", "@nix not json": "@nix not json", "@nix {": "@nix {", "@nix": "@nix",
		`@nix {"action":"msg","level":0,"msg":"error: no\nway"}`: "error: no\nway",
		`@nix {"action":"msg","level":1,"msg":"warning: x"}`:     "warning: x",
	} {
		if text, is := p.line(line); !is || text != want {
			t.Errorf("%s: %q, %v", line, text, is)
		}
	}
	if text, is := p.line(`@nix {"action":"msg","level":4,"msg":"talk"}`); is {
		t.Errorf("chatter is text: %q", text)
	}
}

func FuzzProgress(f *testing.F) {
	f.Add(`@nix {"action":"start","fields":["x"],"id":2,"text":"","type":101}`)
	f.Add(`@nix {"action":"result","fields":[1,2],"id":2,"type":105}`)
	f.Add("fetching 'x'")
	f.Fuzz(func(t *testing.T, line string) {
		p := &progress{}
		p.line(`@nix {"action":"start","id":2,"text":"copying 'x'","type":100}`)
		text, is := p.line(line)
		if !is && text != "" && !strings.Contains(line, "msg") {
			t.Fatalf("%q", text)
		}
		if !strings.HasPrefix(line, "@nix ") && (!is || text != line) {
			t.Fatalf("a plain line is lost: %q", line)
		}
		_ = p.what()
	})
}

// TestWaitingQuestions proves the order of questions: names before details before
// kinds before descriptions, in the order they came; and that all but names must
// have waited where a process is started for each; none that may not start, or that others have.
func TestWaitingQuestions(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var q queue
		now := time.Unix(1_700_000_000, 0)
		for i := range rapid.IntRange(1, 12).Draw(t, "questions") {
			q = append(q, &question{states: []itemState{itemState(rapid.IntRange(0, 1).Draw(t, "state"))}, what: fmt.Sprint(i), priority: priority(rapid.IntRange(0, 3).Draw(t, "priority")), queued: now.Add(-settleTime * 2 / 10 * time.Duration(rapid.IntRange(0, 10).Draw(t, "age")))}) //nolint:gosec // a few
		}
		for _, settle := range []bool{false, true} {
			limit := time.Duration(0)
			if settle {
				limit = settleTime
			}
			best, wait := q.best(now, func(q *question) bool { return q.what != "3" }, func(*question) time.Duration { return limit })
			var want *question
			shortest := time.Duration(0)
			for _, c := range q {
				if c.what == "3" || c.states[0] != itemWaiting {
					continue
				}
				if left := limit - now.Sub(c.queued); settle && c.priority != priorityNames && left > 0 {
					if shortest == 0 || left < shortest {
						shortest = left
					}
				} else if want == nil || c.priority < want.priority {
					want = c
				}
			}
			if best != want || wait != shortest {
				t.Fatalf("settle %v: %+v after %v, want %+v after %v", settle, best, wait, want, shortest)
			}
		}
		rest := slices.Clone(q).without(q[0])
		if len(rest) != len(q)-1 || slices.Contains(rest, q[0]) || len(rest.without(q[0])) != len(rest) {
			t.Fatal("a question is not taken from the queue")
		}
	})
}
