package main

import (
	"errors"
	"os"
	"os/exec"
	"runtime"
	"syscall"
)

// browse shows a page in the user's browser. The program that does so is started
// in a session of its own, so that it neither writes to our terminal nor ends
// with us. The address must be one of the web.
func browse(address string) error {
	path, err := browser()
	if err != nil {
		return err
	}
	cmd := exec.Command(path, address) //nolint:noctx // it outlives us
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { _ = cmd.Wait() }() // or it would stay as a zombie
	return nil
}

// browser is the program that shows a page in the user's browser, or why there is none.
func browser() (path string, err error) {
	if os.Getenv("SSH_CONNECTION") != "" {
		return "", errors.New("no browser over ssh")
	}
	program := "xdg-open"
	if runtime.GOOS == "darwin" {
		program = "open"
	} else if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return "", errors.New("no browser without a display")
	}
	if path, err = exec.LookPath(program); err != nil {
		return "", errors.New("there is no " + program)
	}
	return path, nil
}
