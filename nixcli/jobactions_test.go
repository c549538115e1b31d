package nixcli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// jobAction is an action of a build, or of a derivation of it.
func jobAction(t *testing.T, b *Builds, id int, drv string, v model.Verb) model.Action {
	t.Helper()
	all, err := b.Actions(t.Context(), id, drv)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		if a.Verb == v {
			return a
		}
	}
	t.Fatalf("no %s among %+v", v, all)
	return model.Action{}
}

// TestJobActionsWork proves with every nix that what is offered for a job does what
// it says: of a failed one for the derivation at fault, though another was asked for.
func TestJobActionsWork(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir := nixtest.TempDir(t)
		nixtest.Write(t, dir+"/flake.nix", strings.NewReplacer("SYSTEM", nixtest.System(t, n), "SALT", filepath.Base(dir)).Replace(`{
  outputs = _: let
    sh = name: script: derivation {
      inherit name; system = "SYSTEM"; salt = "SALT"; builder = "/bin/bash"; outputs = [ "out" ]; PATH = "/usr/bin:/bin"; FOO = "foo";
      args = [ "-c" (script + "\nexit 0") ];
    };
  in {
    tool = sh "tool-1.0" "mkdir -p $out/bin; for p in tool more; do printf '#!/bin/sh\\necho $0 \"$@\"; exit 5\\n' > $out/bin/$p; chmod +x $out/bin/$p; done; echo text > $out/bin/notes";
    file = sh "file-1.0" "echo > $out";
    needs = sh "needs-1.0" "echo ${sh "at-fault-1.0" "echo one; echo two; exit 3"} > $out";
  };
}`))
		b, c := newBuilds(t, n)
		c.flags.Offline = true
		build := func(attr string) model.Build { return await(t, b, b.Start(buildOf(c, dir, attr)), "ended", ended) }

		tool := build("tool")
		run := jobAction(t, b, tool.ID, "", model.VerbRun)
		if got := act(t, n, run, ""); got.code != 5 || !strings.HasSuffix(got.out, "/bin/tool\n") || !run.Confirm || run.Of != tool.OutputPaths()[0] {
			t.Errorf("run: %s: %+v", run, got)
		}
		if got := act(t, n, jobAction(t, b, tool.ID, "", model.VerbShell), "", "-c", "more", "a b"); got.code != 5 || !strings.Contains(got.out, "/bin/more a b\n") {
			t.Errorf("shell: %+v", got)
		}
		files, err := b.Files(t.Context(), tool.OutputPaths()[0])
		if err != nil || len(files.Files) != 4 || files.Files[0].Name != "bin" {
			t.Errorf("files: %+v, %v", files, err)
		}
		if a := jobAction(t, b, build("file").ID, "", model.VerbRun); a.Possible() || a.Reason != "it has no programs" {
			t.Errorf("run of a file: %+v", a)
		}

		needs := build("needs")
		if log := act(t, n, jobAction(t, b, needs.ID, "", model.VerbLog), ""); log.out != "one\ntwo\n" {
			t.Errorf("log: %+v", log)
		}
		drv := needs.Failed[0].Drv
		shell := jobAction(t, b, needs.ID, drv, model.VerbDevelop)
		if got := act(t, n, shell, "", "-c", "bash", "-c", "echo $FOO $name; exit 7"); got.code != 7 || got.out != "foo at-fault-1.0-env\n" || !shell.Confirm || shell.Of != drv {
			t.Errorf("develop: %s: %+v", shell, got)
		}
		if got := act(t, n, jobAction(t, b, needs.ID, drv, model.VerbDerivation), ""); got.code != 0 || !strings.Contains(got.out, "echo one; echo two") {
			t.Errorf("derivation: %+v", got)
		}
		if all, err := b.Actions(t.Context(), 99, ""); err != nil || all != nil {
			t.Errorf("of no build: %+v, %v", all, err)
		}
		if all, err := b.Actions(t.Context(), needs.ID, "/no.drv"); err != nil || all != nil {
			t.Errorf("of no derivation: %+v, %v", all, err)
		}

		saveLog(t, b, needs.ID, drv)
	})
}

// saveLog proves that a log is written to a new file and to no other.
func saveLog(t *testing.T, b *Builds, id int, drv string) {
	t.Helper()
	name := nixtest.TempDir(t) + "/a log"
	file, wrote, err := b.Save(t.Context(), id, drv, " "+name+" ")
	text, read := os.ReadFile(name)
	if err != nil || read != nil || string(text) != "one\ntwo\n" || file != name || wrote.Total != 2 {
		t.Errorf("saved %q as %s, %+v, %v, %v", text, file, wrote, err, read)
	}
	for _, bad := range []string{name, "", filepath.Dir(name), name + "/x", filepath.Dir(name) + "/none/x"} {
		if file, _, err := b.Save(t.Context(), id, drv, bad); causeOf(err) != model.CauseUsage {
			t.Errorf("saved as %q: %s, %v", bad, file, err)
		}
	}
	if text, err := os.ReadFile(name); err != nil || string(text) != "one\ntwo\n" {
		t.Errorf("it was overwritten: %q, %v", text, err)
	}
}
