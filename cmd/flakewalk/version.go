package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strconv"
	"time"
)

// What the linker stamps (see the Makefile and flake.nix). Where it stamped
// nothing, as with `go install`, it is what Go noted itself.
//
//nolint:gochecknoglobals // the linker sets variables of packages only
var (
	stampedVersion string // such as "v1.2.0", or "v1.2.0-3-gf169af7"
	stampedCommit  string
	stampedDate    string // of the commit, in seconds of Unix time
)

// release is which flakewalk this is. What is not known is "".
type release struct{ version, commit, date string }

// thisRelease is what was stamped, or else what is known of the build.
func thisRelease() release {
	if stampedVersion != "" {
		return release{stampedVersion, stampedCommit, timeOf(stampedDate)}
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return release{}
	}
	return releaseOf(info)
}

// releaseOf is what Go notes of a build: the version of the module where that is
// known, and the commit where it was built in a checkout.
func releaseOf(info *debug.BuildInfo) release {
	var r release
	if v := info.Main.Version; v != "(devel)" {
		r.version = v
	}
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			r.commit = s.Value
		case s.Key == "vcs.time":
			r.date = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			r.commit += "-dirty" // Go notes it after the revision
		}
	}
	return r
}

// timeOf is a time in seconds as people read it; "" where it is none.
func timeOf(seconds string) string {
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return ""
	}
	return time.Unix(n, 0).UTC().Format(time.RFC3339)
}

// String is what --version prints, after the program's name.
func (r release) String() string {
	return fmt.Sprintf("%s\ncommit %s\ndate   %s\ngo     %s %s/%s",
		orUnknown(r.version), orUnknown(r.commit), orUnknown(r.date), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

func orUnknown(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}
