package main

import (
	"bufio"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestBrowse(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"xdg-open", "open"} {
		script := "#!/bin/sh\necho \"$#:$1\" >" + pipe + "\n"
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
	started, err := os.OpenFile(pipe, os.O_RDWR, 0) // which does not wait for a writer
	if err != nil {
		t.Fatal(err)
	}
	defer started.Close() //nolint:errcheck // it was read
	if err := started.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	if got, err := bufio.NewReader(started).ReadString('\n'); err != nil || got != "1:https://example.org/?a&b\n" {
		t.Errorf("started with %q, %v", got, err)
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
