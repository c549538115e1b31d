package main

import (
	"os"
	"strings"

	"github.com/charmbracelet/colorprofile"

	"flakewalk/tui"
)

// colours are those that the explorer draws with on a terminal, in words, and why.
func colours(out *os.File) (number, why string) {
	switch tui.Colours(out) {
	case colorprofile.TrueColor:
		number = "16 million colours"
	case colorprofile.ANSI256:
		number = "256 colours"
	case colorprofile.ANSI:
		number = "16 colours"
	default:
		number = "no colours"
	}
	return number, whyColours()
}

// whyColours names the variable that decides on the colours.
func whyColours() string {
	name, force := os.Getenv("TERM"), os.Getenv("CLICOLOR_FORCE")
	switch {
	case os.Getenv("NO_COLOR") != "":
		return "NO_COLOR is set"
	case force != "" && force != "0" && (name == "" || name == "dumb"):
		return "CLICOLOR_FORCE is set"
	case name == "":
		return "TERM is not set"
	case os.Getenv("TMUX") != "":
		return "as tmux says"
	case os.Getenv("COLORTERM") != "" && !strings.HasPrefix(name, "screen"):
		return "COLORTERM=" + os.Getenv("COLORTERM")
	}
	return "TERM=" + name
}
