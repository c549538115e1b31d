package main

import (
	"context"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/model/lock"
	"flakewalk/nixcli"
	"flakewalk/tui"
)

// largeLock is a lock file of 2,000 nodes with chains of follows and duplicates.
func largeLock() []byte {
	var b strings.Builder
	b.WriteString(`{"version":7,"root":"root","nodes":{"root":{"inputs":{`)
	const own = 400
	for i := range own {
		fmt.Fprintf(&b, `"in%d":"n%d",`, i, i)
	}
	b.WriteString(`"last":["in0"]}}`)
	for i := range 2000 {
		inputs := ""
		if i < own {
			for j := range 4 {
				inputs += fmt.Sprintf(`"d%d":"n%d",`, j, own+i*4+j)
			}
		}
		inputs += fmt.Sprintf(`"up":["in%d"]`, i%own)
		switch {
		case i == 0:
			inputs += `,"before":["in399"]`
		case i < own:
			inputs += fmt.Sprintf(`,"before":["in%d","before"]`, i-1)
		}
		ref := fmt.Sprintf(`"type":"github","owner":"o%d","repo":"r%d"`, i%50, i%300)
		fmt.Fprintf(&b, `,"n%d":{"inputs":{%s},"original":{%s},"locked":{%s,"rev":"%040d","lastModified":%d}}`, i, inputs, ref, ref, i, 1700000000+i)
	}
	b.WriteString("}}")
	return []byte(b.String())
}

// lockNix is a flake of which there is nothing but the lock file.
type lockNix struct {
	tui.Nix
	locks []byte
}

func (n lockNix) Open(context.Context) (model.Flake, error) { return model.Flake{Ref: "."}, nil }

func (n lockNix) Close() {}

func (n lockNix) Activity() []model.Activity { return nil }

func (n lockNix) Changed(context.Context) (bool, error) { return false, nil }

// Children waits: the outputs are no part of this.
func (n lockNix) Children(ctx context.Context, _ model.AttrPath) (model.Children, error) {
	<-ctx.Done()
	return model.Children{}, ctx.Err()
}

func (n lockNix) Inputs(context.Context) (lock.Inputs, error) {
	graph, err := nixcli.DecodeLocks(n.locks)
	if err != nil {
		return lock.Inputs{}, err
	}
	return lock.Inputs{
		Graph: graph, Duplicates: graph.Duplicates(lock.DuplicateOptions{}),
		Findings: graph.Findings(lock.FindingOptions{OlderThan: lock.DefaultOlderThan}),
	}, nil
}

// BenchmarkInputsFrame is what passes from the key that shows the inputs until
// they are drawn: a lock file of 2,000 nodes is read, its follows resolved, its
// duplicates found and the first frame made.
func BenchmarkInputsFrame(b *testing.B) {
	locks := largeLock()
	for b.Loop() {
		b.StopTimer()
		m := tui.New(b.Context(), lockNix{locks: locks}, tui.Options{})
		answers := make(chan tea.Msg, 100)
		run := func(cmd tea.Cmd) { runCommand(cmd, answers) }
		update := func(msg tea.Msg) {
			_, cmd := m.Update(msg)
			run(cmd)
		}
		run(m.Init())
		update(tea.WindowSizeMsg{Width: 120, Height: 36})
		for !strings.Contains(m.View().Content, "2") || strings.Contains(m.View().Content, "opening") {
			update(<-answers)
		}
		b.StartTimer()
		update(tea.KeyPressMsg{Code: '2', Text: "2"})
		for !strings.Contains(m.View().Content, "in30 ") {
			update(<-answers)
		}
		b.StopTimer()
		m.Close()
		b.StartTimer()
	}
}

// runCommand runs a command and those that it consists of, each by itself.
func runCommand(cmd tea.Cmd, answers chan<- tea.Msg) {
	if cmd == nil {
		return
	}
	go func() {
		switch msg := cmd().(type) {
		case nil:
		case tea.BatchMsg:
			for _, c := range msg {
				runCommand(c, answers)
			}
		default:
			select {
			case answers <- msg:
			default: // nobody waits any more
			}
		}
	}()
}
