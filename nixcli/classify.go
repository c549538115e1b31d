package nixcli

import (
	"cmp"
	"regexp"
	"strings"

	"flakewalk/model"
)

// circumstance is what is known of a command beside what nix said.
type circumstance struct {
	at      stage
	offline bool   // the user has forbidden the network
	ref     string // the reference that was to be opened
}

// classify reads what nix printed on stderr while it evaluated: why it failed, the
// message of the last `error:` block, and the whole as a trace.
func classify(stderr string, exitCode int) (cause model.Cause, message, trace string) {
	return circumstance{at: evaluating}.classify(stderr, exitCode)
}

// classify tells why nix failed by the form of its whole message and by where it
// happened, never by a word that occurs in it: what a flake throws may say anything.
// What has no known form is said in nix's own words.
func (c circumstance) classify(stderr string, exitCode int) (cause model.Cause, message, trace string) {
	text := withoutOurs(withoutVersion(strings.ReplaceAll(stripANSI(stderr), "\r", "")))
	trace = strings.TrimSpace(text)
	r, found := parseReport(text)
	switch {
	case !found:
		return silentCause(text, exitCode), crashMessage(text), trace
	case exitCode == 102: // Nix manual, "nix-build", exit status
		return model.CauseHashMismatch, r.message, trace
	}
	return c.causeOf(r), r.message, trace
}

// determinateLine is the version that Determinate Nix prints with every command.
var determinateLine = regexp.MustCompile(`(?m)^Nix \(Determinate Nix [^()\n]*\) [0-9]\S*\n`)

// withoutVersion drops the line that Determinate Nix says of itself at -v.
func withoutVersion(text string) string {
	if !strings.Contains(text, "Nix (Determinate Nix ") {
		return text
	}
	return determinateLine.ReplaceAllString(text, "")
}

// causeOf is the cause of a report.
func (c circumstance) causeOf(r report) model.Cause {
	switch {
	case r.thrown():
		return cmp.Or(shaped(thrownShapes, r.message, c.at), model.CauseThrow)
	case r.asserted():
		return model.CauseAssert
	}
	cause := cmp.Or(fetchCause(r), c.webPage(r), shaped(shapes, r.message, c.at), shaped(libgitShapes, r.message, c.at))
	switch cause { //nolint:exhaustive // the others mean what they say
	case model.CauseNone:
		if c.at == opening {
			return model.CauseOpening
		}
		return model.CauseEvaluation
	case model.CauseImpure:
		if outsideStorePath(r.message) || c.at == opening && fits("access to absolute path '*", r.message) {
			return model.CauseOutside
		}
	}
	if c.at == opening {
		return c.openCause(cause, r)
	}
	return cause
}

// openCause is the cause of a failure to open a flake, where it is not said by the
// message alone.
func (c circumstance) openCause(cause model.Cause, r report) model.Cause {
	if c.offline && (cause == model.CauseNetwork || cause == model.CauseUnknownInput && r.warned("unable to download ")) {
		return model.CauseOffline
	}
	switch cause { //nolint:exhaustive // the others mean what they say
	case model.CauseUnknownInput:
		if r.warned("cannot parse flake registry ") {
			return model.CauseWebPage
		}
	case model.CauseAttributeMissing, model.CauseType:
		return model.CauseBadFlake
	case model.CauseNotFlake, model.CauseFileMissing:
		if r.ofInput() {
			return model.CauseUnknownInput
		}
	}
	if r.ofInput() {
		return cause
	}
	return c.refCause(cause, r)
}

// refCause is the cause where it may be the reference itself that is at fault.
func (c circumstance) refCause(cause model.Cause, r report) model.Cause {
	switch {
	case browserAddress(c.ref) && fetchProblem(cause):
		return model.CauseBrowserAddress
	case cause == model.CauseNoRevision && fits("getting Git object '*", r.message) && !strings.Contains(c.ref+r.lastStep(), "rev="):
		return model.CauseGitRepository // it misses what it says it has
	case cause == model.CauseNotFlake && schemed(c.ref) && fits("getting status of '*': No such file or directory", r.message):
		return model.CauseBadRef
	}
	return cause
}

// webPage tells whether the JSON that nix got from elsewhere began as HTML does.
func (c circumstance) webPage(r report) model.Cause {
	const html = "[json.exception.parse_error.101] parse error at line 1, column 1: syntax error while parsing value - invalid literal; last read: '<'"
	if c.at == opening && fits(html, r.message) && (r.updating() || remote(c.ref)) {
		return model.CauseWebPage
	}
	return model.CauseNone
}

// localRef is the beginning of a reference to something on this machine.
var localRef = regexp.MustCompile(`\A([./~]|path:|git\+file:|file:)`)

// remote tells whether a reference leads to another machine.
func remote(ref string) bool {
	return ref != "" && !localRef.MatchString(ref)
}

// fetchProblem tells whether a cause may be that of an address that is none of a source.
func fetchProblem(c model.Cause) bool {
	switch c { //nolint:exhaustive // only these
	case model.CauseNetwork, model.CauseWebPage, model.CauseNotThere, model.CauseNotFlake, model.CauseBadRef, model.CauseCredentials, model.CauseServer, model.CauseOpening:
		return true
	}
	return false
}

