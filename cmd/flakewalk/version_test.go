package main

import (
	"runtime"
	"runtime/debug"
	"testing"
)

// TestReleaseOf proves what is said of builds in which nothing was stamped.
func TestReleaseOf(t *testing.T) {
	t.Parallel()
	setting := func(key, value string) debug.BuildSetting { return debug.BuildSetting{Key: key, Value: value} }
	checkout := []debug.BuildSetting{
		setting("vcs", "git"), setting("vcs.revision", "f169af7"), setting("vcs.time", "2026-11-21T08:50:09Z"),
	}
	for name, c := range map[string]struct {
		version  string
		settings []debug.BuildSetting
		want     release
	}{
		"a download":         {"v1.2.0", nil, release{version: "v1.2.0"}},
		"a folder":           {"(devel)", nil, release{}},
		"a test":             {"", nil, release{}},
		"a checkout":         {"v0.0.0-2026", append(checkout[:3:3], setting("vcs.modified", "false")), release{"v0.0.0-2026", "f169af7", "2026-11-21T08:50:09Z"}},
		"a changed checkout": {"v0.0.0-2026+dirty", append(checkout[:3:3], setting("vcs.modified", "true")), release{"v0.0.0-2026+dirty", "f169af7-dirty", "2026-11-21T08:50:09Z"}},
	} {
		if got := releaseOf(&debug.BuildInfo{Main: debug.Module{Version: c.version}, Settings: c.settings}); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// TestReleaseText proves that what is not known is said to be so.
func TestReleaseText(t *testing.T) {
	t.Parallel()
	goes := "go     " + runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH
	for want, r := range map[string]release{
		"unknown\ncommit unknown\ndate   unknown\n" + goes:         {},
		"v1\ncommit f169af7\ndate   2026-11-21T08:50:09Z\n" + goes: {"v1", "f169af7", timeOf("1795251009")},
		"v1\ncommit unknown\ndate   unknown\n" + goes:              {"v1", "", timeOf("no number")},
	} {
		if got := r.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
