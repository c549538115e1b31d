package tui

import (
	"context"

	"flakewalk/model"
	"flakewalk/model/lock"
)

// Nix is what the explorer needs to know about one open flake. Every method
// that takes a context may take long, so it is called in a job, and so may
// Close; all may be called at the same time. A context that ends drops the
// question if nix has not begun with it, and otherwise only stops the waiting:
// the answer is kept for the next who asks. Errors carry a model.Problem (see
// model.ProblemOf). *nixcli.Session fits it.
//
// No part of the explorer needs all of it: each takes the interface that has what
// it asks.
type Nix interface {
	Flake
	Evaluator
	Locks
	Actor
}

// Flake is an open flake as a whole.
type Flake interface {
	// Open asks who the flake is and pins it; called again it takes a new pin
	// and forgets all that was known.
	Open(ctx context.Context) (model.Flake, error)
	// Changed tells whether the files of a local flake are other than when it
	// was opened.
	Changed(ctx context.Context) (bool, error)
	// FetchArgv is the command that fetches once, on a terminal, what could not be fetched
	// for a problem because nobody could be asked.
	FetchArgv(ctx context.Context, p model.Problem) ([]string, error)
	// StoreChanged tells that there may be more in the store than before, or less.
	StoreChanged()
	// Cancel ends the questions nix is working on; who waits gets CauseCancelled.
	Cancel()
	// Activity tells what nix is working on at this moment.
	Activity() []model.Activity
	// Close ends all nix processes of the flake and waits for them.
	Close()
}

// Evaluator evaluates the outputs of a flake.
type Evaluator interface {
	// Resolve turns the fragment of a flake reference into a path.
	Resolve(ctx context.Context, fragment string) (model.AttrPath, error)
	// Children lists the names directly below a node.
	Children(ctx context.Context, p model.AttrPath) (model.Children, error)
	// Heads evaluates nodes far enough to tell their kinds. It returns as soon
	// as some are known, at least one of them; ask again for the rest.
	Heads(ctx context.Context, ps []model.AttrPath) ([]model.Node, error)
	// Briefs adds name, version and description to nodes whose kind is known.
	// It returns as soon as some are known, at least one of them.
	Briefs(ctx context.Context, ps []model.AttrPath) ([]model.Node, error)
	// Detail evaluates what the detail pane shows of one node.
	Detail(ctx context.Context, p model.AttrPath) (model.Detail, error)
	// Derivation instantiates a derivation and looks what of it is in the store.
	Derivation(ctx context.Context, p model.AttrPath) (model.Derivation, error)
	// Source reads the lines around a place in the flake's sources.
	Source(ctx context.Context, at model.Position) (model.Source, error)
	// Index lists the names of the whole flake in the background, within limits.
	// It returns as soon as there are listings beyond the first `after`; the
	// listing goes on while somebody asks.
	Index(ctx context.Context, after int) (model.Index, error)
	// Forget drops the failures known at and below a path, so that asking again
	// evaluates again, with twice the time.
	Forget(p model.AttrPath)
	// Grant lets a node and all below it be evaluated with what it was refused;
	// what failed there for want of it is forgotten.
	Grant(p model.AttrPath, g model.Grant)
	// Commands are the ready command lines for a node, the most likely first.
	Commands(n model.Node) []model.Command
}

// Locks are the inputs of a flake.
type Locks interface {
	// Inputs reads what the lock file says. Nothing is evaluated.
	Inputs(ctx context.Context) (lock.Inputs, error)
	// InputSource looks for the source of an input in the store. Nothing is fetched.
	InputSource(ctx context.Context, n lock.Node) (lock.Source, error)
	// InputFiles lists the files of an input's source, if it is in the store.
	InputFiles(ctx context.Context, n lock.Node) (lock.FileList, error)
	// UpdateArgv is the command that would update an input of a local flake by its
	// name, or with "" all of them.
	UpdateArgv(ctx context.Context, input string) ([]string, error)
	// Update runs that command, the only one here that writes a lock file, and says
	// what it changed in it. Cancel ends it, and so does the context.
	Update(ctx context.Context, argv []string) ([]lock.Diff, error)
}

// Actor says what can be done with the outputs of a flake, and by which commands.
type Actor interface {
	// Actions are all verbs for a node with their commands, first those for its kind,
	// then the others with why they do not fit. Of `known` only what is known of the
	// node itself is given.
	Actions(ctx context.Context, n model.Node, known model.Here, c model.Consent) ([]model.Action, error)
	// Machines tells for which machine the configuration is that an action switches to.
	Machines(ctx context.Context, a model.Action) (model.Machines, error)
	// Show runs an action whose way is WayText and returns what it printed. It ends
	// with ctx.
	Show(ctx context.Context, a model.Action) (model.Shown, error)
	// Fill completes an action with what it asks for, or says why it cannot be that.
	Fill(a model.Action, answer string) (model.Action, error)
	// NixConfig is what the flake's nixConfig would set. Nothing of it is applied.
	NixConfig(ctx context.Context) ([]model.Setting, error)
}

// Commands is the log of the commands that were run: for every flake, builds and what
// had the terminal included. *nixcli.Client fits it.
type Commands interface {
	// Runs are the commands, oldest first, with what is still running.
	Runs() []model.Run
	// Began notes that a command was started by the explorer itself. What it returns
	// notes how that ended.
	Began(argv []string) (ended func(error))
}

// Flakes are the flakes that can be opened from inside the explorer.
type Flakes interface {
	// Open prepares the flake of a reference, with or without a fragment after
	// #, which is returned. It does not start nix.
	Open(ref string) (nix Nix, fragment string, err error)
	// Recent are those that were opened before, the latest first. It does not ask nix.
	Recent() []model.Reference
	// Registry are those that the registries know, the ones that win first.
	Registry(ctx context.Context) ([]model.Reference, error)
	// OpenInput prepares the input at a path of an open flake as that flake sees it.
	// It does not start nix.
	OpenInput(of model.Flake, path []string) (Nix, error)
	// Inputs are the inputs that a flake declares, as references. It does not ask nix.
	Inputs(f model.Flake) []model.Reference
	// Opened notes that a flake could be opened, for the history.
	Opened(f model.Flake)
}

// Copied says which programs were given a text for the clipboard.
type Copied struct {
	// With are the names of those that took it, Failed of those that did not.
	With, Failed []string
	// Terminal is set when one of them sends it to the terminal, so that we need not.
	Terminal bool
}
