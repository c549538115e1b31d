package nixtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"flakewalk/model"
)

// unopenable are the flakes that cannot be opened.
func unopenable() []Case {
	cases := []Case{
		{Name: "syntax", OpenError: model.CauseSyntax, OpenMessage: "syntax error, unexpected"},
		{Name: "noflake", OpenError: model.CauseNotFlake, OpenMessage: "could not find a flake.nix file"},
		{Name: "outputs-missing", OpenError: model.CauseBadFlake, OpenMessage: "lacks attribute 'outputs'"},
		{Name: "outputs-notfunction", OpenError: model.CauseBadFlake, OpenMessage: "expected a function but got a set"},
		{Name: "flake-let", OpenError: model.CauseBadFlake, OpenMessage: "must be an attribute set"},
		{Name: "flake-attribute", OpenError: model.CauseBadFlake, OpenMessage: "has an unsupported attribute 'packages'"},
		{Name: "flake-inputs", OpenError: model.CauseBadFlake, OpenMessage: "expected a set but got a thunk"},
		{Name: "flake-description", OpenError: model.CauseBadFlake, OpenMessage: "expected a string but got an integer"},
		{Name: "flake-input-attribute", OpenError: model.CauseBadFlake, OpenMessage: "colour"},
		{Name: "unlocked-github", OpenError: model.CauseNetwork, OpenMessage: "unable to download"},
		{Name: "unlocked-git", OpenError: model.CauseNetwork, OpenMessage: ""},
		{Name: "unlocked-tarball", OpenError: model.CauseNetwork, OpenMessage: "unable to download"},
		{Name: "unlocked-ssh", OpenError: model.CauseNetwork, OpenMessage: ""},
		{Name: "unknown-input", OpenError: model.CauseNetwork, OpenMessage: "flake-registry.json"},
		{Name: "unknown-input-registry", OpenError: model.CauseUnknownInput, Make: makeUnregistered("unknown-input"),
			OpenMessage: "cannot find flake 'flake:nosuchflake-xyz' in the flake registries"},
		{Name: "unknown-path", OpenError: model.CauseUnknownInput, OpenMessage: "no-such-folder"},
		{Name: "unknown-scheme", OpenError: model.CauseBadRef, OpenMessage: "is unsupported"},
		{Name: "unknown-follows", OpenError: model.CauseUnknownInput, OpenMessage: "no-such-input"},
		{Name: "lock-merge", OpenError: model.CauseLock, OpenMessage: "parse error"},
		{Name: "lock-version", OpenError: model.CauseLock, OpenMessage: "has unsupported version 99"},
		{Name: "lock-broken", OpenError: model.CauseLock, OpenMessage: "parse error"},
		{Name: "lock-shape", OpenError: model.CauseLock, OpenMessage: "no-such-node"},
		{Name: "lock-unknown", OpenError: model.CauseCrash, OpenMessage: ""}, // nix dies of an assertion of its own
	}
	return append(append(cases, badReferences()...), badPlaces()...)
}

// reference is a case that only needs a reference.
func reference(name, ref string, c model.Cause, message string) Case {
	return Case{Name: name, OpenError: c, OpenMessage: message,
		Make: func(_ testing.TB, n Nix) (Nix, string) { return n, ref }}
}

// misread is a reference that nix takes for the name of a folder because it is
// none of the other kinds.
func misread(name, ref string) Case {
	c := reference(name, ref, model.CauseNotFlake, "No such file or directory")
	c.OpenOr = model.CauseBadRef
	return c
}

// makeUnregistered asks for a name with an empty registry: in the inputs of a
// corpus flake, or as the reference itself.
func makeUnregistered(name string) func(t testing.TB, n Nix) (Nix, string) {
	return func(t testing.TB, n Nix) (Nix, string) {
		t.Helper()
		n = n.Settings("experimental-features = nix-command flakes", "flake-registry =")
		if name == "" {
			return n, "nosuchflake-xyz"
		}
		return n, Unpack(t, name)
	}
}

func badReferences() []Case {
	return []Case{
		reference("ref-scheme", "nosuchscheme:whatever", model.CauseBadRef, "is unsupported"),
		misread("ref-github", "github:owner-only"),
		misread("ref-github-long", "github:owner/repo/ref/too/long/by far"),
		misread("ref-unicode", "größe"),
		misread("ref-empty-scheme", "://x"),
		reference("ref-registry-offline", "nosuchflake-xyz", model.CauseNetwork, "flake-registry.json"),
		{Name: "ref-registry", OpenError: model.CauseUnknownInput, Make: makeUnregistered(""),
			OpenMessage: "cannot find flake 'flake:nosuchflake-xyz' in the flake registries"},
		reference("ref-remote", "github:example-owner-xyz/example-repo-xyz", model.CauseNetwork, "unable to download"),
		reference("ref-parameter", "path:/tmp?nosuchparameter=1", model.CauseBadRef, "nosuchparameter"),
		reference("ref-nowhere", "/no/such/folder", model.CauseNotFlake, "/no/such/folder"),
		reference("ref-nowhere-path", "path:/no/such/folder", model.CauseNotFlake, "/no/such/folder"),
		reference("ref-nowhere-git", "git+file:///no/such/repo", model.CauseNotFlake, ""),
		reference("ref-not-folder", "path:/etc/hostname", model.CauseNotFlake, "flake.nix"),
	}
}

