package tui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"flakewalk/model"
	"flakewalk/model/lock"
	"flakewalk/tui/keymap"
)

// problemError is an error with a problem, as nixcli's are.
type problemError struct{ p model.Problem }

func (e problemError) Error() string          { return e.p.Message }
func (e problemError) Problem() model.Problem { return e.p }

func failure(c model.Cause, message string) error {
	return problemError{model.Problem{Cause: c, Message: message, Trace: "error:\n  … while evaluating\n  error: " + message}}
}

// fakeNix is a flake made of maps. Keys are paths as text; "" is the outputs.
type fakeNix struct {
	found   map[string]string // by fragment: the path that it resolves to
	flake   model.Flake
	kids    map[string]model.Children
	nodes   map[string]model.Node // what Heads says
	briefs  map[string]model.Node // what Briefs says
	details map[string]model.Detail

	derivations map[string]model.Derivation
	sources     map[string]model.Source // by position
	listings    []model.Listing
	listEach    int    // listings per answer; 0 is all
	listCut     string // what the listing leaves out
	runs        []model.Run
	inputs      lock.Inputs
	inputSrc    map[string]lock.Source // by the node's key
	files       lock.FileList
	settings    []model.Setting
	updated     []lock.Diff
	changed     bool

	errs    map[string]error // by method and path, such as "children packages"
	atMost  int              // nodes per answer; 0 is all
	gate    chan struct{}    // calls wait for it, unless nil
	entered chan string      // hears of the calls that wait

	shown    model.Shown // what every command prints
	machines model.Machines
	onShow   func(model.Action) // hears of them, unless nil

	mu        sync.Mutex
	calls     []string // method and paths
	cancelled int
	activity  []model.Activity
}

