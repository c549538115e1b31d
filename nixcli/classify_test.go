package nixcli

import (
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// TestCrashMessage proves that of a crash the reason is told, and no line of the
// stack that nix dumps (Nix's source, crash-handler.cc).
func TestCrashMessage(t *testing.T) {
	t.Parallel()
	const report = "Nix crashed. This is a bug. Please report this at https://github.com/NixOS/nix/issues with the following information included:\n\n"
	const stack = "Stack trace:\n 0# 0x000055D0 in nix\n 1# nix::openEvalCache(nix::EvalState&) in /usr/lib/libnixcmd.so\n11# _start in nix\n\n"
	for text, want := range map[string]string{
		"evaluating file 'x'\n" + report + "Exception: std::bad_optional_access: bad optional access\n" + stack:                                                   "Exception: std::bad_optional_access: bad optional access",
		"\x1b[31;1mterminating due to unexpected unrecoverable internal error: \x1b[0mAssertion 'scheme' failed\n" + report + "std::terminate() called\n" + stack: "terminating due to unexpected unrecoverable internal error: Assertion 'scheme' failed",
		report + "std::terminate() called without exception\n" + stack:                                                                                            "std::terminate() called without exception",
		"Determinate " + report + "Unknown exception!\n" + stack:                                                                                                  "Unknown exception!",
		report:               "Nix crashed. This is a bug. Please report this at https://github.com/NixOS/nix/issues with the following information included:",
		"terminate called\n": "terminate called",
		" 1# a in b\n":       "1# a in b",
		"":                   "",
	} {
		cause, message, trace := classify(text, -1)
		if cause != model.CauseCrash || message != want || trace == "" && text != "" {
			t.Errorf("%q: %s %q, want %q", text, cause, message, want)
		}
	}
}

// TestRelativeInput proves that an input by a relative path that nix refuses (Lix, or
// a Nix before 2.26) is told from other locks that it does not take.
func TestRelativeInput(t *testing.T) {
	t.Parallel()
	const before = "fetching path input 'path:/home/me/hello-garden'\nerror:\n       … while updating the lock file of flake 'path:/home/me/hello-garden?lastModified=1796025447&narHash=sha256-S1kDKQ%3D'\n\n       error: "
	for locked, want := range map[string]model.Cause{
		`{"path":"./pond","type":"path"}`:          model.CauseRelativeInput,
		`{"path":"../pond","type":"path"}`:         model.CauseRelativeInput,
		`{"dir":"x","path":"./y","type":"path"}`:   model.CauseRelativeInput,
		`{"path":"./dep","type":"teleport"}`:       model.CauseLock,
		`{"path":"/home/me/pond","type":"path"}`:   model.CauseLock,
		`{"type":"git","url":"file:///home/me/r"}`: model.CauseLock,
	} {
		message := "lock file contains mutable lock '" + locked + "'"
		if cause, said, _ := (circumstance{at: opening}).classify(before+message+"\n", 1); cause != want || said != message {
			t.Errorf("%s: %s %q", locked, cause, said)
		}
	}
}

// TestClassifyRecorded proves that what real nix said, version by version, is
// classified as it must be.
func TestClassifyRecorded(t *testing.T) {
	t.Parallel()
	recorded := nixtest.RecordedErrors(t)
	if len(recorded) < 100 {
		t.Fatalf("only %d recorded errors", len(recorded))
	}
	for _, r := range recorded {
		c := circumstance{at: evaluating}
		if r.Engine == "metadata" {
			c.at = opening
		}
		cause, message, _ := c.classify(r.Text, r.Code)
		if !r.Fits(cause) || !strings.Contains(message, r.Message) {
			t.Errorf("%s %s %s %s %s: cause %s (want %s %s), message %q (want %q)", r.Version, r.Case, r.Path, r.Field, r.Engine, cause, r.Cause, r.Or, message, r.Message)
		}
	}
}
