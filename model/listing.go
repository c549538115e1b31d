package model

// Listing is the names below one attribute, as a background listing finds them.
type Listing struct {
	// Path is the attribute.
	Path AttrPath
	// Children are the names below it.
	Children Children
}

// Index is a part of all names of a flake that are known, in the order in which
// they were found.
type Index struct {
	// Listings are those after the ones that the asker had already.
	Listings []Listing
	// Done is set when nothing more will come.
	Done bool
	// Cut says, when Done, what was left out and why; "" when nothing was.
	Cut string
}
