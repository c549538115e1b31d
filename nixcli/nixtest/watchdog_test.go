package nixtest

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// killedVariable makes this test binary a run that waits to be killed.
const killedVariable = "FLAKEWALK_TEST_KILLED"

func TestMain(m *testing.M) {
	if os.Getenv(killedVariable) != "" && os.Getenv(watchdogVariable) == "" {
		mainOf(waitToBeKilled)
	}
	Main(m)
}

// waitToBeKilled is a run that has started something that heeds no polite signal, and
// something that ends by SIGHUP unless it was made to ignore it.
func waitToBeKilled() int {
	stubborn := exec.Command("sh", "-c", "trap '' TERM INT HUP; while :; do sleep 1; done")
	stubborn.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	polite := exec.Command("sleep", "1000")
	if stubborn.Start() != nil || polite.Start() != nil || polite.Process.Signal(syscall.SIGHUP) != nil || polite.Wait() == nil {
		return 1
	}
	_, _ = os.Stdout.WriteString(runVariable + "=" + os.Getenv(runVariable) + "\n")
	select {}
}

// TestRunKilled proves that a run of tests that is killed leaves nothing behind, and that
// what tests start heeds SIGHUP even if the run was started with nohup.
func TestRunKilled(t *testing.T) {
	t.Parallel()
	for _, start := range []string{"exec", "exec nohup"} {
		cmd := exec.CommandContext(t.Context(), "sh", "-c", start+" "+os.Args[0]) //nolint:gosec // ourselves
		cmd.Env = append(os.Environ(), killedVariable+"=1")
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		line, err := bufio.NewReader(out).ReadString('\n')
		marker := strings.TrimSpace(line)
		if err != nil || len(Leftovers(marker)) == 0 {
			t.Fatalf("%s: it says %q, %v, and has started %v", start, line, err, Leftovers(marker))
		}
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if left := WaitGone(marker, time.Minute); len(left) > 0 {
			t.Errorf("%s: left running: %v", start, left)
		}
	}
}
