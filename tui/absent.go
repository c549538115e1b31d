package tui

import (
	"context"
	"errors"

	"flakewalk/model"
	"flakewalk/model/lock"
)

// What the caller cannot give is an object that says so, never a nil that somebody
// may call: a new key needs no check of its own.

// filled are the options with an object in each place that the caller left empty.
func (o Options) filled() Options {
	if o.Builds == nil {
		o.Builds = noBuilds{errors.New("nothing can run in the background here")}
		if o.Recorded {
			o.Builds = noBuilds{unrecorded{}}
		}
	}
	if o.Commands == nil {
		o.Commands = noCommands{}
	}
	if o.Flakes == nil {
		o.Flakes = noFlakes{}
	}
	return o
}

// canBuild tells whether anything can run in the background.
func (e *env) canBuild() bool {
	_, none := e.opt.Builds.(noBuilds)
	return !none
}

// canOpen tells whether other flakes can be opened.
func (e *env) canOpen() bool {
	_, none := e.opt.Flakes.(noFlakes)
	return !none
}

// unrecorded is why nothing is known of builds in a recording.
type unrecorded struct{}

func (unrecorded) Error() string { return "this is a recording: nix is not asked, and nothing is done" }

// Problem says it to a person.
func (e unrecorded) Problem() model.Problem {
	return model.Problem{Cause: model.CauseNotRecorded, Message: e.Error()}
}

// noBuilds are the Builds where nothing can run in the background. There is never
// one, and whatever is asked fails with why.
type noBuilds struct{ why error }

func (noBuilds) Start(model.Action) int                                   { return 0 }
func (noBuilds) Again(int) int                                            { return 0 }
func (noBuilds) Snapshot() []model.Build                                  { return nil }
func (noBuilds) Steps(int) []model.BuildStep                              { return nil }
func (noBuilds) Log(int, string, int, int) model.BuildLog                 { return model.BuildLog{} }
func (noBuilds) Cancel(int)                                               {}
func (noBuilds) Forget(int)                                               {}
func (b noBuilds) Plan(context.Context, model.Action) (model.Plan, error) { return model.Plan{}, b.why }

func (b noBuilds) Actions(context.Context, int, string) ([]model.Action, error) { return nil, b.why }
func (b noBuilds) Files(context.Context, string) (lock.FileList, error) {
	return lock.FileList{}, b.why
}

func (b noBuilds) Save(context.Context, int, string, string) (string, model.BuildLog, error) {
	return "", model.BuildLog{}, b.why
}

// Changed waits for the end of ctx: nothing ever changes.
func (noBuilds) Changed(ctx context.Context, _ uint64) (uint64, error) {
	<-ctx.Done()
	return 0, ctx.Err()
}

// noCommands is the log where nobody keeps one.
type noCommands struct{}

func (noCommands) Runs() []model.Run                  { return nil }
func (noCommands) Began([]string) (ended func(error)) { return func(error) {} }

// noFlakes are the Flakes where no other can be opened.
type noFlakes struct{}

func (noFlakes) Open(string) (Nix, string, error)                    { return nil, "", errNoFlakes() }
func (noFlakes) Recent() []model.Reference                           { return nil }
func (noFlakes) Registry(context.Context) ([]model.Reference, error) { return nil, errNoFlakes() }
func (noFlakes) OpenInput(model.Flake, []string) (Nix, error)        { return nil, errNoFlakes() }
func (noFlakes) Inputs(model.Flake) []model.Reference                { return nil }
func (noFlakes) Opened(model.Flake)                                  {}

func errNoFlakes() error { return errors.New("no other flake can be opened here") }
