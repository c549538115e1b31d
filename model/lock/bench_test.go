package lock_test

import (
	"fmt"
	"strings"
	"testing"

	"flakewalk/model/lock"
)

// bigLock is a lock file of 2,000 nodes: 300 inputs of the flake itself, chains
// of follows through them, and 12 sources that are locked over and over.
func bigLock() string {
	var b strings.Builder
	b.WriteString("root :")
	for i := range 300 {
		fmt.Fprintf(&b, " in%d=in%d", i, i)
	}
	b.WriteString(" nixpkgs=nixpkgs\nnixpkgs github:NixOS/nixpkgs ref=unstable rev=0 age=10 :\n")
	for i := range 300 {
		fmt.Fprintf(&b, "in%d github:x/in%d rev=%d age=%d : nixpkgs>nixpkgs", i, i, i, i)
		for j := range 5 {
			fmt.Fprintf(&b, " d%d=n%d", j, 5*i+j)
		}
		if i > 0 {
			fmt.Fprintf(&b, " before>in%d/before all>in%d/d0/up", i-1, i-1)
		} else {
			b.WriteString(" before>nixpkgs all>nixpkgs")
		}
		b.WriteByte('\n')
	}
	for i := range 1500 {
		source := fmt.Sprintf("o/many%d", i%12)
		if i%3 == 0 {
			source = fmt.Sprintf("o/two%d", i/2)
		}
		fmt.Fprintf(&b, "n%d github:%s rev=%d age=%d : up>in%d/nixpkgs", i, source, i%20, i, i/5)
		if i%5 == 0 && i > 0 {
			fmt.Fprintf(&b, " last=s%d", i)
		}
		b.WriteByte('\n')
	}
	for i := 5; i < 1500; i += 5 {
		fmt.Fprintf(&b, "s%d github:nix-systems/default rev=1 :\n", i)
	}
	return b.String()
}

func BenchmarkInputGraph(b *testing.B) {
	nodes := lockGraph(b, bigLock()).Nodes()
	for b.Loop() {
		if _, err := lock.NewGraph(7, "root", nodes); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDuplicates(b *testing.B) {
	g := lockGraph(b, bigLock())
	for b.Loop() {
		g.Duplicates(lock.DuplicateOptions{})
	}
}

func BenchmarkAllPaths(b *testing.B) {
	g := lockGraph(b, bigLock())
	for b.Loop() {
		g.Paths("nixpkgs", 100)
	}
}

// BenchmarkAllPathsCyclic is a graph with cycles and more paths than can be counted.
func BenchmarkAllPathsCyclic(b *testing.B) {
	g := lockGraph(b, ladder(600, true))
	for b.Loop() {
		g.Paths("s600", 100)
	}
}

func BenchmarkFindings(b *testing.B) {
	g := lockGraph(b, bigLock())
	for b.Loop() {
		g.Findings(lock.FindingOptions{Now: clock(), OlderThan: 30})
	}
}
