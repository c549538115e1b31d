package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// newcomer is a home with a history of one flake, and a registry with one flake that
// has templates, one that has none, one that is gone, and one on the web.
func newcomer(t *testing.T, n nixtest.Nix) (home nixtest.Nix, recent, tmp string) {
	t.Helper()
	dir := nixtest.TempDir(t)
	recent, tmp = nixtest.Unpack(t, "outputs-empty"), nixtest.TempDir(t)
	nixtest.Write(t, dir+"/starts/flake.nix", `{ outputs = { self }: { templates = { go = { path = ./.; description = "Go"; }; rust = { path = ./.; description = "Rust"; }; }; }; }`)
	nixtest.Write(t, dir+"/none/flake.nix", `{ outputs = { self }: { lib.x = 1; }; }`)
	path := func(id, to string) string {
		return `{"from":{"type":"indirect","id":"` + id + `"},"to":{"type":"path","path":"` + to + `"}}`
	}
	nixtest.Write(t, dir+"/.config/nix/registry.json", `{"version":2,"flakes":[`+strings.Join([]string{
		path("starts", dir+"/starts"), path("none", dir+"/none"), path("gone", dir+"/gone"),
		`{"from":{"type":"indirect","id":"templates"},"to":{"type":"github","owner":"NixOS","repo":"templates"}}`,
	}, ",")+`]}`)
	h := &history{file: dir + "/.local/state/flakewalk/history"}
	if err := h.add(model.Reference{Ref: recent, About: "opened before", Used: time.Now()}); err != nil {
		t.Fatal(err)
	}
	return n.With("HOME="+dir, "XDG_STATE_HOME=", "XDG_CONFIG_HOME="+dir+"/.config", "XDG_CONFIG_DIRS=", "TMPDIR="+tmp), recent, tmp
}

// nothingIn fails if there is something in a folder.
func nothingIn(t *testing.T, dir string) {
	t.Helper()
	if left, err := filepath.Glob(dir + "/*"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestStartWithoutFlake proves what is offered in a folder without a flake, that it
// can be opened, and that the sample flake leaves nothing behind.
func TestStartWithoutFlake(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		n, recent, tmp := newcomer(t, n)
		tm := explorer(t, n, 120, 36)
		tm.wait("There is no flake in this folder.", recent, "opened before", "the sample flake", "starts#templates", "templates: go, rust")
		for _, no := range []string{"/none", "/gone", "github:NixOS/templates"} {
			if strings.Contains(tm.screen(), no) {
				t.Errorf("%s is offered\n%s", no, tm.screen())
			}
		}
		tm.press("G", "\r")
		tm.wait("▸ templates", "2 templates")
		tm.press("\r")
		tm.wait("▤ rust", "▤ go")
		tm.press(keyBackspace)
		tm.wait("There is no flake in this folder.", "▌ path:")
		tm.press("k", "\r")
		tm.wait("▾ packages", "✗ orchid")
		if _, err := os.Stat(tmp + "/hello-garden/flake.nix"); err != nil {
			t.Error(err)
		}
		tm.press("q")
		tm.exits(exitOK)
		nothingIn(t, tmp)

		again := explorer(t, n, 80, 24)
		again.wait("starts#templates  ", "the sample flake")
		if strings.Contains(again.screen(), "hello-garden") {
			t.Errorf("the sample flake, which is gone, is in the history\n%s", again.screen())
		}
		again.press("q")
		again.exits(exitOK)

		bare := explorer(t, n, 80, 24, "--no-history")
		bare.wait("the sample flake", "templates: go, rust")
		if strings.Contains(bare.screen(), recent) {
			t.Errorf("a history was read\n%s", bare.screen())
		}
		bare.press("q")
		bare.exits(exitOK)
		flakewalk(t, n).fails(t, exitError, "There is no flake.nix here.") // not on a terminal
	})
}

// TestStartWithoutNix proves that the recording of the sample flake is offered where
// there is no nix, and nothing that would need it.
func TestStartWithoutNix(t *testing.T) {
	t.Parallel()
	n, recent, tmp := newcomer(t, nixtest.All(t)[0])
	tm := explorerAlone(t, n, 80, 24)
	tm.wait("There is no nix on this machine.", "nixos.org/download", "the sample flake")
	if strings.Contains(tm.screen(), recent) {
		t.Errorf("what cannot be opened is offered\n%s", tm.screen())
	}
	tm.press("\r")
	tm.wait("▾ packages", "orchid", "recording")
	tm.press("q")
	tm.exits(exitOK)
	nothingIn(t, tmp)
}
