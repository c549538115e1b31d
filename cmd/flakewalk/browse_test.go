package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestBrowse(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	for _, name := range []string{"xdg-open", "open"} {
		script := "#!/bin/sh\necho \"$#:$1\" >" + out + ".part && mv " + out + ".part " + out + "\n"
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	t.Setenv("DISPLAY", ":0")
	t.Setenv("SSH_CONNECTION", "")
	if err := browse("https://example.org/?a&b"); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		got, err := os.ReadFile(out)
		if err == nil {
			if string(got) != "1:https://example.org/?a&b\n" {
				t.Errorf("started with %q", got)
			}
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("nothing was started")
		}
	}
}

func TestBrowseSaysWhyNot(t *testing.T) {
	t.Setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
	if err := browse("https://example.org"); err == nil || !strings.Contains(err.Error(), "ssh") {
		t.Errorf("got %v", err)
	}
	t.Setenv("SSH_CONNECTION", "")
	t.Setenv("DISPLAY", ":0")
	t.Setenv("PATH", t.TempDir())
	if err := browse("https://example.org"); err == nil || !strings.Contains(err.Error(), "there is no") {
		t.Errorf("got %v", err)
	}
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	if err := browse("https://example.org"); runtime.GOOS != "darwin" && (err == nil || !strings.Contains(err.Error(), "display")) {
		t.Errorf("got %v", err)
	}
}
