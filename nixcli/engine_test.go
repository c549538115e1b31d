package nixcli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

func testClient(t testing.TB, n nixtest.Nix) *Client {
	t.Helper()
	c, err := NewClient(Config{Bin: n.Bin, Env: n.Env, MemoryLimit: 512 << 20})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// metadataOf is a flake as a session knows it before anything is evaluated.
func metadataOf(t testing.TB, n nixtest.Nix, ref string, flags ...string) openedFlake {
	t.Helper()
	metadata := []byte(n.Must(t, append([]string{"flake", "metadata", "--json", "--no-write-lock-file", ref}, flags...)...))
	f, err := decodeOpened(metadata)
	if err != nil {
		t.Fatal(err)
	}
	if ref := prefetchRef(f.Flake, metadata); ref != "" {
		p, err := testClient(t, n).prefetch(t.Context(), ref, runOptions{})
		if err != nil {
			t.Fatal(err)
		}
		f = f.prefetched(p)
	}
	return f
}

// pinOf is the pin of a flake as a session takes it.
func pinOf(t testing.TB, n nixtest.Nix, ref string) string {
	t.Helper()
	pin := metadataOf(t, n, ref).Pin
	if pin == "" {
		t.Fatal("no pin")
	}
	return pin
}

// warmOn starts a warm evaluator on a pin.
func warmOn(t testing.TB, c *Client, pin string) *warm {
	t.Helper()
	expr, err := getFlakeExpr(pin)
	if err != nil {
		t.Fatal(err)
	}
	return warmWith(t, c, expr)
}

// warmWith starts a warm evaluator on a flake in Nix.
func warmWith(t testing.TB, c *Client, expr string) *warm {
	t.Helper()
	w, err := c.startWarm(c.memory)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.close)
	w.load(expr)
	return w
}

// loaderOn starts a warm evaluator on a flake that the loader makes.
func loaderOn(t testing.TB, c *Client, o openedFlake) *warm {
	t.Helper()
	expr, err := c.loaderExpr(t.Context(), o, NewSession(c, ".", Options{}).storeDir(o.Flake))
	if err != nil {
		t.Fatal(err)
	}
	return warmWith(t, c, expr)
}

// askOnce asks as oneshot.ask does, and keeps all that nix printed on stderr.
func askOnce(t testing.TB, c *Client, pin string, r request) (answer, stderr string, err error) {
	t.Helper()
	var mu sync.Mutex
	var kept strings.Builder
	nonce := randomHex()
	fn := "r: let fw = (" + probeText() + ") (" + emitExpr(nonce) + "); in " + r.probe + " (" + selection("r", r.path) + ")"
	out, err := c.run(t.Context(), evalArgs(c.flags, pin, fn), runOptions{limit: r.limit, stderr: func(line string) lineUse {
		mu.Lock()
		defer mu.Unlock()
		kept.WriteString(line + "\n")
		if r.takeItem(nonce, line) {
			return lineProgress
		}
		return lineKeep
	}})
	return string(out), kept.String(), err
}

// TestForced proves what each question evaluates, by a flake whose values say so
// when they are: exactly these, through both engines, on each nix.
func TestForced(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		c, pin := testClient(t, n), pinOf(t, n, nixtest.Unpack(t, "tracing"))
		for _, q := range forcing() {
			for _, engine := range []string{"warm", "oneshot"} {
				t.Run(q.name+"/"+engine, func(t *testing.T) {
					t.Parallel()
					r := request{path: q.path, probe: q.probe, limit: time.Minute, item: func(string) {}}
					var said string
					var err error
					if engine == "warm" {
						w := warmOn(t, c, pin)
						_, err = w.ask(t.Context(), r)
						said = w.at(w.turn).said
					} else {
						_, said, err = askOnce(t, c, pin, r)
					}
					if err != nil {
						t.Fatal(err)
					}
					if got := nixtest.Forced(said); !slices.Equal(got, q.want) {
						t.Errorf("forced\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(q.want, "\n"))
					}
				})
			}
		}
	})
}

