package lock

import "strings"

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
	p := nixTokens{text: flakeNix}
	if p.next() != "{" {
		return "", false
	}
	for depth := 1; depth > 0; {
		switch token := p.next(); token {
		case "":
			return "", false
		case "{", "(", "[", "${":
			depth++
		case "}", ")", "]":
			depth--
		case "description":
			if depth == 1 && p.next() == "=" {
				return plainString(p.next())
			}
		}
	}
	return "", false
}

// nixEscapes are what stands for characters in a string literal of Nix.
var nixEscapes = strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\t`, "\t", `\r`, "\r", `\`, "")

// plainString is the text of a string literal without expressions in it.
func plainString(token string) (text string, ok bool) {
	if strings.Contains(token, "${") {
		return "", false
	}
	if inner, ok := strings.CutPrefix(token, "''"); ok {
		inner, ok = strings.CutSuffix(inner, "''")
		return strings.TrimSpace(inner), ok
	}
	inner, ok := strings.CutPrefix(token, `"`)
	if !ok || !strings.HasSuffix(inner, `"`) {
		return "", false
	}
	return nixEscapes.Replace(strings.TrimSuffix(inner, `"`)), true
}
