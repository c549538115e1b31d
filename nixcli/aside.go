package nixcli

import (
	"syscall"
)

// aside is the evaluator for what goes on in the background: of its own, so that
// what the user looks at never waits for it, and at low priority.
type aside struct {
	s    *Session
	warm *warm
}

// engine is the engine to ask next. The evaluator is started anew when it has
// died or grown: it may use half of what the other one may.
func (a *aside) engine() (engine, error) {
	s := a.s
	s.mu.Lock()
	warmable, client, load := s.warmOff == "" && s.proven, s.evaluating, s.load.expr
	o := s.oneshot(0)
	s.mu.Unlock()
	if !warmable {
		o.nice = true
		return o, nil
	}
	if a.warm != nil && a.warm.alive() && a.warm.memory() < s.opts.RecycleAt/2 {
		return a.warm, nil
	}
	a.close()
	w, err := client.startWarm()
	if err != nil {
		return nil, err
	}
	_ = syscall.Setpriority(syscall.PRIO_PROCESS, w.cmd.Process.Pid, 10)
	w.load(load)
	a.warm = w
	return w, nil
}

// close ends the evaluator.
func (a *aside) close() {
	closeWarm(a.warm)
	a.warm = nil
}
