package nixcli

import (
	"errors"
	"slices"
	"strings"
	"time"

	"flakewalk/model"
)

// tailLines is how many lines of a derivation's log a snapshot has.
const tailLines = 12

// maxSaid is how much of what nix says of its errors is kept of a build, in bytes.
const maxSaid = 256 << 10

// step is one derivation of a build.
type step struct {
	drv, machine, phase, reason string
	since, ended                time.Time
	log                         logLines
}

// steps follow the event stream of a build: its derivations, their logs, what nix
// itself says. Guarded by the mutex of the Builds it belongs to.
type steps struct {
	logs       *logs
	activities activities
	building   bool // something was built or fetched
	byDrv      map[string]*step
	byID       map[uint64]*step // whose lines come under that id
	began      []*step
	running    []*step
	failed     []*step
	ignored    []string // settings of nixConfig
	own        logLines
	said       strings.Builder // warnings and errors
}

func newSteps(l *logs) *steps {
	return &steps{logs: l, byDrv: make(map[string]*step), byID: make(map[uint64]*step)}
}

// plain takes a line in that is no event.
func (s *steps) plain(line string) {
	s.logs.add(&s.own, line)
	s.say(line)
}

func (s *steps) say(text string) {
	if s.said.Len()+len(text) < maxSaid {
		s.said.WriteString(text)
		s.said.WriteByte('\n')
	}
}

// apply takes an event in.
func (s *steps) apply(e event, now time.Time) {
	s.activities.apply(e)
	switch e.action {
	case actionStart:
		s.start(e, now)
	case actionStop:
		s.stop(e.id, now)
	case actionResult:
		s.result(e)
	case actionMessage:
		s.message(e, now)
	case actionNone:
	}
}

func (s *steps) start(e event, now time.Time) {
	switch e.activity { //nolint:exhaustive // the others are no work on a path
	case activityBuild:
		d := s.step(e.fields[0].text)
		d.machine, d.since, d.ended = e.fields[1].text, now, time.Time{}
		s.byID[e.id] = d
		if !slices.Contains(s.running, d) {
			s.running = append(s.running, d)
		}
		s.building = true
	case activityPostHook:
		s.byID[e.id] = s.step(e.fields[0].text)
	case activityCopyPath, activitySubstitute:
		s.building = true
	}
}

// step is the derivation of that store path, a new one if need be.
func (s *steps) step(drv string) *step {
	drv, _, _ = strings.Cut(drv, "^") // its outputs
	d := s.byDrv[drv]
	if d == nil {
		d = &step{drv: strings.Clone(drv)}
		s.byDrv[d.drv] = d
		s.began = append(s.began, d)
	}
	return d
}

func (s *steps) stop(id uint64, now time.Time) {
	d := s.byID[id]
	if d == nil {
		return
	}
	delete(s.byID, id)
	if i := slices.Index(s.running, d); i >= 0 {
		s.running = slices.Delete(s.running, i, i+1)
		d.ended = now
	}
	if d.reason == "" {
		s.logs.end(&d.log)
	}
}

func (s *steps) result(e event) {
	d := s.byID[e.id]
	if d == nil {
		return
	}
	switch e.result { //nolint:exhaustive // the others are counted by activities
	case resultBuildLogLine, resultPostBuildLine:
		s.logs.add(&d.log, e.fields[0].text)
	case resultSetPhase:
		d.phase = keptLine(e.fields[0].text)
	}
}

func (s *steps) message(e event, now time.Time) {
	if e.level > levelInfo {
		return
	}
	for line := range strings.SplitSeq(strings.TrimRight(e.text, "\n"), "\n") {
		s.logs.add(&s.own, line)
	}
	if e.level <= levelWarn {
		s.say(e.text)
		s.ignore(e.text)
	}
	if e.level > levelError {
		return
	}
	if drv, reason, ok := buildFailure(e.text); ok {
		s.fail(s.step(drv), reason, now)
	}
}

// ignore notes a setting that nix says it did not apply (Nix's source, flake/config.cc).
func (s *steps) ignore(text string) {
	s.ignored = withIgnored(s.ignored, text)
}

// withIgnored adds the setting that a message is about, if it is of that kind.
func withIgnored(all []string, text string) []string {
	_, rest, _ := strings.Cut(stripANSI(text), "ignoring untrusted flake configuration setting '")
	if name, _, ok := strings.Cut(rest, "'"); ok && !slices.Contains(all, name) {
		all = append(all, strings.Clone(name))
	}
	return all
}

// fail notes why a derivation failed. Nix may say so before the end of its build
// and after it, and says it again at the end of all.
func (s *steps) fail(d *step, reason string, now time.Time) {
	if d.reason == "" {
		s.failed = append(s.failed, d)
	}
	d.reason = reason
	s.logs.keep(&d.log)
	if d.since.IsZero() { // refused before it began
		d.since, d.ended = now, now
	}
}

// end is the end of the whole build.
func (s *steps) end(now time.Time) {
	for _, d := range s.running {
		d.ended = now
	}
	s.running = nil
	s.activities.running = nil
	clear(s.byID)
}

// forget gives back what the logs hold.
func (s *steps) forget() {
	s.logs.forget(&s.own)
	for _, d := range s.began {
		s.logs.forget(&d.log)
	}
}

// problem is why the whole build failed: the first derivation that did, or what
// nix says last.
func (s *steps) problem(err error) model.Problem {
	var e *Error
	if !errors.As(err, &e) || e.Cause == model.CauseNixMissing || e.Cause == model.CausePermission {
		return model.ProblemOf(err)
	}
	cause, message, trace := classify(s.said.String(), e.ExitCode)
	if len(s.failed) > 0 {
		first := s.failed[0]
		cause, message = model.CauseBuild, model.DerivationName(first.drv)+": "+first.reason
	}
	if message == "" {
		message = e.Error()
	}
	return model.Problem{Cause: cause, Message: message, Trace: trace}
}

// show fills in what the steps tell about a build.
func (s *steps) show(b *model.Build) {
	b.Builds = tally(s.activities.sum(activityBuilds))
	b.Copies = tally(s.activities.sum(activityCopyPaths))
	bytes := s.activities.sum(activityFileTransfer)
	if bytes.expected == 0 { // copied from a store that is not reached by HTTP
		bytes = s.activities.sum(activityCopyPath)
	}
	b.Bytes = model.Bytes{Done: bytes.done, Expected: bytes.expected}
	b.Doing = stripANSI(s.activities.besideBuilding())
	b.Ignored = slices.Clone(s.ignored)
	b.Running, b.Failed = shown(s.running, tailLines), shown(s.failed, tailLines)
	switch {
	case b.State == model.BuildPlanning && s.building:
		b.State = model.BuildRunning
	case b.State == model.BuildSucceeded: // nix may expect more than there is to do
		b.Builds.Expected, b.Copies.Expected = b.Builds.Done, b.Copies.Done
	}
}

func tally(c counts) model.Tally {
	return model.Tally{
		Done: int(c.done), Running: int(c.running), Failed: int(c.failed),
		Expected: int(max(c.expected, c.done+c.running+c.failed)),
	}
}

// shown are steps as others see them, with so many of the last lines of their logs.
func shown(all []*step, tail int) []model.BuildStep {
	steps := make([]model.BuildStep, len(all))
	for i, d := range all {
		steps[i] = model.BuildStep{
			Drv: d.drv, Name: model.DerivationName(d.drv), Machine: d.machine, Phase: d.phase,
			Since: d.since, Ended: d.ended, Tail: d.log.tail(tail), Lines: d.log.total(), Reason: d.reason,
		}
	}
	return steps
}
