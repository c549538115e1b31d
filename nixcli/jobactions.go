package nixcli

import (
	"context"
	"os"
	"path/filepath"
	"slices"

	"flakewalk/model"
	"flakewalk/model/lock"
)

// maxPrograms bounds the programs of one output that are looked at.
const maxPrograms = 1_000

// Actions are what can be done with a build, or with one derivation of it where
// its store path is given: read its log, enter the environment of its build, run
// what was built. They go by store paths, so they are about the very things that
// were built, whatever the flake has become since. The first call asks nix for its
// settings; the error is the context's.
func (b *Builds) Actions(ctx context.Context, id int, drv string) ([]model.Action, error) {
	one, step, ok := b.state(id, drv)
	if !ok {
		return nil, nil
	}
	set, err := b.client.settings(ctx)
	if err != nil {
		return nil, err
	}
	version, err := b.client.version(ctx)
	if err != nil {
		return nil, ctx.Err() // without a nix nothing can be done
	}
	l := commandLine{nix: b.client.word(), flags: b.client.flags, version: version}
	if !set.flakes {
		l.any = features()
	}
	paths := one.OutputPaths()
	programs := programsOf(paths)
	offers := model.JobOffers(one, programs)
	of := step.Drv
	switch {
	case drv != "":
		offers = model.StepOffers(step)
	case one.State == model.BuildSucceeded && len(paths) > 0:
		of = paths[0]
	case len(one.Failed) > 0:
		of = one.Failed[0].Drv
	}
	all := make([]model.Action, 0, len(offers))
	for _, o := range offers {
		a := model.Action{Offer: o, Path: one.Path, Of: of, Local: one.Local, Confirm: o.Verb.RunsCode() && !one.Local}
		if o.Reason == "" {
			a.Argv = l.onStore(o.Verb, of, paths, one.Program(programs))
		}
		all = append(all, a)
	}
	return all, nil
}

// state is a build at this moment, and one derivation of it where its store path is
// given; ok is false where there is no such thing.
func (b *Builds) state(id int, drv string) (now model.Build, of model.BuildStep, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	one := b.find(id)
	if one == nil {
		return now, of, false
	}
	now = one.info
	one.steps.show(&now)
	if drv == "" {
		return now, of, true
	}
	d := one.steps.byDrv[drv]
	if d == nil {
		return now, of, false
	}
	return now, shown([]*step{d}, 0)[0], true
}

// onStore is the command of a verb on store paths: a derivation, or what was built.
func (l commandLine) onStore(v model.Verb, drv string, built []string, program string) []string {
	on := func(words []string, last ...string) []string {
		return join([]string{l.nix}, words, l.any, l.flags.global(), l.flags.acting(), last)
	}
	switch v { //nolint:exhaustive // no other verb is offered for a store path
	case model.VerbRun: // `nix run` takes no store path
		return append(on(nixWords(model.VerbShell, l.version), built...), "-c", program)
	case model.VerbShell:
		return on(nixWords(v, l.version), built...)
	case model.VerbDevelop:
		return l.develop(on(nixWords(v, l.version), drv))
	}
	return on(nixWords(v, l.version), drv)
}

// programsOf are the names of the programs in these outputs. Those that are not on
// this machine have none.
func programsOf(paths []string) []string {
	var names []string
	for _, p := range paths {
		dir, err := os.Open(filepath.Join(p, "bin"))
		if err != nil {
			continue
		}
		files, _ := dir.ReadDir(maxPrograms)
		_ = dir.Close()
		for _, f := range files {
			if info, err := os.Stat(filepath.Join(p, "bin", f.Name())); err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
				names = append(names, f.Name())
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Files lists the files of what was built. It only reads, and follows no link.
// Errors are *Error or the context's.
func (b *Builds) Files(ctx context.Context, path string) (lock.FileList, error) {
	return listFiles(ctx, path)
}
