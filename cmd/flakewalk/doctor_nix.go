package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"flakewalk/model"
	"flakewalk/nixcli"
)

// limitCheckup is how long one question of the doctor may take.
const limitCheckup = 10 * time.Second

// examineNix looks at nix, its store, and git.
func (a *app) examineNix(ctx context.Context) []finding {
	c, err := nixcli.NewClient(a.flags.clientConfig())
	if err != nil {
		return []finding{problemOf("nix", err), examineGit(ctx)}
	}
	k := c.Checkup(ctx, limitCheckup)
	found := []finding{{word: wordOK, what: "nix", text: binaryText(k)}}
	if k.VersionErr != nil {
		return append(found, problemOf("version", k.VersionErr), examineGit(ctx))
	}
	found = append(found, versionFinding(k.Version))
	found = append(found, settingsFindings(k)...)
	found = append(found, storeFindings(k)...)
	return append(found, examineGit(ctx))
}

func binaryText(k nixcli.Checkup) string {
	if k.Real == k.Bin {
		return k.Bin
	}
	return k.Bin + ", which is " + k.Real
}

func versionFinding(v nixcli.Version) finding {
	f := finding{word: wordOK, what: "version", text: v.Text + " (" + v.Flavour() + ")"}
	if !v.DeepFollows() {
		f.word = wordNote
		f.text += "; it cannot override the inputs of inputs of inputs, so fewer duplicates can be removed"
	}
	return f
}

// settingsFindings are what nix's configuration says.
func settingsFindings(k nixcli.Checkup) []finding {
	if k.SettingsErr != nil {
		return []finding{problemOf("settings", k.SettingsErr)}
	}
	set := k.Settings
	features := finding{word: wordOK, what: "features", text: "nix-command and flakes are on"}
	if !set.Flakes {
		features = finding{wordNote, "features", "nix-command or flakes are off; flakewalk switches them on in each of its commands, also in those it shows", ""}
	}
	system := finding{word: wordOK, what: "system", text: set.System}
	if len(set.ExtraSystems) > 0 {
		system.text += ", also " + strings.Join(set.ExtraSystems, ", ")
	}
	config := finding{word: wordOK, what: "nixConfig", text: fmt.Sprintf("of a flake is applied only when you say so; nix remembers %d answers in %s", k.Answers, k.Trust)}
	if set.AcceptFlakeConfig {
		config = finding{wordNote, "nixConfig", "of every flake is applied unasked by what you build and run, since accept-flake-config is on; looking at a flake applies none", ""}
	}
	return []finding{features, system, config}
}

// storeFindings are what is known of the store, and whether nix evaluates.
func storeFindings(k nixcli.Checkup) []finding {
	var found []finding
	if k.StoreErr != nil {
		found = append(found, problemOf("store", k.StoreErr))
	} else {
		found = append(found, storeFinding(k), trustFinding(k.Store))
	}
	switch {
	case k.EvalErr == nil:
		return append(found, finding{word: wordOK, what: "evaluation", text: "works"})
	case k.StoreErr != nil && model.ProblemOf(k.EvalErr).Cause == model.ProblemOf(k.StoreErr).Cause:
		return found // for the same reason
	}
	return append(found, problemOf("evaluation", k.EvalErr))
}

func storeFinding(k nixcli.Checkup) finding {
	address := withoutCredentials(k.Store.URL)
	if k.Store.Daemon() {
		text := k.StoreDir + ", kept by a daemon that answers"
		if k.Store.Version != "" {
			text += " (" + k.Store.Version + ")"
		}
		return finding{word: wordOK, what: "store", text: text}
	}
	dir, ok := k.Store.Folder(k.StoreDir)
	if !ok {
		return finding{wordNote, "store", "at " + address + "; whether it can be written to shows when something is built", ""}
	}
	if err := unix.Access(dir, unix.W_OK); err != nil {
		return finding{wordProblem, "store", dir + ", no daemon, and it cannot be written to: " + err.Error(), model.CausePermission.Advice().Remedy}
	}
	return finding{word: wordOK, what: "store", text: dir + ", yours alone (no daemon), writable"}
}

func trustFinding(s nixcli.StoreInfo) finding {
	switch {
	case !s.Told:
		return finding{wordNote, "trusted", "the store does not say whether it trusts you", ""}
	case !s.Trusted:
		return finding{wordNote, "trusted", "no; nix ignores some settings of yours and of flakes, such as other substituters", ""}
	}
	return finding{word: wordOK, what: "trusted", text: "yes, the store takes all settings from you"}
}

// examineGit looks for git.
func examineGit(ctx context.Context) finding {
	const miss = "nix fetches git repositories with it; without it flakewalk does not see that files changed, and has no --diff REV"
	path, err := exec.LookPath("git")
	if err != nil {
		return finding{wordMissing, "git", "not on PATH; " + miss, "Install git."}
	}
	ctx, cancel := context.WithTimeout(ctx, limitCheckup)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, "--version") //nolint:gosec // git as it is on PATH
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	cmd.WaitDelay = time.Second
	out, err := cmd.Output()
	if err != nil {
		return finding{wordMissing, "git", path + " does not work (" + err.Error() + "); " + miss, "Check what 'git --version' says."}
	}
	return finding{word: wordOK, what: "git", text: strings.TrimPrefix(model.FirstLine(string(out)), "git version ") + ", " + path}
}