type forces struct {
	name  string
	path  model.AttrPath
	probe string
	want  []string
}

// below are paths below one that are forced besides it and what leads to it.
func below(base string, children ...string) []string {
	var all []string
	steps := strings.Split(base, ".")
	for i := range steps {
		all = append(all, strings.Join(steps[:i+1], "."))
	}
	for _, c := range children {
		all = append(all, base+"."+c)
	}
	return slices.Compact(slices.Sorted(slices.Values(all)))
}

func forcing() []forces {
	const pkgs = "packages.x86_64-linux"
	names := func(p string) forces {
		f := forces{"names of " + p, nil, namesProbe(), nil}
		if p != "" {
			f.path, f.want = model.Path(strings.Split(p, ".")...), below(p)
		}
		return f
	}
	items := func(names ...string) []item {
		var all []item
		for _, s := range names {
			all = append(all, item{model.Attr(s), -1})
		}
		return all
	}
	heads := func(p string, alone bool, its []item, want ...string) forces {
		f := forces{fmt.Sprintf("heads in %s, alone %v", p, alone), nil, headsProbe(240, its, alone), nil}
		if p == "" {
			f.want = want
			return f
		}
		f.path, f.want = model.Path(strings.Split(p, ".")...), below(p, want...)
		return f
	}
	brief := func(p string, k model.Kind, child string, want ...string) forces {
		return forces{"brief of " + p + "." + child, model.Path(strings.Split(p, ".")...), briefsProbe(960, k, items(child), false), below(p, append(want, child)...)}
	}
	fields := func(p, child string, n model.Node, want ...string) forces {
		return forces{"details of " + p + "." + child, model.Path(strings.Split(p, ".")...), fieldsProbe(detailTextLimit, model.Attr(child), factNames(factsOf(n))), below(p, append(want, child)...)}
	}
	all := []forces{
		names(""), names("packages"), names(pkgs), names(pkgs + ".one"), names("lib.nested.deep"), names("nixosConfigurations.host"),
		{"the outputs themselves", nil, selfProbe(240), nil},
		heads("", false, items("apps", "lib", "packages"), "apps", "lib", "lib.type", "packages"),
		heads("packages", false, items("x86_64-linux", "aarch64-linux"), "x86_64-linux", "aarch64-linux"),
		heads(pkgs, false, items("one", "two"), "one", "one.type", "two", "two.type"),
		heads(pkgs, true, items("one", "two"), "one", "one.type", "two", "two.type"),
		heads(pkgs, false, []item{{model.Attr("one"), 0}, {model.Attr("three"), 1}}, "one", "one.type", "three", "three.type"),
		heads("apps.x86_64-linux", false, items("one"), "one", "one.type"),
		heads("nixosConfigurations", false, items("host"), "host"),
		heads("nixosModules", false, items("default", "set"), "default", "set"),
		heads("templates", false, items("default"), "default"),
		heads("overlays", false, items("default"), "default"),
		heads("lib", false, items("int", "list", "nested", "function", "type"), "int", "list", "nested", "function", "type"),
		heads("lib.list", false, []item{{model.Elem(1), -1}}, "1"),
		brief(pkgs, model.KindPackage, "one", "one.name", "one.version", "one.meta", "one.meta.description"),
		brief("apps.x86_64-linux", model.KindApp, "one", "one.program", "one.meta", "one.meta.description"),
		brief("templates", model.KindTemplate, "default", "default.description"),
		fields(pkgs, "one", model.Node{Kind: model.KindPackage}, "one.name", "one.pname", "one.version", "one.outputs", "one.outputs.0", "one.outputs.1", "one.system",
			"one.meta", "one.meta.description", "one.meta.longDescription", "one.meta.license", "one.meta.license.spdxId", "one.meta.homepage", "one.meta.changelog",
			"one.meta.maintainers", "one.meta.maintainers.0", "one.meta.maintainers.0.name", "one.meta.maintainers.0.github", "one.meta.platforms", "one.meta.platforms.0", "one.meta.platforms.1",
			"one.meta.mainProgram", "one.meta.broken", "one.meta.insecure", "one.meta.knownVulnerabilities", "one.meta.unfree", "one.meta.unsupported", "one.meta.position"),
		fields("apps.x86_64-linux", "one", model.Node{Kind: model.KindApp}, "one.program", "one.meta", "one.meta.description"),
		{"store paths", model.Path("packages", "x86_64-linux", "one"), derivationProbe(), below(pkgs, "one", "one.drvPath", "one.outputs", "one.outputs.0", "one.outputs.1", "one.out", "one.dev")},
		fields("templates", "default", model.Node{Kind: model.KindTemplate}, "default.description", "default.path", "default.welcomeText"),
	}
	all = append(all, forcingValues(fields)...)
	all = append(all, forcingOptions(heads, brief, fields, items)...)
	for i := range all {
		all[i].want = slices.Compact(slices.Sorted(slices.Values(all[i].want)))
	}
	return all
}

