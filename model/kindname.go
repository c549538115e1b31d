package model

import "strings"

// LeafKinds are the kinds at which the tree stops: what somebody can mean by one
// thing of a flake.
func LeafKinds() []Kind {
	var all []Kind
	for k := KindUnknown; k <= KindNull; k++ {
		if k.Leaf() {
			all = append(all, k)
		}
	}
	return all
}

// ParseKind reads the name of one of LeafKinds as people write it: "devShell" as in
// JSON, "devShells" as the output, in any case; or the name of any output that holds
// things of one kind. ok is false for what is neither.
func ParseKind(name string) (k Kind, ok bool) {
	for _, k := range LeafKinds() {
		if strings.EqualFold(name, k.String()) || strings.EqualFold(name, k.String()+"s") {
			return k, true
		}
	}
	k = placeOf(name).kind
	return k, k != KindUnknown
}

// KindWords are the words for kinds, as an alternative: "dev shell or app".
func KindWords(kinds []Kind) string {
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = k.Word()
	}
	if n := len(words); n > 2 {
		return strings.Join(words[:n-1], ", ") + " or " + words[n-1]
	}
	return strings.Join(words, " or ")
}

// HeldKind is the kind of what a set at that position is meant to hold, itself or in
// sets below it; KindUnknown where the position says nothing.
func HeldKind(p AttrPath) Kind {
	if at := placeOf(p.name(0)); len(p) > 0 && len(p) < at.depth {
		return at.kind
	}
	return KindUnknown
}
