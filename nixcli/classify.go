package nixcli

import (
	"regexp"
	"strings"

	"flakewalk/model"
)

// rule recognises a cause by what stands in nix's message.
type rule struct {
	cause model.Cause
	texts []string // any of them, in lower case
}

// rules are tried in order, the more particular first. The texts are those of
// Nix 2.24 to 2.35 and Lix, tried by hand and recorded in nixtest.
func rules() []rule {
	return []rule{
		// Of the machine.
		{model.CauseFeatures, []string{"experimental nix feature", "experimental lix feature"}},
		{model.CauseDaemon, []string{"cannot connect to socket", "cannot connect to daemon", "daemon-socket", "nix daemon disconnected"}},
		{model.CauseUsage, []string{"unrecognised flag", "unknown flag", "is not a recognised command", "try 'nix", "requires an argument", "requires 1 argument", "requires 2 arguments"}},
		// What nixpkgs says of a package.
		{model.CauseUnfree, []string{"has an unfree license", "\n- unfree", "unfree license (", "unfreeredistributable"}},
		{model.CauseInsecure, []string{"is marked as insecure", "\n- insecure", "known vulnerabilities", "permittedinsecurepackages"}},
		{model.CauseBroken, []string{"is marked as broken", "allowbroken", "\n- broken"}},
		{model.CauseUnsupported, []string{"is not available on the requested hostplatform", "\n- unsupported", "is not supported on", "allowunsupportedsystem"}},
		// Of evaluating.
		{model.CauseEvaluation, []string{"[json.exception.", "division by zero"}},
		{model.CauseIFD, []string{"'allow-import-from-derivation' is disabled", "import-from-derivation", "import from derivation"}},
		{model.CauseImpure, []string{"in pure eval mode", "in pure evaluation mode", "pure evaluation mode", "attribute 'currentsystem' missing", "attribute 'currenttime' missing", "without a narhash", "use '--impure'", "use --impure", "unlocked flake reference"}},
		{model.CauseRecursion, []string{"infinite recursion encountered"}},
		{model.CauseStackOverflow, []string{"stack overflow", "max-call-depth exceeded", "recursion limit"}},
		{model.CauseOutOfMemory, []string{"out of memory", "bad_alloc", "cannot allocate memory"}},
		{model.CauseAbort, []string{"evaluation aborted with the following error message"}},
		{model.CauseHashMismatch, []string{"nar hash mismatch", "mismatch in field 'narhash'", "hash mismatch"}},
		// Of opening a flake.
		{model.CauseNotTracked, []string{"is not tracked by git", "git add"}},
		{model.CauseNotOwned, []string{"is not owned by current user", "dubious ownership"}},
		{model.CauseNotFlake, []string{"could not find a flake.nix file", "is not part of a flake", "does not contain a 'flake.nix'", "does not contain a 'flake.nix' file"}},
		{model.CauseBadFlake, []string{"lacks attribute 'outputs'", "unexpected flake input attribute", "has an unsupported attribute", "expected a set but got a thunk", "should be a function", "must be an attribute set"}},
		{model.CauseSyntax, []string{"syntax error", "undefined variable", "dynamic attributes not allowed", "path has a trailing slash", "duplicate formal", "already defined at"}},
		{model.CauseLock, []string{"lock file", "could not parse", "json.exception.parse_error", "flake.lock", "requires lock file changes"}},
		{model.CauseUnknownInput, []string{"cannot find flake", "in the flake registries", "follows a non-existent input"}},
		{model.CauseBadRef, []string{"is not a valid url", "has unsupported parameter", "revspec '", "object not found", "is not a valid flake reference", "not a valid flake", "is unsupported", "dubious uri", "invalid url", "is not an absolute path", "unexpected end of uri", "invalid uri"}},
		{model.CauseNetwork, []string{"unable to download", "could not resolve host", "could not resolve hostname", "failed to connect", "could not connect", "unable to access", "connection refused", "connection reset", "network is unreachable", "could not read from remote repository", "could not read username", "program 'git' failed", "failed to fetch", "timed out", "cannot fetch", "couldn't connect"}},
		{model.CausePermission, []string{"permission denied", "operation not permitted", "read-only file system"}},
		{model.CauseFileMissing, []string{"no such file or directory", "does not exist"}},
		{model.CauseBuild, []string{"builder for '", "cannot build '", "build of '", "failed to build"}},
		{model.CauseAttributeMissing, []string{"' missing", "does not provide attribute"}},
		{model.CauseType, []string{"but found ", "while a set was expected", "while a ", "attempt to call something which is not a function", "cannot coerce", "cannot convert", "cannot add ", "cannot compare", "called without required argument", "called with unexpected argument", "is not a string", "expected a ", "invalid utf-8", "is not an app definition", "is not a derivation", "value is "}},
	}
}

