package model

import "strings"

// Setting is one line of a flake's nixConfig: a setting of nix that the flake asks
// to be changed while its own commands run.
type Setting struct {
	// Name is the setting's name, as the flake writes it.
	Name string
	// Values are its value, word by word: a list has one for each element.
	Values []string
	// Decided tells that the user has answered nix's own question about this value
	// for good, and Trusted what.
	Decided, Trusted bool
}

// Value is the value on one line, as nix writes it.
func (s Setting) Value() string { return strings.Join(s.Values, " ") }

// Open tells whether the setting still needs the user's word.
func (s Setting) Open() bool { return !s.Decided && s.Meaning().Risk != RiskNone }

// Meaning is what the setting means.
func (s Setting) Meaning() SettingMeaning { return meaningOf(s.Name) }

// OpenSettings are those that need the user's word.
func OpenSettings(all []Setting) []Setting {
	var open []Setting
	for _, s := range all {
		if s.Open() {
			open = append(open, s)
		}
	}
	return open
}

// AskingSettings are those that accepting all would apply and declining all would
// not: the open ones, and those that the user has refused.
func AskingSettings(all []Setting) []Setting {
	var asking []Setting
	for _, s := range all {
		if s.Open() || s.Decided && !s.Trusted {
			asking = append(asking, s)
		}
	}
	return asking
}

// Risk is how much one gives away by accepting a setting.
type Risk uint8

// The risks.
const (
	// RiskNone is a setting that nix applies without asking: it changes how things look.
	RiskNone Risk = iota
	// RiskLow changes how nix works, but gives nobody power over this machine.
	RiskLow
	// RiskTrust makes what a stranger has built count as genuine.
	RiskTrust
	// RiskSystem lets the flake run programs, or reach files, outside of the sandbox.
	RiskSystem
)

// SettingMeaning is what a setting of nix means to who has to decide over it.
type SettingMeaning struct {
	// Risk is how much one gives away.
	Risk Risk
	// Accepting says what accepting it means.
	Accepting string
	// Declining says what declining it costs.
	Declining string
}

// meaningOf is the table of settings that flakes ask for (Nix manual, "nix.conf").
// The ones that nix applies unasked are those of its own list (Nix's source,
// flake/config.cc).
func meaningOf(name string) SettingMeaning { //nolint:gocyclo // a table
	const nothing = "Nothing of note is missing."
	switch strings.TrimPrefix(name, "extra-") {
	case "bash-prompt", "bash-prompt-prefix", "bash-prompt-suffix":
		return SettingMeaning{RiskNone, "The dev shell has a prompt of its own.", nothing}
	case "commit-lockfile-summary", "commit-lock-file-summary":
		return SettingMeaning{RiskNone, "Commits of the lock file get this message.", nothing}
	case "flake-registry":
		return SettingMeaning{RiskNone, "Short names of flakes are looked up there.", nothing}
	case "substituters":
		return SettingMeaning{RiskTrust, "Ready-built programs are taken from this binary cache. Who runs it learns what you build, and with a trusted key decides what you run.", "What only this cache has is built here from source, which may take long."}
	case "trusted-substituters":
		return SettingMeaning{RiskTrust, "Any user of this machine may take programs from this binary cache.", "What only this cache has is built here from source, which may take long."}
	case "trusted-public-keys":
		return SettingMeaning{RiskTrust, "Whatever is signed with this key counts as genuine, whoever built it.", "What the binary cache of this key has is not accepted, and is built here from source."}
	case "require-sigs":
		return SettingMeaning{RiskTrust, "Programs from a binary cache need no signature: anybody between it and you can change them.", nothing}
	case "trusted-users", "allowed-users":
		return SettingMeaning{RiskSystem, "It decides who may command nix on this machine.", nothing}
	case "sandbox", "sandbox-fallback", "sandbox-paths", "sandbox-build-dir", "allowed-impure-host-deps", "impure-env", "filter-syscalls":
		return SettingMeaning{RiskSystem, "Builders see more of this machine than nix's sandbox shows them.", "Builds that need it fail."}
	case "plugin-files", "pre-build-hook", "post-build-hook", "diff-hook", "build-hook", "run-diff-hook", "external-builders":
		return SettingMeaning{RiskSystem, "Nix runs this program on your machine, outside of any sandbox.", nothing}
	case "builders", "store", "netrc-file", "access-tokens", "ssl-cert-file", "ssh-auth-sock", "use-registries", "secret-key-files":
		return SettingMeaning{RiskSystem, "It changes where nix builds and stores things, or with which credentials.", "Nix goes on as your own settings have it."}
	case "allow-import-from-derivation":
		return SettingMeaning{RiskLow, "Evaluating may build things, or no longer may.", "What needs to build while it evaluates may fail."}
	case "pure-eval", "restrict-eval", "allowed-uris", "allow-unsafe-native-code-during-evaluation":
		return SettingMeaning{RiskSystem, "Evaluating may read the files and the environment of this machine.", "What depends on this machine does not evaluate."}
	case "experimental-features":
		return SettingMeaning{RiskLow, "Features of nix are switched on that are not stable yet.", "What is written with them does not evaluate."}
	case "max-jobs", "cores", "max-silent-time", "timeout", "keep-going", "fallback", "connect-timeout", "download-attempts", "http-connections", "builders-use-substitutes", "always-allow-substitutes", "log-lines", "eval-cores", "lazy-trees", "narinfo-cache-negative-ttl", "narinfo-cache-positive-ttl", "tarball-ttl", "warn-dirty", "allow-dirty", "keep-outputs", "keep-derivations", "auto-optimise-store", "max-substitution-jobs", "download-buffer-size", "show-trace", "max-call-depth", "stalled-download-timeout":
		return SettingMeaning{RiskLow, "It changes how fast, how long or how chattily nix works.", nothing}
	case "system-features", "extra-platforms", "platforms":
		return SettingMeaning{RiskLow, "It claims that this machine can build more than it says of itself.", "Builds that need it are refused here."}
	}
	return SettingMeaning{RiskSystem, "It changes a setting of nix that flakewalk knows nothing about.", "Nix goes on as your own settings have it."}
}