type fieldsForce func(parent, child string, n model.Node, want ...string) forces

// forcingValues are the details of plain values: of lists the heads of the elements,
// of sets nothing. Where something is defined is told without it.
func forcingValues(fields fieldsForce) []forces {
	of := func(child string, k model.Kind, v model.ValueType, want ...string) forces {
		return fields("lib", child, model.Node{Kind: k, State: model.StateReady, Value: model.Value{Type: v}}, want...)
	}
	failed := fields("lib", "string", model.Node{State: model.StateFailed})
	failed.want = []string{"lib"}
	return []forces{
		of("string", model.KindString, model.TypeString),
		of("nested", model.KindAttrs, model.TypeSet),
		of("function", model.KindFunction, model.TypeFunction),
		of("called", model.KindAttrs, model.TypeSet, "called.__functor"),
		of("list", model.KindList, model.TypeList, "list.0", "list.1", "list.2", "list.2.0"),
		of("lists", model.KindList, model.TypeList, "lists.0", "lists.0.type", "lists.0.name", "lists.1", "lists.1.type", "lists.2", "lists.2.0", "lists.2.0.0"),
		failed,
	}
}

// forcingOptions are the questions to an option.
func forcingOptions(heads func(p string, alone bool, its []item, want ...string) forces, brief func(p string, k model.Kind, child string, want ...string) forces, fields fieldsForce, items func(...string) []item) []forces {
	const parent = "nixosConfigurations.host.options.networking"
	in := func(names ...string) []string {
		for i := range names {
			names[i] = "hostName." + names[i]
		}
		return names
	}
	return []forces{
		heads(parent, false, items("hostName"), in("_type")[0], "hostName"),
		heads(parent, true, items("hostName"), in("_type")[0], "hostName"),
		heads(parent+".hostName", false, items("type", "value"), "type", "type._type", "value"),
		brief(parent, model.KindOption, "hostName", in("type", "type.description", "description")...),
		fields(parent, "hostName", model.Node{Kind: model.KindOption, Value: model.Value{Type: model.TypeSet}}, in(
			"type", "type.description", "type.getSubOptions", "value", "value.0", "value.1", "defaultText", "defaultText._type", "defaultText.text",
			"example", "example.deep", "example.deep.list", "example.deep.list.0", "description", "readOnly", "internal", "visible",
			"declarationPositions", "declarationPositions.0", "declarationPositions.0.file", "declarationPositions.0.line", "declarationPositions.0.column",
			"definitionsWithLocations", "definitionsWithLocations.0", "definitionsWithLocations.0.file")...),
	}
}

// given is what an engine gave for one request.
type given struct {
	items   []string
	answer  string
	cause   model.Cause
	message string
}

