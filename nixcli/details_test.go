package nixcli_test

import (
	"flag"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli"
	"flakewalk/nixcli/nixtest"
)

// update tells whether the golden files are written anew, by the flag of events_test.go.
func update() bool { return flag.Lookup("update").Value.String() == "true" }

// TestDetails proves what is told of every node of some flakes, on each version.
// Where each question is a process, it is looked at some of them.
func TestDetails(t *testing.T) {
	t.Parallel()
	for name, paths := range map[string][]string{
		"all-kinds":  {""},
		"documented": {""},
		"meta":       {"packages.@system"},
		"options":    {"lib", "nixosConfigurations.host.config", "nixosConfigurations.host.options", `homeConfigurations."me@host".options.networking`, "darwinConfigurations.mac.options.networking"},
		"shapes":     {""},
		"values":     {"lib"},
	} {
		golden := filepath.Join("testdata", "details", name+".golden")
		nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
			n = n.Settings("system = x86_64-linux") // the golden files name it, and nothing is built
			for engine, o := range engines() {
				t.Run(name+"/"+engine, func(t *testing.T) {
					t.Parallel()
					d := openDetails(t, n, name, o)
					switch {
					case o.NoWarm:
						d.compareSome(t, nixtest.Read(t, golden))
					case update():
						nixtest.Write(t, golden, strings.Join(d.all(t, paths), ""))
					default:
						compareBlocks(t, d.all(t, paths), blocksOf(nixtest.Read(t, golden)))
					}
				})
			}
		})
	}
}

// blocksOf cuts a golden file into the nodes.
func blocksOf(golden string) []string {
	var blocks []string
	for block := range strings.SplitSeq(strings.TrimPrefix(golden, "# "), "\n# ") {
		blocks = append(blocks, "# "+strings.TrimSuffix(block, "\n")+"\n")
	}
	return blocks
}

func compareBlocks(t *testing.T, got, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d nodes, want %d", len(got), len(want))
	}
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			t.Errorf("is\n%s\nwant\n%s", got[i], want[i])
		}
	}
}

// detailed is an open flake that is asked for details.
type detailed struct {
	s    *nixcli.Session
	text func(string) string // without what differs from run to run
}

func openDetails(t *testing.T, n nixtest.Nix, name string, o nixcli.Options) detailed {
	t.Helper()
	dir := nixtest.Unpack(t, name)
	s := mustOpen(t, n, dir, nixcli.Flags{}, o)
	source := s.Flake().Path
	places := strings.NewReplacer(source, "SOURCE", filepath.Dir(source)+"/", "STORE/", dir, "DIR")
	hash := regexp.MustCompile(`STORE/[0-9a-z]{32}-`)
	return detailed{s, func(text string) string { return hash.ReplaceAllString(places.Replace(text), "STORE/") }}
}

// block writes the details of a node.
func (d detailed) block(t *testing.T, n model.Node) string {
	t.Helper()
	details, err := d.s.Detail(t.Context(), n.Path)
	if err != nil {
		t.Fatal(err)
	}
	return d.text(fmt.Sprintf("# %s: %s, %s\n%s", n.Path, n.Kind, n.State, fieldsText(details)))
}

// all writes the nodes at and below some paths.
func (d detailed) all(t *testing.T, paths []string) []string {
	t.Helper()
	var blocks []string
	var write func(tree *model.Tree)
	write = func(tree *model.Tree) {
		if tree.State == model.StateForeign {
			return
		}
		if len(tree.Path) > 0 {
			blocks = append(blocks, d.block(t, tree.Node))
		}
		for i, c := range tree.Children {
			if tree.Kind != model.KindList || i < 5 {
				write(c)
			}
		}
	}
	for _, p := range paths {
		tree, err := d.s.Walk(t.Context(), nixtest.At(parsePath(t, p), d.s.Flake().System), nixcli.WalkOptions{})
		if err != nil {
			t.Fatal(err)
		}
		write(tree)
	}
	return blocks
}

func parsePath(t *testing.T, p string) model.AttrPath {
	t.Helper()
	path, err := model.ParsePath(p)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// compareSome compares every so many of the nodes, and the first that fail in part.
func (d detailed) compareSome(t *testing.T, golden string) {
	t.Helper()
	all := blocksOf(golden)
	failing := 0
	for i, want := range all {
		if strings.Contains(want, "\n    fails, ") {
			failing++
		}
		if i%(len(all)/8) != 0 && (failing == 0 || failing > 2 || !strings.Contains(want, "\n    fails, ")) {
			continue
		}
		head, _, _ := strings.Cut(want, "\n")
		path := head[len("# "):strings.LastIndex(head, ": ")]
		nodes, err := d.s.Briefs(t.Context(), []model.AttrPath{parsePath(t, path)})
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(head, "unevaluated") { // only its name is listed
			nodes[0].Kind, nodes[0].State = model.KindUnknown, model.StateUnevaluated
		}
		compareBlocks(t, []string{d.block(t, nodes[0])}, []string{want})
	}
}

func fieldsText(d model.Detail) string {
	var b strings.Builder
	for _, f := range d.Fields {
		writeField(&b, f)
	}
	return b.String()
}

func writeField(b *strings.Builder, f model.Field) {
	form := [...]string{"", " Nix", " Markdown", " URL", " place"}[f.Form]
	text := strings.ReplaceAll(model.PrintableLines(f.Text), "\n", "\n      ")
	if len(text) > 2000 {
		text = fmt.Sprintf("%s [%d bytes] %s", text[:100], len(f.Text), text[len(text)-100:])
	}
	fmt.Fprintf(b, "  %s (%s)%s\n", f.Label, strings.TrimSpace(form+" "+positionText(f.Position)), strings.TrimRight(" "+text, " "))
	if f.Problem != nil {
		fmt.Fprintf(b, "    fails, %s: %s\n", f.Problem.Cause, model.Printable(f.Problem.Message))
	}
}

func positionText(p model.Position) string {
	if p.File == "" {
		return ""
	}
	return p.String()
}
