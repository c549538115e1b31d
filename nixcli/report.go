package nixcli

import (
	"strings"
)

// report is the last `error:` block of what nix printed on stderr.
type report struct {
	message string
	steps   []string // the trace above it, such as "while evaluating the attribute 'x'"
	before  string   // what was printed before the block
}

// parseReport finds the block. Nix puts its label at the margin; a bare label has the
// trace below it, and below that a second label, indented by the width of the first,
// with the message. Where the message says "error:" itself, the first one is nix's.
func parseReport(text string) (r report, found bool) {
	rows := strings.Split(text, "\n")
	begin, at := -1, -1 // rows of the label at the margin and of the message
	for i, row := range rows {
		rest, ok := strings.CutPrefix(row, "error:")
		switch {
		case !ok:
		case strings.TrimSpace(rest) != "":
			begin, at = i, i
		default:
			if m := indentedLabel(rows, i); m >= 0 {
				begin, at = i, m
			}
		}
	}
	if at < 0 {
		begin = indentedLabel(rows, -1) // the beginning was cut off
		at = begin
	}
	if at < 0 {
		return report{}, false
	}
	return report{messageAt(rows, at), stepsOf(rows[begin:at]), strings.Join(rows[:begin], "\n")}, true
}

// indentedLabel is the row below another in which the message of a block begins.
func indentedLabel(rows []string, below int) int {
	for i := below + 1; i < len(rows); i++ {
		if strings.HasPrefix(rows[i], "error:") {
			return -1
		}
		if strings.HasPrefix(strings.TrimLeft(rows[i], " "), "error:") && (i == 0 || strings.TrimSpace(rows[i-1]) == "") {
			return i
		}
	}
	return -1
}

// messageAt is the message that begins in a row, which ends at its position, "at
// FILE:LINE:COL:", and the source lines around it.
func messageAt(rows []string, at int) string {
	label := strings.Index(rows[at], "error:")
	block := []string{strings.TrimSpace(rows[at][label+len("error:"):])}
	for _, row := range rows[at+1:] {
		row = dedent(row, 7)
		if isPosition(row) || strings.HasPrefix(row, "(stack trace truncated") || strings.HasPrefix(row, "note: ") {
			break
		}
		block = append(block, strings.TrimRight(row, " "))
	}
	return strings.TrimSpace(strings.Join(block, "\n"))
}

// stepsOf are the steps of a trace, from the outermost to where it happened.
func stepsOf(rows []string) []string {
	var steps []string
	for _, row := range rows {
		if step, ok := strings.CutPrefix(strings.TrimLeft(row, " "), "… "); ok {
			steps = append(steps, strings.TrimSpace(step))
		}
	}
	return steps
}

// lastStep is where it happened.
func (r report) lastStep() string {
	if len(r.steps) == 0 {
		return ""
	}
	return r.steps[len(r.steps)-1]
}

// thrown tells whether the flake threw the message. Lix has its own words for it.
func (r report) thrown() bool {
	last := r.lastStep()
	return last == "while calling the 'throw' builtin" || last == "caused by explicit throw"
}

// asserted tells whether an assertion failed: nix says so, or it explains by the
// two sides of a comparison why the condition does not hold.
func (r report) asserted() bool {
	return anyFits(r.message, "assertion '*' failed", "assertion failed") ||
		strings.HasPrefix(r.lastStep(), "while evaluating the condition of the assertion")
}

// updating tells whether nix was at work on the inputs of the flake.
func (r report) updating() bool {
	for _, step := range r.steps {
		if strings.HasPrefix(step, "while updating the lock file of flake ") || strings.HasPrefix(step, "while updating the flake input ") {
			return true
		}
	}
	return false
}

// ofInput tells whether nix was at work on one of the inputs when it happened.
func (r report) ofInput() bool {
	last := r.lastStep()
	return strings.HasPrefix(last, "while updating the flake input ") || strings.HasPrefix(last, "while fetching the input ") && r.updating()
}

// warned tells whether nix gave a warning that begins with those words, and went on.
func (r report) warned(words string) bool {
	for line := range strings.SplitSeq(r.before, "\n") {
		if strings.HasPrefix(line, "warning: "+words) {
			return true
		}
	}
	return false
}