// call notes a call and waits for the gate.
func (f *fakeNix) call(ctx context.Context, method string, ps ...model.AttrPath) error {
	names := make([]string, len(ps))
	for i, p := range ps {
		names[i] = p.String()
	}
	what := strings.TrimSpace(method + " " + strings.Join(names, " "))
	f.mu.Lock()
	f.calls = append(f.calls, what)
	err := f.errs[what]
	f.mu.Unlock()
	if f.gate != nil {
		f.entered <- what
		select {
		case <-f.gate:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return err
}

// called returns the calls of a method since the last time, and forgets them.
func (f *fakeNix) called(method string) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var got, rest []string
	for _, c := range f.calls {
		if name, args, _ := strings.Cut(c, " "); name == method {
			got = append(got, args)
		} else {
			rest = append(rest, c)
		}
	}
	f.calls = rest
	return got
}

func (f *fakeNix) setErr(what string, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.errs == nil {
		f.errs = map[string]error{}
	}
	f.errs[what] = err
}

func (f *fakeNix) Open(ctx context.Context) (model.Flake, error) {
	return f.flake, f.call(ctx, "open")
}

func (f *fakeNix) Resolve(ctx context.Context, fragment string) (model.AttrPath, error) {
	if err := f.call(ctx, "resolve"); err != nil {
		return nil, err
	}
	if found, ok := f.found[fragment]; ok {
		fragment = found
	}
	return model.ParsePath(fragment)
}

func (f *fakeNix) Children(ctx context.Context, p model.AttrPath) (model.Children, error) {
	if err := f.call(ctx, "children", p); err != nil {
		return model.Children{}, err
	}
	c, ok := f.kids[p.String()]
	if !ok {
		return c, failure(model.CauseAttributeMissing, "no children of "+p.String())
	}
	return c, nil
}

func (f *fakeNix) Heads(ctx context.Context, ps []model.AttrPath) ([]model.Node, error) {
	return f.some(ctx, "heads", ps, f.nodes)
}

func (f *fakeNix) Briefs(ctx context.Context, ps []model.AttrPath) ([]model.Node, error) {
	return f.some(ctx, "briefs", ps, f.briefs)
}

func (f *fakeNix) some(ctx context.Context, method string, ps []model.AttrPath, from map[string]model.Node) ([]model.Node, error) {
	if err := f.call(ctx, method, ps...); err != nil {
		return nil, err
	}
	if err := f.errs[method]; err != nil {
		return nil, err
	}
	if f.atMost > 0 && len(ps) > f.atMost {
		ps = ps[:f.atMost]
	}
	out := make([]model.Node, len(ps))
	for i, p := range ps {
		n, ok := from[p.String()]
		if !ok {
			n = set(f.kids[p.String()].Len)
		}
		n.Path = p
		out[i] = n
	}
	return out, nil
}

func (f *fakeNix) Detail(ctx context.Context, p model.AttrPath) (model.Detail, error) {
	if err := f.call(ctx, "detail", p); err != nil {
		return model.Detail{}, err
	}
	d := f.details[p.String()]
	d.Path = p
	return d, nil
}

func (f *fakeNix) Actions(ctx context.Context, n model.Node, known model.Here, c model.Consent) ([]model.Action, error) {
	known.System, known.Local = f.flake.System, f.flake.Dir != ""
	var all []model.Action
	for _, o := range model.Offers(n, known) {
		a := model.Action{Offer: o, Path: n.Path, Consent: c, AppliesConfig: c == model.ConsentUnasked}
		if o.Apt {
			words := [...][]string{{}, {"--accept-flake-config"}, {"--no-accept-flake-config"}}[c]
			a.Argv = slices.Concat([]string{"nix", letter(o.Verb)}, words, []string{f.flake.Ref + "#" + n.Path.String()})
			a.Confirm = o.Verb.RunsCode() && !known.Local
		}
		if o.Verb == model.VerbInit {
			a.Asks, a.Argv = model.AskFolder, append(a.Argv, string(model.AskFolder))
		}
		all = append(all, a)
	}
	return all, f.call(ctx, "actions", n.Path)
}

func (f *fakeNix) Machines(ctx context.Context, a model.Action) (model.Machines, error) {
	return f.machines, f.call(ctx, "machines", a.Path)
}

func (f *fakeNix) Show(ctx context.Context, a model.Action) (model.Shown, error) {
	if f.onShow != nil {
		f.onShow(a)
	}
	return f.shown, f.call(ctx, "show", a.Path)
}

func (f *fakeNix) Fill(a model.Action, answer string) (model.Action, error) {
	return a.Filled(answer), f.call(context.Background(), "fill "+answer)
}

func (f *fakeNix) Derivation(ctx context.Context, p model.AttrPath) (model.Derivation, error) {
	return f.derivations[p.String()], f.call(ctx, "derivation", p)
}

func (f *fakeNix) Source(ctx context.Context, at model.Position) (model.Source, error) {
	if err := f.call(ctx, "source"); err != nil {
		return model.Source{}, err
	}
	s, ok := f.sources[at.String()]
	if !ok {
		return s, failure(model.CauseEvaluation, "ENOENT: "+at.File)
	}
	s.Position = at
	return s, nil
}

func (f *fakeNix) Index(ctx context.Context, after int) (model.Index, error) {
	if err := f.call(ctx, "index"); err != nil {
		return model.Index{}, err
	}
	some := f.listings[min(after, len(f.listings)):]
	if f.listEach > 0 && len(some) > f.listEach {
		return model.Index{Listings: some[:f.listEach]}, nil
	}
	return model.Index{Listings: some, Done: true, Cut: f.listCut}, nil
}

func (f *fakeNix) Grant(p model.AttrPath, g model.Grant) {
	_ = f.call(context.Background(), fmt.Sprint("grant", g), p)
}

func (f *fakeNix) Runs() []model.Run { return f.runs }

func (f *fakeNix) Began(argv []string) func(error) {
	_ = f.call(context.Background(), "ran "+strings.Join(argv, " "))
	return func(err error) { _ = f.call(context.Background(), fmt.Sprint("ended ", err)) }
}

func (f *fakeNix) Changed(ctx context.Context) (bool, error) {
	return f.changed, f.call(ctx, "changed")
}

func (f *fakeNix) Inputs(ctx context.Context) (lock.Inputs, error) {
	return f.inputs, f.call(ctx, "inputs")
}

func (f *fakeNix) InputSource(ctx context.Context, n lock.Node) (lock.Source, error) {
	return f.inputSrc[n.Key], f.call(ctx, "inputsource")
}

func (f *fakeNix) InputFiles(ctx context.Context, _ lock.Node) (lock.FileList, error) {
	return f.files, f.call(ctx, "inputfiles")
}

func (f *fakeNix) FetchArgv(ctx context.Context, _ model.Problem) ([]string, error) {
	return []string{"nix", "flake", "prefetch", "--", f.flake.Ref}, f.call(ctx, "fetchargv")
}

func (f *fakeNix) UpdateArgv(ctx context.Context, input string) ([]string, error) {
	return lock.UpdateCommand(f.flake, input), f.call(ctx, "updateargv")
}

func (f *fakeNix) Update(ctx context.Context, argv []string) ([]lock.Diff, error) {
	if err := f.call(ctx, "update"); err != nil {
		return nil, err
	}
	return f.updated, f.call(ctx, "ran "+strings.Join(argv, " "))
}

func (f *fakeNix) NixConfig(ctx context.Context) ([]model.Setting, error) {
	return f.settings, f.call(ctx, "nixconfig")
}

func (f *fakeNix) Close() { _ = f.call(context.Background(), "close") }

func (f *fakeNix) Forget(p model.AttrPath) { _ = f.call(context.Background(), "forget", p) }

func (f *fakeNix) StoreChanged() { _ = f.call(context.Background(), "storechanged") }

func (f *fakeNix) Cancel() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.cancelled++
}

