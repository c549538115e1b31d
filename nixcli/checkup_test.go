package nixcli

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// checkup asks a nix about itself.
func checkup(t *testing.T, n nixtest.Nix, f Flags) Checkup {
	t.Helper()
	return clientOf(t, n, f).Checkup(t.Context(), time.Minute)
}

func clientOf(t *testing.T, n nixtest.Nix, f Flags) *Client {
	t.Helper()
	c, err := NewClient(Config{Bin: n.Bin, Env: n.Env, Flags: f})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// environ is a variable of a nix's world.
func environ(n nixtest.Nix, name string) string {
	for _, kv := range slices.Backward(n.Env) {
		if value, ok := strings.CutPrefix(kv, name+"="); ok {
			return value
		}
	}
	return ""
}

// TestCheckup proves what a healthy nix of one user says of itself, with and
// without the features switched on, and that its home stays as it was.
func TestCheckup(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		n = n.Fresh(t)
		before := nixtest.HashTree(t, environ(n, "HOME"))
		k := checkup(t, n, Flags{})
		if k.VersionErr != nil || k.SettingsErr != nil || k.StoreErr != nil || k.EvalErr != nil {
			t.Fatalf("errors: %v; %v; %v; %v", k.VersionErr, k.SettingsErr, k.StoreErr, k.EvalErr)
		}
		if k.Version.Text != n.Version || k.Bin != n.Bin {
			t.Errorf("it is %s at %s, want %s at %s", k.Version.Text, k.Bin, n.Version, n.Bin)
		}
		if s := k.Settings; s.Flakes || s.AcceptFlakeConfig || s.System != nixtest.System(t, n) || !slices.Contains(s.ExtraSystems, "i686-linux") && strings.HasPrefix(s.System, "x86_64") {
			t.Errorf("settings %+v", s)
		}
		dir, ok := k.Store.Folder(k.StoreDir)
		if k.Store.Daemon() || !k.Store.Told || !k.Store.Trusted || !ok || dir != environ(n, "NIX_STORE_DIR") {
			t.Errorf("store %+v in %q", k.Store, dir)
		}
		if after := nixtest.HashTree(t, environ(n, "HOME")); after != before {
			t.Error("the home has changed")
		}
		on := checkup(t, n.Settings("experimental-features = nix-command flakes", "accept-flake-config = true"), Flags{})
		if !on.Settings.Flakes || !on.Settings.AcceptFlakeConfig {
			t.Errorf("with the features on: %+v", on.Settings)
		}
	})
}

// TestCheckupDaemon proves what is said of a store that a daemon keeps, while it
// runs and when it does not.
func TestCheckupDaemon(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		n = n.Fresh(t)
		dir, err := os.MkdirTemp("/tmp", "fw") //nolint:usetesting // the path of a socket must be short
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.RemoveAll(dir) })
		client := n.With("NIX_REMOTE=daemon", "NIX_DAEMON_SOCKET_PATH="+dir+"/s")
		if k := checkup(t, client, Flags{}); causeOf(k.StoreErr) != model.CauseDaemon || k.SettingsErr != nil {
			t.Errorf("without a daemon: %v; %v", k.StoreErr, k.SettingsErr)
		}
		daemon := n.With("NIX_DAEMON_SOCKET_PATH="+dir+"/s").Command(t, append([]string{"daemon"}, nixtest.Features()...)...)
		if err := daemon.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = daemon.Process.Kill(); _ = daemon.Wait() })
		listens(t, dir+"/s")
		k := checkup(t, client, Flags{})
		if k.StoreErr != nil || !k.Store.Daemon() || !k.Store.Trusted || k.Store.Version != n.Version {
			t.Errorf("with a daemon: %+v, %v", k.Store, k.StoreErr)
		}
		if _, ok := k.Store.Folder(k.StoreDir); ok {
			t.Error("the store of a daemon is taken for a folder of ours")
		}
	})
}

// listens waits until somebody takes connections at a socket.
func listens(t *testing.T, socket string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		if conn, err := (&net.Dialer{}).DialContext(ctx, "unix", socket); err == nil {
			_ = conn.Close()
			return
		}
		select {
		case <-ctx.Done():
			t.Fatal("nobody listens")
		case <-tick.C:
		}
	}
}

// TestCheckupOfSickNix proves that each question fails alone, within its limit,
// and that a nix too old is asked nothing else.
func TestCheckupOfSickNix(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	old, log := nixtest.Logs(t, nixtest.TooOld(t, n, "2.18.1"))
	if k := checkup(t, old, Flags{}); causeOf(k.VersionErr) != model.CauseNixTooOld || k.Version.Text != "2.18.1" {
		t.Errorf("too old: %+v", k)
	}
	if calls := nixtest.Read(t, log); strings.TrimSpace(calls) != "--version" {
		t.Errorf("too old, and asked\n%s", calls)
	}
	c := clientOf(t, nixtest.IgnoresSignals(t, n, "store"), Flags{})
	if k := c.Checkup(t.Context(), 5*time.Second); causeOf(k.StoreErr) != model.CauseTimeout || k.SettingsErr != nil || k.EvalErr != nil {
		t.Errorf("a store that hangs: %v; %v; %v", k.StoreErr, k.SettingsErr, k.EvalErr)
	}
	if k := checkup(t, nixtest.Garbage(t, n, "config"), Flags{}); causeOf(k.SettingsErr) != model.CauseGarbage || k.StoreErr != nil {
		t.Errorf("settings that are garbage: %v; %v", k.SettingsErr, k.StoreErr)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if k := clientOf(t, n, Flags{}).Checkup(ctx, time.Minute); causeOf(k.VersionErr) != model.CauseCancelled {
		t.Errorf("cancelled: %v", k.VersionErr)
	}
}

// TestCheckupCountsAnswers proves that nix's memory of the user's answers is found.
func TestCheckupCountsAnswers(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	data := nixtest.TempDir(t)
	file := filepath.Join(data, "nix", "trusted-settings.json")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	nixtest.Write(t, file, `{"substituters":{"https://a.example":true,"https://b.example":false},"cores":{"3":true}}`)
	if k := checkup(t, nixtest.TooOld(t, n, "2.3").With("XDG_DATA_HOME="+data), Flags{}); k.Trust != file || k.Answers != 3 {
		t.Errorf("%d answers in %s", k.Answers, k.Trust)
	}
}

// TestStoreFolder proves where the store of an address lies.
func TestStoreFolder(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"local": "/nix/store", "local://": "/nix/store", "local?root=/mnt/other": "/mnt/other/nix/store",
		"local?real=/big/store": "/big/store", "/home/me/root": "/home/me/root/nix/store",
		"daemon": "", "unix:///run/sock": "", "ssh-ng://host": "", "https://cache.example": "", "local?%zz": "",
	} {
		if dir, ok := (StoreInfo{URL: address}).Folder("/nix/store"); dir != want || ok != (want != "") {
			t.Errorf("%s is in %q (%t), want %q", address, dir, ok, want)
		}
	}
}