func badPlaces() []Case {
	cases := []Case{
		{
			Name: "noflake-git", OpenError: model.CauseNotFlake, OpenMessage: "flake.nix",
			Make: func(t testing.TB, n Nix) (Nix, string) { return n, UnpackGit(t, "noflake", false) },
		},
		{
			Name: "untracked", OpenError: model.CauseNotTracked, OpenOr: model.CauseNotFlake, OpenMessage: "flake.nix",
			Make: makeUntracked,
		},
		{
			Name: "subfolder", OpenError: model.CauseNotFlake, OpenMessage: "flake.nix",
			Make: func(t testing.TB, n Nix) (Nix, string) { return n, "path:" + Unpack(t, "relative") + "?dir=nowhere" },
		},
		{
			Name: "hash-own", OpenError: model.CauseHashMismatch, OpenMessage: "NAR hash mismatch in input",
			Make: func(t testing.TB, n Nix) (Nix, string) {
				return n, "path:" + Unpack(t, "outputs-empty") + "?narHash=" + wrongHash
			},
		},
		{
			Name: "revision-unknown", OpenError: model.CauseNoRevision, OpenMessage: "object not found",
			Make: func(t testing.TB, n Nix) (Nix, string) {
				return n, "git+file://" + UnpackGit(t, "outputs-empty", false) + "?rev=" + strings.Repeat("1", 40)
			},
		},
		{
			Name: "branch-unknown", OpenError: model.CauseNoRevision, OpenMessage: "revspec 'no-such-branch' not found",
			Make: func(t testing.TB, n Nix) (Nix, string) {
				return n, "git+file://" + UnpackGit(t, "outputs-empty", false) + "?ref=no-such-branch"
			},
		},
		{
			Name: "permission", OpenError: model.CausePermission, OpenMessage: "ermission denied",
			Make: makeUnreadable,
		},
		{
			Name: "permission-cache", OpenError: model.CausePermission, OpenMessage: "ermission denied",
			Make: makeHomeless,
		},
	}
	if os.Geteuid() == 0 { // only root can give a folder away
		cases = append(cases, Case{
			Name: "not-owned", OpenError: model.CauseNotOwned, OpenMessage: "is not owned by current user",
			Make: makeForeign,
		})
	}
	return cases
}

// wrongHash is a well-formed hash that nothing has, percent-encoded for a reference.
const wrongHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D"

func makeUntracked(t testing.TB, n Nix) (Nix, string) {
	t.Helper()
	dir := Unpack(t, "outputs-empty")
	Git(t, dir, "init", "--quiet")
	Git(t, dir, "commit", "--quiet", "--allow-empty", "--message", "empty")
	return n, dir
}

func makeUnreadable(t testing.TB, n Nix) (Nix, string) {
	t.Helper()
	dir := Unpack(t, "outputs-empty")
	file := filepath.Join(dir, "flake.nix")
	if err := os.Chmod(file, 0); err != nil {
		t.Fatal(err)
	}
	return n.Unprivileged(t), dir
}

// makeHomeless makes a cache folder that cannot be written.
func makeHomeless(t testing.TB, n Nix) (Nix, string) {
	t.Helper()
	home := TempDir(t)
	if err := os.Chmod(home, 0o500); err != nil { //nolint:gosec // read-only is the point
		t.Fatal(err)
	}
	n = n.Fresh(t).Unprivileged(t).With("HOME="+home, "XDG_CACHE_HOME="+filepath.Join(home, ".cache"))
	return n, UnpackGit(t, "outputs-empty", false)
}

// makeForeign makes a repository that belongs to another user, with a git
// configuration that trusts nobody.
func makeForeign(t testing.TB, n Nix) (Nix, string) {
	t.Helper()
	dir := UnpackGit(t, "outputs-empty", false)
	for _, path := range []string{dir, filepath.Join(dir, ".git"), filepath.Join(dir, "flake.nix")} {
		if err := os.Chown(path, 65534, 65534); err != nil {
			t.Fatal(err)
		}
	}
	return n.With("GIT_CONFIG_GLOBAL=" + os.DevNull), dir
}

// Unprivileged is the same nix for which file permissions count even when the
// tests run as root: it gives up the capability to override them.
func (n Nix) Unprivileged(t testing.TB) Nix {
	t.Helper()
	if os.Geteuid() != 0 {
		return n
	}
	n.Bin = FakeNix(t, "exec setpriv --bounding-set=-dac_override,-dac_read_search "+n.Bin+` "$@"`+"\n")
	return n
}