func (g given) String() string {
	return fmt.Sprintf("%d items %.2000q, answer %.2000q, %s: %.300s", len(g.items), g.items, g.answer, g.cause, g.message)
}

func ask(ctx context.Context, e engine, p model.AttrPath, probe string) given {
	var g given
	answer, err := e.ask(ctx, request{path: p, probe: probe, limit: time.Minute, item: func(s string) { g.items = append(g.items, s) }})
	g.answer = answer
	if err != nil {
		var e *Error
		if !errors.As(err, &e) {
			g.message = "NO *Error: " + err.Error()
		} else {
			g.cause, g.message = e.Cause, e.Message
		}
	}
	return g
}

// TestEnginesAgree proves that the same question to the same flake has the same
// answer, to the letter, or the same cause, from both engines: the names, heads
// and briefs below every place of the corpus, and every failing node by itself. That
// goes for getFlake and the loader on every nix; a process for each question is slow, and
// so on one nix some are asked that way: the first of each flake and what fails.
func TestEnginesAgree(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		system := nixtest.System(t, n)
		byName := map[string][]nixtest.Case{}
		for _, c := range nixtest.Cases() {
			if c.OpenError == model.CauseNone && c.Make == nil && !c.Limit {
				byName[c.Name] = append(byName[c.Name], c)
			}
		}
		byName["many"] = []nixtest.Case{{Name: "many", Nodes: []nixtest.Want{{Path: model.Path("sets", "set-000", "attr-000")}}}}
		if len(byName) < 20 {
			t.Fatalf("only %d flakes", len(byName))
		}
		for name, cases := range byName {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				agree(t, n, name, questionsOf(cases, system))
			})
		}
	})
}

type pathAndProbe struct {
	path  model.AttrPath
	probe string
}

// questionsOf are the questions to one flake: of each parent its names, heads and
// briefs in one, of each node that fails its head and its brief, and of the first of
// those that are there their details.
func questionsOf(cases []nixtest.Case, system string) []pathAndProbe {
	seen := map[string]bool{}
	var all []pathAndProbe
	add := func(p model.AttrPath, probe string) {
		if key := p.Key() + probe; !seen[key] {
			seen[key] = true
			all = append(all, pathAndProbe{p, probe})
		}
	}
	add(nil, namesProbe())
	const children = `(v: let names = if builtins.isAttrs v then builtins.length (builtins.attrNames v) else 0; in fw.names v + fw.heads 0 false (if names == 0 then [ ] else [ (fw.s 0 names) ]) v)`
	parents, details := 0, 0
	for _, c := range cases {
		for _, w := range c.Nodes {
			w = w.For(system)
			if parents < 12 && !seen[w.Path.Parent().Key()+children] {
				parents++
				add(w.Path.Parent(), children)
			}
			if wrong := w.State.Bad() && w.Cause == model.CauseWrongOutput && w.Field == ""; (w.State == model.StateReady || wrong) && len(w.Path) > 0 && details < 25 {
				details++
				n := model.Node{Kind: w.Kind, State: w.State, Value: model.Value{Type: typeOfKind(w.Kind)}}
				add(w.Path.Parent(), fieldsProbe(1000, w.Path.Last(), factNames(factsOf(n))))
			}
			if w.State.Bad() {
				one := []item{{w.Path.Last(), -1}}
				add(w.Path.Parent(), headsProbe(240, one, true))
				if w.Field != "" {
					add(w.Path.Parent(), briefsProbe(240, w.Kind, one, true))
				}
			}
		}
	}
	return all
}

// typeOfKind is a type of value that a node of that kind can have.
func typeOfKind(k model.Kind) model.ValueType {
	switch k { //nolint:exhaustive // the rest is printed in one way
	case model.KindFunction, model.KindOverlay, model.KindBundler:
		return model.TypeFunction
	case model.KindString:
		return model.TypeString
	case model.KindList:
		return model.TypeList
	}
	return model.TypeSet
}

