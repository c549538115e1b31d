package nixcli

import (
	"errors"
	"slices"
	"strings"

	"flakewalk/model"
)

// Error is a question that nix did not answer.
type Error struct {
	// Cause is why, from which sentence and remedy follow.
	Cause model.Cause
	// Message is nix's last `error:` block, without its label and positions.
	Message string
	// Trace is all that nix said, with positions and source lines.
	Trace string
	// Args are the arguments of the command, without the binary.
	Args []string
	// ExitCode is the process's exit code; -1 when it was killed or never ran.
	ExitCode int
	// Stderr is the end of what nix printed on stderr.
	Stderr string
	// Err is the error below: of the context, of starting the process, of its end.
	Err error
}

// Error is nix's own message, or the cause's sentence where there is none.
func (e *Error) Error() string {
	if e.Message != "" {
		return e.Message
	}
	return e.Cause.Advice().Sentence
}

// Unwrap returns the error below, so that errors.Is finds a context's error.
func (e *Error) Unwrap() error { return e.Err }

// Problem is the error as people are shown it.
func (e *Error) Problem() model.Problem {
	return model.Problem{Cause: e.Cause, Message: e.Error(), Trace: e.Trace}
}

// end fills in what it means that we ended the process for that reason.
func (e *Error) end(reason, ctxErr error) {
	e.Err, e.Message = ctxErr, reason.Error()
	switch {
	case errors.Is(reason, errTimeout):
		e.Cause = model.CauseTimeout
	case errors.Is(reason, errTooMuch):
		e.Cause = model.CauseTooMuch
	default:
		e.Cause = model.CauseCancelled
	}
}

// causeOf returns the cause of an error of this package, CauseNone for others.
func causeOf(err error) model.Cause {
	var e *Error
	if errors.As(err, &e) {
		return e.Cause
	}
	return model.CauseNone
}

// classify reads what nix printed on stderr: why it failed, the message of the
// last `error:` block, and the whole as a trace.
func classify(stderr string, exitCode int) (cause model.Cause, message, trace string) {
	text := strings.ReplaceAll(stripANSI(stderr), "\r", "")
	text = withoutOurs(text)
	trace = strings.TrimSpace(text)
	message, found := lastError(text)
	if !found {
		return silentCause(text, exitCode), crashMessage(text), trace
	}
	if exitCode == 102 { // Nix manual, "nix-build", exit status
		return model.CauseHashMismatch, message, trace
	}
	return causeOfMessage(message, text), message, trace
}

// silentCause is why a process ended that printed no `error:` block.
func silentCause(text string, exitCode int) model.Cause {
	switch {
	case strings.Contains(text, "Out of Memory"), strings.Contains(text, "out of memory"), strings.Contains(text, "bad_alloc"):
		return model.CauseOutOfMemory
	case strings.Contains(text, "stack overflow"):
		return model.CauseStackOverflow
	case exitCode == 127, exitCode == 126:
		return model.CauseNixMissing
	}
	return model.CauseCrash
}

// crashMessage is the message of a nix that ended without an `error:` block: its last
// line, or where it crashed the reason that its report begins with. The stack that
// follows there says nothing to anybody.
func crashMessage(text string) string {
	before, report, crashed := strings.Cut(text, "Nix crashed. This is a bug.")
	if !crashed {
		return lastLine(text)
	}
	if reason := lastLine(before); strings.HasPrefix(reason, "terminating due to ") {
		return reason
	}
	heading, report, _ := strings.Cut(report, "\n")
	if reason := model.FirstLine(strings.TrimSpace(report)); reason != "" {
		return reason
	}
	return "Nix crashed. This is a bug." + heading
}

