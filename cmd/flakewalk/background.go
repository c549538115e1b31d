package main

import (
	"fmt"

	"flakewalk/tui"
)

// background is the value of --theme.
type background tui.Background

// String is the value as it was given; the default is auto.
func (b *background) String() string {
	switch tui.Background(*b) {
	case tui.BackgroundDark:
		return "dark"
	case tui.BackgroundLight:
		return "light"
	case tui.BackgroundAuto:
	}
	return "auto"
}

// Type names the value in the help.
func (b *background) Type() string { return "auto|dark|light" }

// Set reads the value.
func (b *background) Set(s string) error {
	for _, one := range []background{background(tui.BackgroundAuto), background(tui.BackgroundDark), background(tui.BackgroundLight)} {
		if one.String() == s {
			*b = one
			return nil
		}
	}
	return fmt.Errorf("%q is none of %s", s, b.Type())
}
