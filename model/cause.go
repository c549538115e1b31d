package model

// Cause is why a question to nix was not answered. The zero value is CauseNone.
type Cause uint8

// The causes. See Cause.Advice for what each means.
const (
	CauseNone Cause = iota
	// Of an attribute.
	CauseThrow
	CauseAssert
	CauseAbort
	CauseRecursion
	CauseStackOverflow
	CauseAttributeMissing
	CauseType
	CauseWrongOutput
	CauseIFD
	CauseImpure
	CauseUnfree
	CauseInsecure
	CauseBroken
	CauseUnsupported
	CauseFileMissing
	CauseHashMismatch
	CauseBuild
	CauseEvaluation
	CauseOutside
	CauseSubmodule
	// Of the flake.
	CauseNotFlake
	CauseNotTracked
	CauseSyntax
	CauseBadFlake
	CauseBadRef
	CauseUnknownInput
	CauseLock
	CauseNotOwned
	CauseOpening
	CauseNoRevision
	CauseGitRepository
	CauseFollowsCycle
	CauseSpecialFile
	CauseRelativeInput
	CauseBrowserAddress
	// Of getting it from elsewhere.
	CauseNetwork
	CauseOffline
	CauseNotThere
	CauseCredentials
	CauseRateLimit
	CauseServer
	CauseWebPage
	CauseCertificate
	CauseSSHKey
	CauseHostKey
	CauseGitMissing
	CauseSSHMissing
	// Of the machine.
	CauseDiskFull
	CauseTooManyFiles
	CauseClosedPipe
	CauseSettings
	CauseSelf
	CausePermission
	CauseDaemon
	CauseOutOfMemory
	CauseNixMissing
	CauseNixTooOld
	CauseFeatures
	CauseUsage
	CauseCrash
	CauseGarbage
	CauseTooMuch
	CauseNotRecorded
	CauseMistake
	// Of time.
	CauseTimeout
	CauseCancelled
	causes // the number of causes
)

// Advice is what a person is told about a cause.
type Advice struct {
	// Name is the cause's name in JSON, such as "infiniteRecursion".
	Name string
	// Sentence says what happened.
	Sentence string
	// Remedy says what to do about it. Where it speaks of a key of the explorer it names
	// the action in braces: {allow}; keymap.Map.Named puts the key there.
	Remedy string
}

// String is the cause's name in JSON.
func (c Cause) String() string { return c.Advice().Name }

// Advice returns the sentence and the remedy for a cause.
func (c Cause) Advice() Advice {
	if c >= causes {
		c = CauseNone
	}
	return advices[c]
}

// Causes lists every cause but CauseNone.
func Causes() []Cause {
	all := make([]Cause, 0, causes-1)
	for c := CauseNone + 1; c < causes; c++ {
		all = append(all, c)
	}
	return all
}

// State is the state a node is in when evaluating it ended for that cause.
func (c Cause) State() State {
	switch c { //nolint:exhaustive // all the others are failures
	case CauseNone:
		return StateReady
	case CauseIFD:
		return StateIFD
	case CauseTimeout:
		return StateTimeout
	case CauseCancelled:
		return StateCancelled
	}
	return StateFailed
}

