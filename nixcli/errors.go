package nixcli

import (
	"context"
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
	// Remedy is what to do, where more is known than the cause; "" is the cause's.
	Remedy string
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

// Problem is the error as people are shown it: nix names addresses with all that is in
// them.
func (e *Error) Problem() model.Problem {
	return model.Problem{Cause: e.Cause, Message: model.HideSecrets(e.Error()), Trace: model.HideSecrets(e.Trace), Remedy: e.Remedy}
}

// end fills in what it means that we ended the process for that reason.
func (e *Error) end(reason, ctxErr error) {
	e.Err, e.Message = ctxErr, reason.Error()
	switch {
	case errors.Is(reason, errTimeout):
		e.Cause, e.Err = model.CauseTimeout, context.DeadlineExceeded // nobody cancelled anything
	case errors.Is(reason, errTooMuch):
		e.Cause, e.Err = model.CauseTooMuch, reason
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