func (f *fakeNix) Activity() []model.Activity {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.activity)
}

func (f *fakeNix) Commands(n model.Node) []model.Command {
	var out []model.Command
	for _, v := range model.Verbs(n) {
		if v <= model.VerbShell {
			word := [...]string{"build", "run", "develop", "shell"}[v]
			out = append(out, model.Command{Verb: v, Argv: []string{"nix", word, f.flake.Ref + "#" + n.Path.String()}})
		}
	}
	return out
}

// letter stands for a verb in the commands of the fakes: its key.
func letter(v model.Verb) string {
	h, _ := defaultKeys.Hint(doVerb(v), keymap.ScopeDo)
	return h.Key
}

var defaultKeys = keymap.New(false)

// now is the time of all tests.
func now() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

func names(n ...string) model.Children { return model.Children{Names: n, Len: len(n)} }

func ready(k model.Kind, t model.ValueType, text string) model.Node {
	return model.Node{Kind: k, State: model.StateReady, Value: model.Value{Type: t, Text: text, Size: len(text)}}
}

func set(size int) model.Node {
	return model.Node{Kind: model.KindAttrs, State: model.StateReady, Value: model.Value{Type: model.TypeSet, Size: size}}
}

func broken(c model.Cause, message string) model.Node {
	p := model.ProblemOf(failure(c, message))
	return model.Node{Kind: model.KindPackage, State: c.State(), Problem: &p, Brief: true}
}