// fetchCause is why something could not be downloaded, CauseNone where the message
// is about nothing of that kind. It goes by what the server or git said.
func fetchCause(r report) model.Cause {
	message := strings.TrimPrefix(r.message, "Failed to open archive (Source threw exception: error: ")
	message = strings.TrimPrefix(message, "error: ")
	switch {
	case fits("unable to download '*': *", message):
		return downloadCause(message)
	case fits("Failed to open archive (Unrecognized archive format)*", r.message):
		return model.CauseWebPage
	case anyFits(r.message, gitFailed()...):
		return gitCause(r)
	}
	return model.CauseNone
}

// httpStatus is the status with which a server refused a download.
var httpStatus = regexp.MustCompile(`\A[^\n]*': HTTP error (\d{3})\b`)

// curlStatus is the number by which curl says why a download failed: in words of old and of new.
var curlStatus = regexp.MustCompile(`\A[^\n]*?(?: \((\d+)\) |\(curl error code=(\d+)\))`)

// downloadCause reads the status of HTTP or the number of curl's error.
func downloadCause(message string) model.Cause {
	if m := httpStatus.FindStringSubmatch(message); m != nil {
		return statusCause(m[1], message)
	}
	m := curlStatus.FindStringSubmatch(message)
	if m == nil {
		return model.CauseNetwork
	}
	switch cmp.Or(m[1], m[2]) { // libcurl-errors(3)
	case "60", "77", "58", "59", "83", "91":
		return model.CauseCertificate
	case "3", "1":
		return model.CauseBadRef
	}
	return model.CauseNetwork
}

// statusCause is what a status of HTTP means. GitHub says with 403 too that there
// were too many requests, and with 422 that it has no such commit.
func statusCause(status, message string) model.Cause {
	switch {
	case status == "429", status == "403" && strings.Contains(strings.ToLower(message), "rate limit"):
		return model.CauseRateLimit
	case status == "401", status == "403", status == "407":
		return model.CauseCredentials
	case status == "404", status == "410":
		return model.CauseNotThere
	case status == "422":
		return model.CauseNoRevision
	case status[0] == '5':
		return model.CauseServer
	}
	return model.CauseNetwork
}

// gitCause reads why the git program failed from its own lines.
func gitCause(r report) model.Cause {
	for _, s := range gitShapes {
		for line := range strings.SplitSeq(r.before, "\n") {
			if fits(s.text, line) {
				return s.cause
			}
		}
	}
	return shaped(libgitShapes, r.message, anywhere)
}

// absoluteInStore is the refusal of a path in a store, with the name of what lies there.
var absoluteInStore = regexp.MustCompile(`\Aaccess to absolute path ['"](?:[^'"]*/)store/([^/'"]+)`)

// storeHash is the beginning of the name of a store path.
var storeHash = regexp.MustCompile(`\A[0-9a-z]{32}-`)

// outsideStorePath tells whether a message says that a path may not be read that lies
// in the store and yet in nothing that is there: that of a relative path that leads
// out of the flake's own tree.
func outsideStorePath(message string) bool {
	m := absoluteInStore.FindStringSubmatch(message)
	return m != nil && !storeHash.MatchString(m[1])
}

// archiveName is the end of the name of an archive.
var archiveName = regexp.MustCompile(`\.(tar(\.\w+)?|tgz|tbz2?|txz|zip)\z`)

// browserAddress tells whether a reference is the address of a page about a
// repository, as a browser has it, or as git clone takes it.
func browserAddress(ref string) bool {
	ref = strings.TrimPrefix(strings.TrimPrefix(ref, "https://"), "http://")
	ref = strings.TrimPrefix(strings.TrimPrefix(ref, "www."), "git@")
	host, path, found := cutAny(ref, "/:")
	if !found || path == "" {
		return false
	}
	switch host {
	case "github.com", "gitlab.com", "codeberg.org", "bitbucket.org", "git.sr.ht", "sr.ht":
	default:
		return false
	}
	path, _, _ = cutAny(path, "?#")
	return !strings.Contains(path, "/archive/") && !archiveName.MatchString(path)
}

// cutAny cuts a text at the first of some characters.
func cutAny(s, any string) (before, after string, found bool) {
	i := strings.IndexAny(s, any)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

// refScheme is the scheme of a reference that is a URL.
var refScheme = regexp.MustCompile(`\A[a-z][a-z0-9+.-]*:`)

// schemed tells whether a reference was meant to name a scheme.
func schemed(ref string) bool {
	return refScheme.MatchString(ref)
}

// silentCause is why a process ended that printed no `error:` block.
func silentCause(text string, exitCode int) model.Cause {
	switch {
	case fits("*std::bad_alloc*", text), fits("*Out of Memory*", text), fits("*out of memory*", text):
		return model.CauseOutOfMemory
	case fits("*stack overflow*", text):
		return model.CauseStackOverflow
	case exitCode == 127, exitCode == 126:
		return model.CauseNixMissing
	}
	return model.CauseCrash
}

// crashMessage is the message of a nix that ended without an `error:` block: its last
// line, or where it crashed the reason that its report begins with. The stack that
// follows there says nothing to anybody.
func crashMessage(text string) string {
	before, report, crashed := strings.Cut(text, "Nix crashed. This is a bug.")
	if !crashed {
		return lastLine(text)
	}
	if reason := lastLine(before); strings.HasPrefix(reason, "terminating due to ") {
		return reason
	}
	heading, report, _ := strings.Cut(report, "\n")
	if reason := model.FirstLine(strings.TrimSpace(report)); reason != "" {
		return reason
	}
	return "Nix crashed. This is a bug." + heading
}
