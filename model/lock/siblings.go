package lock

import (
	"slices"
	"strings"
)

// siblings finds inputs that have the same source as another but ask for another
// branch, and inputs of the same name that come from another owner's repository.
func (f *finder) siblings() {
	for _, nodes := range f.g.bySource() {
		if len(nodes) > 1 {
			f.branches(nodes)
		}
	}
	f.forks()
}

// branches compares the nodes of one source. The flake's own inputs set the
// measure; it may want several branches. Where it has none, the nearest does.
func (f *finder) branches(nodes []int) {
	g := f.g
	g.nearestFirst(nodes)
	measure := g.own(nodes)
	for _, i := range nodes[len(measure):] {
		ref := branchOf(g.nodes[i])
		if !slices.ContainsFunc(measure, func(k int) bool { return branchOf(g.nodes[k]) == ref }) {
			first := nodes[0]
			f.node(FindingBranch, i, "asks for %s, while %s asks for %s",
				branchText(ref), PathText(g.homeOf(first)), branchText(branchOf(g.nodes[first])))
		}
	}
}

func branchOf(n Node) string { return n.Original.Get("ref") }

func branchText(ref string) string {
	if ref == "" {
		return "the default branch"
	}
	return ref
}

// forks compares inputs of the same name whose repositories have the same name
// too, but other owners.
func (f *finder) forks() {
	type family struct{ input, repo string }
	families := make(map[family][]int)
	for i := range f.g.nodes {
		if i == 0 || f.g.reached[i] < 1 {
			continue
		}
		if owner, repo := ownerAndRepo(f.g.nodes[i].Ref()); owner != "" {
			name := family{f.g.home[i].Input, repo}
			families[name] = append(families[name], i)
		}
	}
	for _, nodes := range families {
		f.g.nearestFirst(nodes)
		first := f.g.nodes[nodes[0]]
		measure, _ := ownerAndRepo(first.Ref())
		for _, i := range nodes[1:] {
			n := f.g.nodes[i]
			if owner, _ := ownerAndRepo(n.Ref()); owner != measure {
				f.node(FindingFork, i, "comes from %s, while %s comes from %s", n.Source(), PathText(f.g.homeOf(nodes[0])), first.Source())
			}
		}
	}
}

// ownerAndRepo names a repository on a forge, in lower case; empty for other sources.
func ownerAndRepo(r Ref) (owner, repo string) {
	switch r.Type() {
	case "github", "gitlab", "sourcehut":
		return strings.ToLower(r.Get("owner")), strings.ToLower(r.Get("repo"))
	case "git":
		link := strings.TrimSuffix(strings.TrimRight(r.Get("url"), "/"), ".git")
		parts := strings.Split(strings.ToLower(link), "/")
		if _, isURL := strings.CutPrefix(link, "file:"); !isURL && len(parts) >= 5 { // https://host/owner/repo
			return parts[len(parts)-2], parts[len(parts)-1]
		}
	}
	return "", ""
}
