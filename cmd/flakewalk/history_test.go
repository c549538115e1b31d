package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// refs are the references of a list, each with a blank after it.
func refs(all []model.Reference) string {
	var b strings.Builder
	for _, r := range all {
		b.WriteString(r.Ref + " ")
	}
	return b.String()
}

// TestHistory proves what is kept of the flakes that were opened, in which order,
// and that only the user can read it.
func TestHistory(t *testing.T) {
	t.Parallel()
	file := filepath.Join(nixtest.TempDir(t), "state", "flakewalk", "history")
	h := &history{file: file}
	if got := h.read(); len(got) != 0 {
		t.Errorf("a history that is not there has %v", got)
	}
	now := time.Now().Truncate(time.Second).UTC()
	for i, ref := range []string{"a", "b", "a", "c"} {
		if err := h.add(model.Reference{Ref: ref, About: "the\tflake\n" + ref, Used: now.Add(time.Duration(i) * time.Hour)}); err != nil {
			t.Fatal(err)
		}
	}
	got := h.read()
	if refs(got) != "c a b " || got[1] != (model.Reference{Ref: "a", About: "the flake a", Used: now.Add(2 * time.Hour)}) {
		t.Errorf("%+v", got)
	}
	for path, mode := range map[string]os.FileMode{file: 0o600, filepath.Dir(file): 0o700} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	for i := range maxHistory + 5 {
		if err := h.add(model.Reference{Ref: fmt.Sprint(i), About: strings.Repeat("é", maxHistoryAbout)}); err != nil {
			t.Fatal(err)
		}
	}
	got = h.read()
	if len(got) != maxHistory || got[0].Ref != fmt.Sprint(maxHistory+4) || got[0].About != strings.Repeat("é", maxHistoryAbout/2) {
		t.Errorf("%d entries, the first %+v", len(got), got[0])
	}
	if left, _ := os.ReadDir(filepath.Dir(file)); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}

// TestHistoryBroken proves that a file that cannot be read or written disturbs
// nobody, and that what can be read of it is.
func TestHistoryBroken(t *testing.T) {
	t.Parallel()
	dir := nixtest.TempDir(t)
	file := filepath.Join(dir, "history")
	nixtest.Write(t, file, "garbage\n\x00\xff\n2026-01-02T03:04:05Z\tgood\tabout\twith a tab\nyesterday\tx\ty\n2026-01-02T03:04:05Z\t\tno reference\n"+strings.Repeat("x", maxHistoryBytes))
	h := &history{file: file}
	if got := h.read(); refs(got) != "good " || got[0].About != "about\twith a tab" {
		t.Errorf("%+v", got)
	}
	if err := h.add(model.Reference{Ref: "new"}); err != nil || refs(h.read()) != "new good " {
		t.Errorf("%v: %v", err, h.read())
	}
	if err := h.add(model.Reference{Ref: "two\nlines"}); err != nil || refs(h.read()) != "new good " {
		t.Errorf("%v: %v", err, h.read())
	}
	pipe := filepath.Join(nixtest.TempDir(t), "history")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, h := range map[string]*history{
		"none": {}, "a folder": {file: dir}, "below a file": {file: filepath.Join(file, "history")}, "a pipe": {file: pipe},
	} {
		if got := h.read(); len(got) != 0 {
			t.Errorf("%s: %v", name, got)
		}
		f := &flakes{history: h}
		f.Opened(model.Flake{Ref: "x"})
		if got := h.read(); len(got) != 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}

func TestHistoryFile(t *testing.T) { //nolint:paralleltest // the environment is everybody's
	t.Setenv("HOME", "/home/me")
	for state, want := range map[string]string{"": "/home/me/.local/state/flakewalk/history", "/state": "/state/flakewalk/history", "relative": "/home/me/.local/state/flakewalk/history"} {
		t.Setenv("XDG_STATE_HOME", state)
		if got := historyFile(); got != want {
			t.Errorf("%q: %s", state, got)
		}
	}
	if got := atHome("~/x#y"); got != "/home/me/x#y" || atHome("~") != "/home/me" || atHome("~you/x") != "~you/x" {
		t.Errorf("~/x is %s", got)
	}
}

// TestWithoutCredentials proves that no secret of a reference stays, and that
// what has none stays as it is.
func TestWithoutCredentials(t *testing.T) {
	t.Parallel()
	for ref, want := range map[string]string{
		".": ".", "nixpkgs": "nixpkgs", "/home/a@b/c": "/home/a@b/c", "github:o/r": "github:o/r",
		"git+https://host/x?ref=main&rev=0123":                               "git+https://host/x?ref=main&rev=0123",
		"git+https://user:token@host/x?ref=main":                             "git+https://host/x?ref=main",
		"https://token@host/x.tar.gz":                                        "https://host/x.tar.gz",
		"git+ssh://git@host/x":                                               "git+ssh://git@host/x",
		"git+ssh://git:secret@host/x":                                        "git+ssh://git@host/x",
		"https://host/x?access_token=SECRET&a=b":                             "https://host/x?a=b",
		"https://host/x?a=b&private%5Ftoken=SECRET":                          "https://host/x?a=b",
		"https://host/x?Password=SECRET":                                     "https://host/x",
		"github:o/r?host=h&token=SECRET":                                     "github:o/r?host=h",
		"https://host/x.tar.gz?sv=2022&sp=r&sig=SECRET%3D":                   "https://host/x.tar.gz?sv=2022&sp=r",
		"https://host/x?X-Amz-Expires=9&X-Amz-Signature=SECRET":              "https://host/x?X-Amz-Expires=9",
		"https://host/x?X-Amz-Credential=SECRET&X-Amz-Security-Token=SECRET": "https://host/x",
		"https://host/x?X-Goog-Signature=SECRET&a=b":                         "https://host/x?a=b",
		"https://host/x?Expires=9&Signature=SECRET":                          "https://host/x?Expires=9",
		"https://host/x?key=SECRET&private_key=SECRET&x-api-key=SECRET":      "https://host/x",
		"https://host/x?pwd=SECRET&passphrase=SECRET&jwt=SECRET":             "https://host/x",
		"https://host/x?session_id=SECRET&jsessionid=SECRET&hmac=SECRET":     "https://host/x",
		"https://host/x?a=b;token=SECRET&c=d":                                "https://host/x?c=d",
		"https://host/x?%73ig=SECRET&sigh=1":                                 "https://host/x?sigh=1",
		"https://host/x?token=SECRET#frag":                                   "https://host/x#frag",
		"git+https://host/x?publicKey=A&keytype=ssh-ed25519&verifyCommit=1":  "git+https://host/x?publicKey=A&keytype=ssh-ed25519&verifyCommit=1",
		"github:user:SECRET@host/x":                                          "",
		"https://user:SEC%RET@host/x":                                        "",
		"path:/x y?narHash=sha256-AAA%3D&lastModified=1":                     "path:/x y?narHash=sha256-AAA%3D&lastModified=1",
		"git+https://user:SECRET@host/x?dir=a%2Fb&submodules=1&x_token=SECR": "git+https://host/x?dir=a%2Fb&submodules=1",
	} {
		if got := withoutCredentials(ref); got != want || strings.Contains(got, "SECRET") {
			t.Errorf("%s: %q, want %q", ref, got, want)
		}
	}
}
