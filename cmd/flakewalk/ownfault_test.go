package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// TestOwnFaults proves that what goes wrong with our own output is an error, is told
// in our own words and is not put into nix's mouth.
func TestOwnFaults(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	dir := nixtest.Unpack(t, "shapes")
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = full.Close() })
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"help":         {[]string{"--help"}, "There is no room left to write."},
		"version":      {[]string{"--version"}, "There is no room left to write."},
		"doctor":       {[]string{"doctor", "--nix", n.Bin}, "There is no room left to write."},
		"show":         {[]string{"show", "--nix", n.Bin, "path:" + dir}, "There is no room left to write."},
		"show as JSON": {[]string{"show", "--json", "--nix", n.Bin, "path:" + dir}, "There is no room left to write."},
		"inputs":       {[]string{"inputs", "--nix", n.Bin, "path:" + dir}, "There is no room left to write."},
	} {
		t.Run(name, func(t *testing.T) {
			said := filepath.Join(nixtest.TempDir(t), "stderr")
			errOut, err := os.Create(said)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = errOut.Close() }()
			code := run(c.args, nil, full, errOut)
			if got := nixtest.Read(t, said); code != exitError || !strings.Contains(got, c.want) || strings.Contains(got, "nix says") {
				t.Errorf("exit code %d, %s", code, got)
			}
		})
	}
}
