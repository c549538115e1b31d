package theme

// Glyphs are the symbols of the explorer. Every one is a single cell wide and
// never carries a meaning that no word beside it has.
type Glyphs struct {
	// Cursor marks the selected row of the pane that has the keys; Away marks
	// it while the keys go elsewhere.
	Cursor, Away string
	// Folded, Unfolded and Unknown are the marks of rows in a tree.
	Folded, Unfolded, Unknown string
	// The marks of a row that has no value.
	Failed, Build, Timeout, Cancelled, Foreign, Odd string
	// The marks of what a value is.
	Package, App, Shell, Check, Formatter, Bundler, Job string
	System, Home, Module, Overlay, Template             string
	Function, Option, Text, Number, Bool, Path, List    string
	Null                                                string
	// Follows stands before what an input follows, Elsewhere marks one that is shown at
	// another place.
	Follows, Elsewhere string
	// Line, Rule and their heavy forms draw borders, Thumb the scroll bar.
	Line, HeavyLine, Rule, HeavyRule, Thumb string
	// The corners of a box.
	TopLeft, TopRight, BottomLeft, BottomRight string
	// Ellipsis stands for what was cut off, Dot parts two texts, Into leads from
	// one to the next.
	Ellipsis, Dot, Into string
	// Spinner are the frames of what is under way.
	Spinner []string
}

func unicodeGlyphs() Glyphs {
	return Glyphs{
		Cursor: "▌", Away: "▏",
		Folded: "▸", Unfolded: "▾", Unknown: "·",
		Failed: "✗", Build: "◆", Timeout: "◷", Cancelled: "⊘", Foreign: "○", Odd: "!",
		Package: "■", App: "▶", Shell: "❯", Check: "✓", Formatter: "≡", Bundler: "▣", Job: "◈",
		System: "◉", Home: "⌂", Module: "◫", Overlay: "◪", Template: "▤",
		Function: "λ", Option: "◇", Text: "❝", Number: "#", Bool: "±", Path: "/", List: "[", Null: "∅",
		Follows: "→", Elsewhere: "↗",
		Line: "│", HeavyLine: "┃", Rule: "─", HeavyRule: "━", Thumb: "┃",
		TopLeft: "╭", TopRight: "╮", BottomLeft: "╰", BottomRight: "╯",
		Ellipsis: "…", Dot: "·", Into: "›",
		Spinner: []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"},
	}
}

func asciiGlyphs() Glyphs {
	return Glyphs{
		Cursor: ">", Away: ".",
		Folded: "+", Unfolded: "-", Unknown: ".",
		Failed: "x", Build: "B", Timeout: "T", Cancelled: "C", Foreign: "o", Odd: "!",
		Package: "*", App: "$", Shell: "%", Check: "v", Formatter: "=", Bundler: "&", Job: "j",
		System: "@", Home: "~", Module: "m", Overlay: "^", Template: "t",
		Function: "f", Option: "?", Text: "s", Number: "#", Bool: "b", Path: "/", List: "[", Null: "0",
		Follows: ">", Elsewhere: "^",
		Line: "|", HeavyLine: "|", Rule: "-", HeavyRule: "=", Thumb: "#",
		TopLeft: "+", TopRight: "+", BottomLeft: "+", BottomRight: "+",
		Ellipsis: "~", Dot: "-", Into: ">",
		Spinner: []string{"|", "/", "-", "\\"},
	}
}