// lastError is the message of the last `error:` block of nix's stderr. Nix
// indents what follows the label by its width and ends the message with the
// position, "at FILE:LINE:COL:", and the source lines around it.
func lastError(text string) (message string, found bool) {
	rows := strings.Split(text, "\n")
	begin := -1
	for i, row := range rows {
		if rest, ok := strings.CutPrefix(strings.TrimLeft(row, " "), "error:"); ok && startsBlock(rows, i, rest) {
			begin = i
		}
	}
	if begin < 0 {
		return "", false
	}
	label := strings.Index(rows[begin], "error:")
	block := []string{strings.TrimSpace(rows[begin][label+len("error:"):])}
	for _, row := range rows[begin+1:] {
		row = dedent(row, 7)
		if isPosition(row) || strings.HasPrefix(row, "(stack trace truncated") || strings.HasPrefix(row, "note: ") {
			break
		}
		block = append(block, strings.TrimRight(row, " "))
	}
	return strings.TrimSpace(strings.Join(block, "\n")), true
}

// startsBlock tells whether the `error:` in row i begins a block and is no part
// of a message of several lines: it stands at the margin, or after a blank line.
// A bare label has its trace below it and the message further down.
func startsBlock(rows []string, i int, rest string) bool {
	if strings.HasPrefix(rows[i], "error:") {
		return strings.TrimSpace(rest) != ""
	}
	return i == 0 || strings.TrimSpace(rows[i-1]) == ""
}

// withoutOurs drops the steps of a trace that lie in our own expressions, which
// nix calls «string», and the position of a message there.
func withoutOurs(text string) string {
	if !strings.Contains(text, "«string»") {
		return text
	}
	var kept, step []string
	flush := func() {
		ours := slices.IndexFunc(step, func(row string) bool { return strings.HasPrefix(strings.TrimLeft(row, " "), "at «string»:") })
		switch {
		case ours < 0:
			kept = append(kept, step...)
		case !strings.Contains(step[0], "… "):
			kept = append(kept, step[:ours]...) // the message itself stays
		}
		step = nil
	}
	for row := range strings.SplitSeq(text, "\n") {
		trimmed := strings.TrimLeft(row, " ")
		if strings.HasPrefix(trimmed, "… ") || strings.HasPrefix(trimmed, "error:") || trimmed == "" {
			flush()
		}
		step = append(step, row)
	}
	flush()
	return strings.Join(slices.CompactFunc(kept, func(a, b string) bool { return a == "" && b == "" }), "\n")
}

func isPosition(row string) bool {
	return strings.HasPrefix(row, "at ") && strings.HasSuffix(strings.TrimSpace(row), ":") ||
		strings.HasPrefix(row, "… while ") || strings.HasPrefix(row, "… from call site")
}

func dedent(row string, n int) string {
	for range n {
		if !strings.HasPrefix(row, " ") {
			return row
		}
		row = row[1:]
	}
	return row
}

func lastLine(text string) string {
	text = strings.TrimSpace(text)
	return text[strings.LastIndexByte(text, '\n')+1:]
}

// stripANSI removes the escape sequences that nix colours its text with: CSI and
// OSC sequences and lone ESC pairs.
func stripANSI(s string) string {
	if !strings.Contains(s, "\x1b") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] != '\x1b' {
			b.WriteByte(s[i])
			i++
			continue
		}
		i += escapeLength(s[i:])
	}
	return b.String()
}

// escapeLength is the length of the escape sequence at the beginning of s
// (ECMA-48, 5.4 and 8.3.89). One that does not end is no longer than its line.
func escapeLength(s string) int {
	if len(s) < 2 {
		return len(s)
	}
	switch s[1] {
	case '[':
		for i := 2; i < len(s); i++ {
			switch c := s[i]; {
			case c >= 0x40 && c <= 0x7e:
				return i + 1
			case c < ' ' || c > 0x7e: // nothing of a sequence
				return i
			}
		}
		return len(s)
	case ']':
		for i := 2; i < len(s); i++ {
			switch {
			case s[i] == '\a':
				return i + 1
			case strings.HasPrefix(s[i:], "\x1b\\"):
				return i + 2
			case s[i] == '\n' || s[i] == '\x1b':
				return i
			}
		}
		return len(s)
	case '\n', '\x1b':
		return 1
	}
	return 2
}
