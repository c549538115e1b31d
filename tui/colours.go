package tui

import (
	"os"

	"github.com/charmbracelet/colorprofile"
)

// Colours are those that the explorer draws with on a terminal.
func Colours(terminal *os.File) colorprofile.Profile {
	return colorprofile.Detect(terminal, colourVariables())
}

// colourVariables are the environment in which the variables for colours are as
// colorprofile understands them: it takes only truth values, while NO_COLOR counts
// with any value (no-color.org), and CLICOLOR_FORCE with any but 0.
func colourVariables() []string {
	env := os.Environ()
	if os.Getenv("NO_COLOR") != "" {
		env = append(env, "NO_COLOR=1")
	}
	if force := os.Getenv("CLICOLOR_FORCE"); force != "" && force != "0" {
		env = append(env, "CLICOLOR_FORCE=1")
	}
	return env
}
