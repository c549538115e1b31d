package nixcli

import (
	"context"
	"errors"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"flakewalk/model"
)

// limitPlan is how long planning may go without a sign of progress.
const limitPlan = time.Minute

// Plan asks nix what a build would do, without doing it: nothing is built for the
// answer, import from derivation neither unless the user allows it for all. It is
// asked of `nix build` only; another action is an *Error with model.CauseUsage.
func (b *Builds) Plan(ctx context.Context, a model.Action) (model.Plan, error) {
	args, ok := planArgs(a.Argv)
	if !ok {
		return model.Plan{}, &Error{Cause: model.CauseUsage, Args: args, Message: "only a build has a plan"}
	}
	var p progress
	var said lines
	said.max, said.line = maxStderr, func(string) bool { return true }
	_, err := b.client.run(ctx, args, runOptions{limit: limitPlan, nice: true, stderr: func(line string) lineUse {
		e, ok := parseEvent(line)
		if !ok {
			e = event{action: actionMessage, text: line}
		}
		if e.action == actionMessage && e.level <= levelInfo {
			_, _ = said.Write([]byte(e.text + "\n"))
			return lineDrop
		}
		p.line(line)
		return lineProgress
	}})
	if err != nil {
		return model.Plan{}, planError(err, said.text())
	}
	return parsePlan(said.text()), nil
}

// planArgs are the arguments that ask for the plan of a `nix build`: those of the
// command itself, so that the plan is of that command, and ours before them.
func planArgs(argv []string) (args []string, ok bool) {
	if len(argv) < 2 || argv[1] != "build" {
		return nil, false
	}
	ours := []string{"build", "--dry-run", "--no-link", "--log-format", "internal-json", "-v", "--option", "allow-import-from-derivation", "false"}
	return join(ours, argv[2:]), true
}

// planError reads why nix could not plan from its messages, which came among the events.
func planError(err error, said string) error {
	var e *Error
	if !errors.As(err, &e) || e.Cause == model.CauseCancelled || e.Cause == model.CauseTimeout || e.Cause == model.CauseNixMissing {
		return err
	}
	e.Stderr = said
	e.Cause, e.Message, e.Trace = classify(said, e.ExitCode)
	return e
}

// parsePlan reads what nix says it would do (Nix's source, printMissing): a
// heading for each list, and a path in each row below it.
func parsePlan(text string) model.Plan {
	var p model.Plan
	var list *[]string
	for row := range strings.Lines(stripANSI(text)) {
		path, isPath := strings.CutPrefix(strings.TrimRight(row, "\r\n"), "  /")
		switch {
		case isPath && list != nil:
			*list = append(*list, "/"+path)
		case strings.HasSuffix(strings.TrimSpace(row), " will be built:"):
			list = &p.Builds
		case strings.Contains(row, " will be fetched ("):
			list = &p.Fetches
			p.Download, p.Unpacked = planSizes(row)
		case strings.HasPrefix(row, "don't know how to build these paths"):
			list = &p.Unknown
		default:
			list = nil
			p.Ignored = withIgnored(p.Ignored, row)
		}
	}
	return p
}

// downloadSizes are the sizes in the heading of what would be fetched.
var downloadSizes = regexp.MustCompile(`\(([0-9.]+) ([KMGTPE]?i?B)[a-z]* download, ([0-9.]+) ([KMGTPE]?i?B)[a-z]* unpacked\)`)

// planSizes reads "(0.5 KiB download, 1.20 MiB unpacked)".
func planSizes(row string) (download, unpacked int64) {
	found := downloadSizes.FindStringSubmatch(row)
	if found == nil {
		return 0, 0
	}
	return planSize(found[1], found[2]), planSize(found[3], found[4])
}

func planSize(number, unit string) int64 {
	n, err := strconv.ParseFloat(number, 64)
	power := strings.IndexByte("BKMGTPE", unit[0])
	if err != nil || n > math.MaxInt32 {
		return 0
	}
	return int64(n * math.Pow(1024, float64(max(power, 0))))
}
