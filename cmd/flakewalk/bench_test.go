package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"flakewalk/nixcli/nixtest"
)

// screenBytes is a program on a pseudo-terminal and what it has written.
type screenBytes struct {
	b   *testing.B
	pty *os.File
	cmd *exec.Cmd
	out []byte
}

// build builds the program as it is shipped: the test binary itself would
// measure the tests' own packages too.
func build(b *testing.B) string {
	b.Helper()
	bin := filepath.Join(b.TempDir(), "flakewalk")
	if out, err := exec.CommandContext(b.Context(), "go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return bin
}

func startBytes(b *testing.B, n nixtest.Nix, bin string, args ...string) *screenBytes {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), bin, append([]string{"--nix", n.Bin}, args...)...)
	cmd.Env = append(slices.Clone(n.Env), "TERM=xterm-256color", "COLORTERM=truecolor")
	f, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: 120, Rows: 36})
	if err != nil {
		b.Fatal(err)
	}
	return &screenBytes{b: b, pty: f, cmd: cmd}
}

// until reads until the program has written that text.
func (s *screenBytes) until(text string) {
	s.b.Helper()
	if err := s.pty.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
		s.b.Fatal(err)
	}
	buf := make([]byte, 64<<10)
	for !bytes.Contains(s.out, []byte(text)) {
		n, err := s.pty.Read(buf)
		s.out = append(s.out, buf[:n]...)
		if err != nil {
			s.b.Fatalf("no %q: %v\n%q", text, err, s.out)
		}
	}
}

func (s *screenBytes) quit() {
	s.b.Helper()
	_, _ = s.pty.WriteString("q")
	go func() { // the program writes until it has ended
		buf := make([]byte, 4<<10)
		for {
			if _, err := s.pty.Read(buf); err != nil {
				return
			}
		}
	}()
	if err := s.cmd.Wait(); err != nil {
		s.b.Fatal(err)
	}
	_ = s.pty.Close()
}

// BenchmarkFirstFrame: from the start of the process to the first frame, before
// any answer of nix.
func BenchmarkFirstFrame(b *testing.B) {
	bin, n := build(b), nixtest.All(b)[0]
	dir := nixtest.Unpack(b, "all-kinds")
	var all []time.Duration
	for b.Loop() {
		began := time.Now()
		s := startBytes(b, n, bin, "path:"+dir)
		s.until("flakewalk")
		all = append(all, time.Since(began))
		s.quit()
	}
	slices.Sort(all)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "ms")
}

// BenchmarkMemory: resident memory of our process with a normal flake open, and
// with 100,000 rows.
func BenchmarkMemory(b *testing.B) {
	bin, n := build(b), nixtest.All(b)[0]
	dir := nixtest.TempDir(b)
	nixtest.Write(b, filepath.Join(dir, "flake.nix"), `{ outputs = _: { wide = builtins.listToAttrs
		(builtins.genList (i: { name = "attribute-${toString i}"; value = i; }) 100000); }; }`)
	var few, many []float64
	for b.Loop() {
		s := startBytes(b, n, bin, "path:"+dir)
		s.until("attributes")
		few = append(few, s.megabytes())
		_, _ = s.pty.WriteString("l")
		s.until("integer") // the names alone are in the details already
		_, _ = s.pty.WriteString("G")
		s.until("99999") // what the rows have in common is not written again
		many = append(many, s.megabytes())
		s.quit()
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(slices.Max(few), "MB-closed")
	b.ReportMetric(slices.Max(many), "MB-100000-rows")
}

// megabytes is the process's resident memory.
func (s *screenBytes) megabytes() float64 {
	s.b.Helper()
	statm, err := os.ReadFile("/proc/" + strconv.Itoa(s.cmd.Process.Pid) + "/statm")
	if err != nil {
		s.b.Fatal(err)
	}
	pages, err := strconv.Atoi(strings.Fields(string(statm))[1])
	if err != nil {
		s.b.Fatal(err)
	}
	return float64(pages*os.Getpagesize()) / 1e6
}