// advices is the one table of causes.
var advices = [causes]Advice{
	CauseNone:             {"", "", ""},
	CauseThrow:            {"throw", "The attribute throws an error on purpose.", "Read the message: its author wrote it for you. If it asks for --impure, {allow} in the explorer allows that for this attribute, --impure for all. Another attribute or system may work."},
	CauseAssert:           {"assert", "An assertion does not hold.", "Read the condition in the trace; the flake or one of its arguments must change."},
	CauseAbort:            {"abort", "The evaluation aborts itself.", "Read the message; the flake must change."},
	CauseRecursion:        {"infiniteRecursion", "The value needs itself to be evaluated.", "The flake must break the cycle that the trace shows."},
	CauseStackOverflow:    {"stackOverflow", "The evaluation nests too many calls.", "The flake recurses too deep; --option max-call-depth N moves the bound."},
	CauseAttributeMissing: {"attributeMissing", "An attribute that is asked for does not exist.", "Check the name against the tree; the trace shows who asked."},
	CauseType:             {"type", "A value has another type than its user needs.", "The trace shows the place; the flake must change."},
	CauseWrongOutput:      {"wrongOutput", "The value is not what nix expects at this place.", "nix build, run and check refuse it; it can still be opened and looked at."},
	CauseIFD:              {"ifd", "Evaluating this needs to build something first (import from derivation).", "Nothing was built. In the explorer {allow} lets it for this attribute; --allow-import-from-derivation lets it everywhere."},
	CauseImpure:           {"impure", "The value depends on this machine (environment, time, files), which pure evaluation forbids.", "If you trust the flake: in the explorer {allow} allows it for this attribute, --impure everywhere."},
	CauseUnfree:           {"unfree", "The package has an unfree licence.", "Allow it in your nixpkgs config, or NIXPKGS_ALLOW_UNFREE=1 with --impure."},
	CauseInsecure:         {"insecure", "The package is marked as insecure.", "Read the known problems; permittedInsecurePackages, or NIXPKGS_ALLOW_INSECURE=1 with --impure, allows it."},
	CauseBroken:           {"broken", "The package is marked as broken.", "NIXPKGS_ALLOW_BROKEN=1 with --impure tries it all the same."},
	CauseUnsupported:      {"unsupportedSystem", "The package is not available for this system.", "Another system may have it; NIXPKGS_ALLOW_UNSUPPORTED_SYSTEM=1 with --impure tries it all the same."},
	CauseFileMissing:      {"fileMissing", "A file that the flake reads does not exist in it.", "In a git repository only tracked files are part of the flake: git add the file."},
	CauseHashMismatch:     {"hashMismatch", "What was fetched is not what the lock file expects.", "The source changed or the lock file is wrong: nix flake update the input."},
	CauseBuild:            {"build", "Something that had to be built for this failed.", "Read the log with nix log."},
	CauseEvaluation:       {"evaluation", "The evaluation failed.", "Read nix's message and trace."},
	CauseOutside:          {"outside", "A path leads out of the flake's own tree, where nix sees nothing.", "Make the other folder an input with a reference of its own (git+file:///repo?dir=lib), or put both below one flake.nix; --impure does not help."},
	CauseSubmodule:        {"submodule", "The file lies in a git submodule, which nix leaves out.", "Open the flake with ?submodules=1, or set inputs.self.submodules = true in flake.nix (Nix 2.27 and newer)."},
	CauseOpening:          {"open", "nix could not open the flake.", "Read nix's own words; flakewalk does not know this message."},
	CauseNoRevision:       {"noRevision", "The repository has no such branch, tag or commit.", "Check ref= and rev= against the repository (git ls-remote lists its branches and tags); a commit may have to be pushed."},
	CauseGitRepository:    {"gitRepository", "nix's own git cannot read this repository, though git itself may.", "Open the folder as path:. (or path:FOLDER), which does not ask git; untracked files belong to it then."},
	CauseFollowsCycle:     {"followsCycle", "Inputs follow each other in a circle.", "Remove one of the follows that the message names from flake.nix."},
	CauseRelativeInput:    {"relativeInput", "An input is a folder inside the flake (a relative path), which this nix does not take.", "Nix 2.26 and newer take it, Lix does not; or give the input another address, such as git+https: with ?dir=."},
	CauseSpecialFile:      {"specialFile", "This is neither a file nor a folder (a socket, a pipe, a device), and nix cannot copy it.", "Remove it from the folder, or put the flake into a git repository, where only tracked files count."},
	CauseBrowserAddress:   {"browserAddress", "This is the address of a web page, not of a flake.", "Write github:owner/repo, gitlab:owner/repo or sourcehut:~owner/repo; for other servers git+https://host/owner/repo."},
	CauseOffline:          {"offline", "With --offline nothing is downloaded, and this is not here.", "Leave --offline out once, so that nix fetches it."},
	CauseNotThere:         {"notThere", "The server has nothing there, or it is private.", "Check the spelling. For a private repository set access-tokens in nix.conf, or use git+ssh://git@host/owner/repo."},
	CauseCredentials:      {"credentials", "The server wants to know who asks, or refuses who did.", "Set access-tokens in nix.conf for github: and gitlab:, a netrc file for archives, or a credential helper for git+https:; or use git+ssh:. Where git could ask, {fetch} in the explorer lets it."},
	CauseRateLimit:        {"rateLimit", "The server got too many requests and refuses more for now.", "Wait, up to an hour. On GitHub a token has a far higher limit: access-tokens = github.com=TOKEN in nix.conf."},
	CauseServer:           {"server", "The server itself failed.", "Try again later; nothing here can help."},
	CauseWebPage:          {"webPage", "What the server sent is not what was asked for, but perhaps a web page.", "On a hotel's or train's network, log in with a browser first. Otherwise check that the address is that of an archive."},
	CauseCertificate:      {"certificate", "The server's certificate is not trusted.", "Check the clock and the address. For a certificate of your own name its file in ssl-cert-file of nix.conf, and for git in http.sslCAInfo."},
	CauseSSHKey:           {"sshKey", "The ssh server takes none of your keys.", "Try ssh -T git@HOST: is the right key there, in the agent, and known to the server? For its passphrase ssh-add it first, or {fetch} in the explorer lets ssh ask."},
	CauseHostKey:          {"hostKey", "ssh does not know the server's host key, or it has changed.", "Connect once with ssh HOST, or {fetch} in the explorer, and compare the key with the one that the server's owner publishes."},
	CauseGitMissing:       {"gitMissing", "nix needs git for this, and there is none on PATH.", "Install git, or use github:owner/repo, which needs none."},
	CauseSSHMissing:       {"sshMissing", "git needs ssh for this, and there is none on PATH.", "Install ssh (OpenSSH), or use git+https:."},
	CauseDiskFull:         {"diskFull", "There is no room left to write.", "Free some space (df shows where it is short), or raise the quota; nix store gc removes what nobody needs."},
	CauseTooManyFiles:     {"tooManyFiles", "More files are open than the system allows.", "Raise the limit (ulimit -n) or close other programs."},
	CauseClosedPipe:       {"closedPipe", "Who was to read the output has stopped reading.", "Nothing is wrong with the flake; run the command again without the pipe to see all of it."},
	CauseSelf:             {"flakewalk", "flakewalk itself could not do this.", "Read the message: it is the system's or flakewalk's own, not nix's."},
	CauseSettings:         {"settings", "nix cannot use one of its settings.", "Mend the line that the message names in nix.conf, NIX_CONFIG or the command."},
	CauseNotFlake:         {"notFlake", "There is no flake.nix here.", "Give a flake reference, such as github:owner/repo or the path of a folder with a flake.nix."},
	CauseNotTracked:       {"notTracked", "The file exists but git does not track it, so nix does not see it.", "git add it (no commit is needed) and reload."},
	CauseSyntax:           {"syntax", "A Nix file of the flake has a syntax error.", "Mend the file at the position that nix gives."},
	CauseBadFlake:         {"badFlake", "flake.nix is not shaped like a flake.", "It needs `outputs`, a function, and besides only description, inputs and nixConfig."},
	CauseBadRef:           {"badReference", "This is not a flake reference that nix understands.", "Examples: . , /path, github:owner/repo, git+https://host/repo?ref=main, nixpkgs."},
	CauseUnknownInput:     {"unknownInput", "An input cannot be found.", "Check its reference in flake.nix, or the registry (nix registry list) if it is a bare name."},
	CauseLock:             {"lock", "The lock file cannot be used.", "Resolve its conflict or recreate it with nix flake lock; a newer nix may be needed."},
	CauseNotOwned:         {"notOwned", "The repository belongs to another user, so git refuses it.", "git config --global --add safe.directory PATH, or open it as path:PATH."},
	CauseNetwork:          {"network", "Something had to be downloaded and could not be.", "Check the network, or use --offline with what is already in the store."},
	CausePermission:       {"permission", "A file or folder may not be read or written.", "Check its owner and mode; nix needs to read the flake and to write to its cache and store."},
	CauseDaemon:           {"daemon", "The nix daemon cannot be reached.", "Start it (systemctl start nix-daemon) or check NIX_REMOTE."},
	CauseOutOfMemory:      {"outOfMemory", "The evaluation needs more memory than it may have.", "Raise --memory-limit if the machine has more, or look at a smaller part."},
	CauseNixMissing:       {"nixMissing", "No nix was found.", "Install Nix (nixos.org/download), or name the binary with --nix or on PATH."},
	CauseNixTooOld:        {"nixTooOld", "This nix is too old.", "flakewalk needs Nix 2.24 or newer, Lix, or Determinate Nix."},
	CauseFeatures:         {"features", "An experimental feature that this needs is off.", "Add the feature to experimental-features in nix.conf; flakewalk itself asks only for nix-command and flakes."},
	CauseUsage:            {"usage", "nix does not accept the command line.", "Check the options given to flakewalk; this nix may not know one of them."},
	CauseCrash:            {"crash", "nix ended without an answer.", "Retry; if it happens again, run the command from the message by hand and report it to nix."},
	CauseGarbage:          {"garbage", "nix's answer cannot be read.", "Check that the nix on PATH is the real one, and report its version."},
	CauseTooMuch:          {"tooMuch", "The answer is larger than flakewalk takes.", "Open a smaller part of the value."},
	CauseNotRecorded:      {"notRecorded", "This is a recording, and nobody asked for this when it was made.", "Open the flake itself, with nix, to see it; a recording holds what was looked at."},
	CauseMistake:          {"internal", "flakewalk itself failed.", "Report it with the trace: the message names its file."},
	CauseTimeout:          {"timeout", "The evaluation took longer than its limit.", "Retry: the limit is then doubled. It may never end."},
	CauseCancelled:        {"cancelled", "This was cancelled.", "Retry when you want it."},
}
