package nixcli

import (
	"regexp"
	"slices"
	"strings"
)

// quotedDerivation finds a derivation in quotes.
var quotedDerivation = regexp.MustCompile(`'(/[^'\n]+\.drv)(\^[^'\n]*)?'`)

// buildFailure reads which derivation could not be built, and why, from a message
// of nix. ok is false for any other message, and for a derivation that misses
// only another one. What nix says (recorded in testdata/events):
//
//	until 2.28:  builder for '/nix/store/HASH-x.drv' failed with exit code 3
//	since then:  Cannot build '/nix/store/HASH-x.drv'. / Reason: builder failed with exit code 3.
//	both:        hash mismatch in fixed-output derivation '/nix/store/HASH-x.drv': / specified: ... / got: ...
func buildFailure(message string) (drv, reason string, ok bool) {
	text := stripANSI(message)
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	about := func(words string) bool { return strings.Contains(first, words) }
	if !slices.ContainsFunc([]string{"builder for '", "Cannot build '", "hash mismatch in fixed-output derivation '", "is required to build '", "build of '", "building of '"}, about) {
		return "", "", false
	}
	found := quotedDerivation.FindStringSubmatch(first)
	if found == nil {
		return "", "", false
	}
	rows := strings.Split(strings.TrimSpace(text), "\n")
	rows[0] = strings.TrimSpace(strings.TrimPrefix(rows[0], "error:"))
	for i, row := range rows {
		rows[i] = strings.TrimSpace(row)
	}
	if misses(rows) {
		return "", "", false
	}
	return found[1], failureReason(rows, found[0]), true
}

// dependenciesFailed is the row by which nix blames what a derivation needs.
var dependenciesFailed = regexp.MustCompile(`^Reason: \d+ dependenc(y|ies) failed`)

// misses tells whether a message says that a derivation was not built because
// another one failed.
func misses(rows []string) bool {
	return len(rows) > 1 && dependenciesFailed.MatchString(rows[1])
}

// failureReason is the reason in a message about a derivation, which is quoted in
// its first row. The log lines that nix repeats and the output paths are left out.
func failureReason(rows []string, quoted string) string {
	if len(rows) > 1 && strings.HasPrefix(rows[1], "Reason: ") {
		rows = rows[1:]
		rows[0] = strings.TrimPrefix(rows[0], "Reason: ")
	} else {
		rows[0] = strings.Replace(strings.Replace(rows[0], " for "+quoted, "", 1), " "+quoted, "", 1)
	}
	for i, row := range rows {
		if i > 0 && (row == "" || row == "Output paths:" || strings.HasPrefix(strings.ToLower(row), "last ") || strings.HasPrefix(strings.ToLower(row), "for full logs")) {
			rows = rows[:i]
			break
		}
	}
	return strings.TrimRight(strings.Join(rows, "\n"), ".;:")
}