func agree(t *testing.T, n nixtest.Nix, name string, questions []pathAndProbe) {
	t.Helper()
	c, flake := testClient(t, n), metadataOf(t, n, nixtest.Unpack(t, name))
	starts := map[string]func() *warm{
		"getFlake": func() *warm { return warmOn(t, c, flake.Pin) },
		"loader":   func() *warm { return loaderOn(t, c, flake) },
	}
	engines := map[string]engine{}
	one := &oneshot{client: c, ref: flake.Pin}
	for i, q := range questions {
		all := map[string]given{}
		for name, start := range starts {
			if w, ok := engines[name].(*warm); !ok || !w.alive() { // what overflows the stack may end it
				engines[name] = start()
			}
		}
		for name, e := range engines {
			all[name] = ask(t.Context(), e, q.path, q.probe)
		}
		want := all["getFlake"]
		if n.Version == oneNix(t).Version && (i < 5 || want.cause != model.CauseNone && i < 25) {
			all["oneshot"] = ask(t.Context(), one, q.path, q.probe)
		}
		for name, got := range all {
			if !slices.Equal(got.items, want.items) || got.answer != want.answer || got.cause != want.cause || got.message != want.message {
				t.Errorf("%s %.100s:\n%s: %s\ngetFlake: %s", q.path, q.probe, name, got, want)
			}
		}
	}
}

// TestForgedAnswers proves that a flake that prints and is called what our own
// lines look like changes nothing: it cannot know the nonce.
func TestForgedAnswers(t *testing.T) {
	t.Parallel()
	dir := nixtest.TempDir(t)
	nixtest.Write(t, filepath.Join(dir, "flake.nix"), `{
  outputs = _: let
    nonce = "0123456789abcdef0123456789abcdef";
    forge = builtins.foldl' (v: line: builtins.trace line v);
    lines = [ "${nonce}:i:" "${nonce}:i:[{\"t\":\"null\"}]" "${nonce}:e:1" "${nonce}:e:2" "trace: ${nonce}:e:1" "x\ntrace: ${nonce}:e:1\n\"${nonce}:v:{}\"" ":e:1" ":i:[0]" "+[null]" "" ];
    forged = v: forge v lines;
  in forged {
    a = forged "value";
    b = forged { type = forged "derivation"; name = forged "n-1"; };
    c = forged (throw "\"${nonce}:v:x\"\n${nonce}:e:1");
    "\"${nonce}:e:1\"" = forged "\"${nonce}:v:\"${nonce}:e:1\"";
    "z\n\"${nonce}:e:2\"" = 5;
    fw = forged 1; v = 2; e = 3; f = 4; probes = 5;
  };
}
`)
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		const nonce = "0123456789abcdef0123456789abcdef"
		for name, o := range map[string]Options{"warm": {}, "oneshot": {NoWarm: true, Lanes: 1}} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				s := opened(t, n, "path:"+dir, Config{}, o)
				tree, err := s.Walk(t.Context(), nil, WalkOptions{})
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, c := range tree.Children {
					text := c.Value.Text
					if d, err := s.Detail(t.Context(), c.Path); err == nil && d.Problem != nil {
						c.Problem = d.Problem
					}
					if c.Problem != nil {
						text = c.Problem.Cause.String() + " " + c.Problem.Message
					}
					got = append(got, c.Path.Last().Name+"="+text+c.Name)
				}
				want := []string{
					"\"" + nonce + ":e:1\"=\"" + nonce + ":v:\"" + nonce + ":e:1\"", "a=value", "b=n-1", "c=throw \"" + nonce + ":v:x\"\n" + nonce + ":e:1",
					"e=3", "f=4", "fw=1", "probes=5", "v=2", "z\n\"" + nonce + ":e:2\"=5",
				}
				if !slices.Equal(got, want) {
					t.Errorf("%q, want\n%q", got, want)
				}
			})
		}
	})
}
