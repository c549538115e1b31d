package model

import "strconv"

// Position is a place in a source file, as nix tells it.
type Position struct {
	// File is the path of the file, in most cases one in the store.
	File string
	// Line and Column count from 1; Column is 0 where nix tells only the line.
	Line, Column int
}

// String is FILE:LINE or FILE:LINE:COLUMN, and "" for the zero value.
func (p Position) String() string {
	switch {
	case p.File == "":
		return ""
	case p.Line == 0:
		return p.File
	case p.Column == 0:
		return p.File + ":" + strconv.Itoa(p.Line)
	}
	return p.File + ":" + strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Column)
}

// Source is a part of a source file around a position.
type Source struct {
	// Position is what it is about.
	Position Position
	// Local is the file in the work tree of a local flake that Position.File is
	// a copy of, or "".
	Local string
	// First is the number of the first of the lines, counted from 1.
	First int
	// Lines are the lines, exact, without their ends.
	Lines []string
}
