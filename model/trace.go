package model

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// placeInTrace finds the places that a trace of nix names.
var placeInTrace = regexp.MustCompile(`(?m)^[ \t]*at ([/«].*):(\d+):(\d+):?[ \t]*$|\bat (/\S+?|«[^»\n]+»/\S+?):(\d+):(\d+)\b`)

// PositionsOf finds the places in source files that a trace of nix names, in
// nix's order: the last is the one nearest to the error. One that is named again
// counts where it stands last. Places in expressions without a file («string») and
// in nix's own files are left out.
func PositionsOf(trace string) []Position {
	// A step's place has a line of its own, "at FILE:LINE:COLUMN:"; one within a
	// message ends with the file's first blank.
	found := placeInTrace.FindAllStringSubmatch(trace, -1)
	var all []Position
	seen := make(map[Position]bool)
	for _, m := range slices.Backward(found) {
		p := position(m[1]+m[4], m[2]+m[5], m[3]+m[6])
		if !seen[p] && inFile(p.File) {
			seen[p] = true
			all = append(all, p)
		}
	}
	slices.Reverse(all)
	return all
}

func position(file, line, column string) Position {
	return Position{file, number(line), number(column)}
}

// number reads digits; 0 when there are too many of them.
func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}

// inFile tells whether a place is in a file of somebody's source.
func inFile(file string) bool {
	virtual, rest, ok := strings.Cut(file, "»")
	return !ok || rest != "" && !strings.HasSuffix(virtual, "-internal")
}