// causeOfMessage finds the cause of nix's message; trace is all it said. What a
// flake throws comes first, for it may say anything: the builtin stands in the
// trace just before the message. Nixpkgs throws what it says of packages, so
// those are looked for in thrown messages too.
func causeOfMessage(message, trace string) model.Cause {
	low := strings.ToLower(message)
	if thrown(trace) {
		for _, r := range rules() {
			switch r.cause { //nolint:exhaustive // only what nixpkgs throws
			case model.CauseUnfree, model.CauseInsecure, model.CauseBroken, model.CauseUnsupported:
				if containsAny(low, r.texts) {
					return r.cause
				}
			}
		}
		return model.CauseThrow
	}
	if asserted(message, trace) {
		return model.CauseAssert
	}
	for _, r := range rules() {
		if containsAny(low, r.texts) {
			return r.cause
		}
	}
	return model.CauseEvaluation
}

func containsAny(s string, texts []string) bool {
	for _, t := range texts {
		if strings.Contains(s, t) {
			return true
		}
	}
	return false
}

// thrown tells whether the last step of the trace is the call of `throw`.
func thrown(trace string) bool {
	return lastStep(trace) == "while calling the 'throw' builtin"
}

// asserted tells whether an assertion failed: nix says so, or it explains by the
// two sides of a comparison why the condition does not hold.
func asserted(message, trace string) bool {
	if strings.HasPrefix(message, "assertion '") && strings.HasSuffix(message, "failed") {
		return true
	}
	return strings.HasPrefix(lastStep(trace), "while evaluating the condition of the assertion")
}

// lastStep is the last "… while ..." of a trace.
func lastStep(trace string) string {
	all := regexp.MustCompile(`(?m)^ *… (while .*)$`).FindAllStringSubmatch(trace, -1)
	if len(all) == 0 {
		return ""
	}
	return strings.TrimSpace(all[len(all)-1][1])
}

// openCause is the cause of a failure to open a flake, where some of nix's texts
// mean something else than while evaluating.
func openCause(c model.Cause, message, trace string) model.Cause {
	switch c { //nolint:exhaustive // the others mean the same
	case model.CauseEvaluation:
		if strings.Contains(message, "json.exception") {
			return model.CauseLock // Nix before 2.28 names no file
		}
	case model.CauseType:
		return model.CauseBadFlake
	case model.CauseBadRef:
		if strings.Contains(message, "revspec 'master' not found") { // what Nix before 2.28 says of a repository it could not reach
			return unreachable(trace)
		}
	case model.CauseFileMissing:
		if strings.HasPrefix(lastStep(trace), "while updating the flake input") {
			return model.CauseUnknownInput
		}
		return model.CauseNotFlake
	}
	return c
}

// unreachable is why a repository could not be reached: git says it before nix.
func unreachable(trace string) model.Cause {
	if containsAny(strings.ToLower(trace), []string{"failed to connect", "could not connect", "could not resolve", "connection refused", "unable to access", "connection timed out"}) {
		return model.CauseNetwork
	}
	return model.CauseNotFlake
}
