package nixcli

import (
	"regexp"
	"strconv"
	"strings"

	"flakewalk/model"
)

// Version is the version of a nix binary.
type Version struct {
	// Text is the version as it was printed, such as "2.34.8" or "2.35.0pre2026".
	Text string
	// Major and Minor are its first two numbers.
	Major, Minor int
	// Lix is set for Lix, whose versions are counted on from Nix 2.90.
	Lix bool
	// Determinate is the version of Determinate Nix, which names the Nix it is made
	// from after its own; "" for others.
	Determinate string
}

// Flavour names the Nix as people call it.
func (v Version) Flavour() string {
	switch {
	case v.Lix:
		return "Lix"
	case v.Determinate != "":
		return "Determinate Nix " + v.Determinate
	}
	return "Nix"
}

// of fills in what the version means for a flake.
func (v Version) of(f model.Flake) model.Flake {
	f.Nix, f.Lix, f.Family, f.ShallowFollows = v.Text, v.Lix, "", !v.DeepFollows()
	if family := v.Flavour(); family != (Version{}).Flavour() {
		f.Family = family
	}
	return f
}

// Oldest is the first Nix that flakewalk works with.
func Oldest() Version { return Version{Text: "2.24", Major: 2, Minor: 24} }

// Supported tells whether flakewalk works with that version.
func (v Version) Supported() bool {
	o := Oldest()
	return v.Major > o.Major || v.Major == o.Major && v.Minor >= o.Minor
}

// versionNumber is a version in what `nix --version` prints.
var versionNumber = regexp.MustCompile(`\b([0-9]+)\.([0-9]+)[0-9A-Za-z_.+-]*`)

// ParseVersion finds the version in the output of `nix --version` or in the
// banner of `nix repl`: "nix (Nix) 2.34.8", "nix (Lix, like Nix) 2.95.3",
// "nix (Determinate Nix 3.22.2) 2.35.2", "Nix 2.26.3", "Welcome to Nix 2.8.0.".
func ParseVersion(s string) (Version, bool) {
	line := model.FirstLine(s)
	if !strings.Contains(strings.ToLower(line), "nix") && !strings.Contains(line, "Lix") {
		return Version{}, false
	}
	found := versionNumber.FindAllStringSubmatch(line, -1)
	if len(found) == 0 {
		return Version{}, false
	}
	m := found[len(found)-1] // Determinate names its own version first
	major, err1 := strconv.Atoi(m[1])
	minor, err2 := strconv.Atoi(m[2])
	if err1 != nil || err2 != nil {
		return Version{}, false
	}
	v := Version{Text: strings.TrimRight(m[0], ".,"), Major: major, Minor: minor, Lix: strings.Contains(line, "Lix")}
	if len(found) > 1 && strings.Contains(line, "Determinate") {
		v.Determinate = strings.TrimRight(found[0][0], ".,")
	}
	return v, true
}

// check returns an *Error with model.CauseNixTooOld for a version that is not supported.
func (v Version) check() error {
	if v.Supported() {
		return nil
	}
	return &Error{Cause: model.CauseNixTooOld, Message: "this is nix " + v.Text + "; flakewalk needs " + Oldest().Text + " or newer"}
}
