package lock

import (
	"strings"

	"flakewalk/model/nixlex"
)

// Source is what is known of the source of an input on this machine.
type Source struct {
	// Path is where the store has it, or would have it; "" where that cannot be told.
	Path string
	// Present tells whether it is there.
	Present bool
	// NarSize is its size in bytes, 0 when unknown.
	NarSize int64
	// Description is what its flake.nix says of itself, or "".
	Description string
}

// FileList is what a source tree holds.
type FileList struct {
	// Path is its place in the store.
	Path string
	// Files are its files and folders, every folder before what is in it.
	Files []FileEntry
	// More tells that there are more than are listed.
	More bool
}

// FileEntry is one file or folder of a source tree.
type FileEntry struct {
	// Name is its name in its folder.
	Name string
	// Depth is the number of folders above it.
	Depth int
	// Dir is set for a folder.
	Dir bool
	// Link is set for a symbolic link.
	Link bool
	// Size is the length of a plain file in bytes.
	Size int64
}

// FindDescription reads the description from the text of a flake.nix. ok is false
// where it is not written as a plain string there.
func FindDescription(flakeNix string) (text string, ok bool) {
	r := newReader(flakeNix)
	if !r.attribute("description") {
		return "", false
	}
	return r.plainString()
}

// What stands for characters in a string literal of Nix, in double quotes and in two
// single ones.
var (
	quotedEscapes   = strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\t`, "\t", `\r`, "\r", `\`, "")
	indentedEscapes = strings.NewReplacer("'''", "''", "''$", "$", `''\n`, "\n", `''\t`, "\t", `''\r`, "\r", `''\`, "")
)

// plainString is the text of the string literal that comes next, if it is one without
// expressions in it.
func (r *reader) plainString() (text string, ok bool) {
	r.skipBlank()
	whole := r.rest()
	n := 0
	for ; r.at < len(r.tokens) && (r.tokens[r.at].Kind == nixlex.String || r.tokens[r.at].Kind == nixlex.Escape); r.at++ {
		n += r.tokens[r.at].To - r.tokens[r.at].From
	}
	whole = whole[:n]
	if n > 0 && r.tokens[r.at-1].Kind == nixlex.Escape {
		return "", false // it has no end
	}
	if inner, ok := strings.CutPrefix(whole, "''"); ok {
		inner, ok = strings.CutSuffix(inner, "''")
		return strings.TrimSpace(indentedEscapes.Replace(inner)), ok
	}
	inner, ok := strings.CutPrefix(whole, `"`)
	if !ok || !strings.HasSuffix(inner, `"`) {
		return "", false
	}
	return quotedEscapes.Replace(strings.TrimSuffix(inner, `"`)), true
}