// sample is a flake with something of everything.
func sample() *fakeNix {
	const pkgs = "packages.x86_64-linux."
	f := &fakeNix{
		flake: model.Flake{
			Ref: "github:owner/sample", Revision: "99c2423deadbeef", Inputs: 2, Nix: "2.34.8", System: "x86_64-linux",
			Description: "A sample flake with something of everything", LastModified: now().AddDate(0, -3, 0),
		},
		kids: map[string]model.Children{
			"":                       names("apps", "checks", "devShells", "formatter", "lib", "nixosConfigurations", "overlays", "packages", "templates"),
			"packages":               names("aarch64-darwin", "aarch64-linux", "x86_64-linux"),
			"packages.x86_64-linux":  names("default", "hello", "ifd", "insecure", "musl", "slow", "stopped", "unfree"),
			"packages.aarch64-linux": names("default"),
			"devShells":              names("x86_64-linux"),
			"devShells.x86_64-linux": names("default"),
			"lib":                    names("answer", "compose", "dotted.name", "greeting", "list", "日本語", "e\u0301clair", "nothing", "pi", "yes"),
			"lib.list":               {List: true, Len: 1_000_000},
			"apps":                   names("x86_64-linux"),
			"apps.x86_64-linux":      names("default"),
			"templates":              names("default"),
			"nixosConfigurations":    names("host"),
		},
		nodes: map[string]model.Node{
			"packages":                       set(3),
			"packages.x86_64-linux":          set(8),
			"lib":                            set(10),
			pkgs + "default":                 {Kind: model.KindPackage, State: model.StateReady},
			pkgs + "hello":                   {Kind: model.KindPackage, State: model.StateReady},
			pkgs + "ifd":                     broken(model.CauseIFD, "cannot build '/nix/store/abc.drv' during evaluation"),
			pkgs + "insecure":                broken(model.CauseInsecure, "Package 'openssl-1.1' is marked as insecure"),
			pkgs + "musl":                    broken(model.CauseThrow, "musl is not supported here"),
			pkgs + "slow":                    broken(model.CauseTimeout, "evaluation took longer than 5 s"),
			pkgs + "stopped":                 broken(model.CauseCancelled, "cancelled"),
			pkgs + "unfree":                  broken(model.CauseUnfree, "Package 'steam' has an unfree licence"),
			"packages.aarch64-linux.default": {Kind: model.KindPackage, State: model.StateReady},
			"devShells.x86_64-linux.default": {Kind: model.KindDevShell, State: model.StateReady},
			"apps.x86_64-linux.default":      {Kind: model.KindApp, State: model.StateReady},
			"templates.default":              {Kind: model.KindTemplate, State: model.StateReady},
			"nixosConfigurations.host":       {Kind: model.KindNixOS, State: model.StateReady},
			"lib.answer":                     ready(model.KindInt, model.TypeInt, "42"),
			"lib.\"dotted.name\"":            ready(model.KindBool, model.TypeBool, "false"),
			"lib.greeting":                   ready(model.KindString, model.TypeString, "Hello, \"world\"!\nHow are you?"),
			"lib.list":                       {Kind: model.KindList, State: model.StateReady, Value: model.Value{Type: model.TypeList, Size: 1_000_000}},
			"lib.nothing":                    ready(model.KindNull, model.TypeNull, ""),
			"lib.pi":                         ready(model.KindFloat, model.TypeFloat, "3.14159"),
			"lib.yes":                        ready(model.KindPath, model.TypePath, "/nix/store/xyz-source/yes.nix"),
			"lib.compose": {
				Kind: model.KindFunction, State: model.StateReady,
				Args: []model.Arg{{Name: "pkgs"}, {Name: "lib", Optional: true}},
			},
		},
		details: map[string]model.Detail{
			pkgs + "default": {Fields: []model.Field{
				{Label: "name", Text: "patchelf-0.18.0"},
				{Label: "version", Text: "0.18.0"},
				{Label: "licence", Text: "GPL-3.0-or-later"},
				{Label: "homepage", Text: "https://github.com/NixOS/patchelf"},
				{Label: "maintainers", Problem: &model.Problem{Cause: model.CauseThrow, Message: "no maintainers here"}},
				{Label: "empty"},
			}},
		},
	}
	f.briefs = map[string]model.Node{}
	for k, n := range f.nodes {
		if !n.NeedsBrief() {
			continue
		}
		n.Brief = true
		switch n.Kind {
		case model.KindApp:
			n.Program, n.Description = "/nix/store/abc-hello/bin/hello", "Greets"
		case model.KindTemplate:
			n.Description = "Begins flakes"
		case model.KindPackage:
			n.Name, n.Version, n.Description = "patchelf-0.18.0", "0.18.0", "A small utility to modify the dynamic linker and RPATH of ELF executables"
		default:
			n.Name = "shell-env"
		}
		f.briefs[k] = n
	}
	hello := f.briefs[pkgs+"hello"]
	hello.Name, hello.Version = "hello-2.12", "2.12"
	f.briefs[pkgs+"hello"] = hello
	return f
}

// list gives the fake a list or set of n children below the outputs.
func big(n int) *fakeNix {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("attribute-%06d", i)
	}
	return &fakeNix{
		flake: model.Flake{Ref: ".", System: "x86_64-linux", Nix: "2.34.8"},
		kids:  map[string]model.Children{"": names("all"), "all": {Names: all, Len: n}},
	}
}

// errGone is what a question answers whose waiting was stopped.
func errGone() error { return errors.Join(context.Canceled) }
