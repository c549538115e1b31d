package model

import "strings"

// Kind says what an attribute of a flake is for. The zero value is KindUnknown.
type Kind uint8

// The kinds. Position in the tree and the value's own type decide; the value wins.
const (
	KindUnknown Kind = iota // not evaluated, or nothing known about it
	KindAttrs               // attribute set
	KindPackage
	KindApp
	KindDevShell
	KindCheck
	KindFormatter
	KindBundler
	KindHydraJob
	KindNixOS  // NixOS configuration
	KindHome   // home-manager configuration
	KindDarwin // nix-darwin configuration
	KindModule
	KindOverlay
	KindTemplate
	KindFunction
	KindOption // option of a module system
	KindString
	KindInt
	KindFloat
	KindBool
	KindPath
	KindList
	KindNull
)

// trait is what holds of every ready node of a kind.
type trait uint8

const (
	derivation trait = 1 << iota // it is a derivation
	inner                        // the tree goes on below it unasked
	closed                       // it has no children at all
)

// kindInfo is what is fixed about a kind: its name in JSON, the word people read,
// and what its nodes have in common.
type kindInfo struct {
	name, word string
	traits     trait
}

// kindInfos is the table of the kinds.
var kindInfos = [...]kindInfo{
	KindUnknown:   {"unknown", "not evaluated", inner},
	KindAttrs:     {"attrs", "attribute set", inner},
	KindPackage:   {"package", "package", derivation},
	KindApp:       {"app", "app", 0},
	KindDevShell:  {"devShell", "dev shell", derivation},
	KindCheck:     {"check", "check", derivation},
	KindFormatter: {"formatter", "formatter", derivation},
	KindBundler:   {"bundler", "bundler", 0},
	KindHydraJob:  {"hydraJob", "Hydra job", derivation},
	KindNixOS:     {"nixosConfiguration", "NixOS configuration", 0},
	KindHome:      {"homeConfiguration", "home-manager configuration", 0},
	KindDarwin:    {"darwinConfiguration", "nix-darwin configuration", 0},
	KindModule:    {"module", "module", 0},
	KindOverlay:   {"overlay", "overlay", closed},
	KindTemplate:  {"template", "template", 0},
	KindFunction:  {"function", "function", closed},
	KindOption:    {"option", "option", closed},
	KindString:    {"string", "string", closed},
	KindInt:       {"int", "integer", closed},
	KindFloat:     {"float", "float", closed},
	KindBool:      {"bool", "bool", closed},
	KindPath:      {"path", "path", closed},
	KindList:      {"list", "list", inner},
	KindNull:      {"null", "null", closed},
}

func (k Kind) info() kindInfo {
	if int(k) >= len(kindInfos) {
		k = KindUnknown
	}
	return kindInfos[k]
}

// String is the kind's name in JSON, such as "devShell".
func (k Kind) String() string { return k.info().name }

// Word is what people read on the screen, such as "dev shell".
func (k Kind) Word() string { return k.info().word }

// has tells whether something holds of the ready nodes of that kind.
func (k Kind) has(t trait) bool { return k.info().traits&t != 0 }

// Derivation tells whether a ready node of that kind is a derivation.
func (k Kind) Derivation() bool { return k.has(derivation) }

// Leaf tells whether the tree stops at that kind unless it is asked to go on.
func (k Kind) Leaf() bool { return !k.has(inner) }

// Openable tells whether a ready node of that kind has children at all.
func (k Kind) Openable() bool { return !k.has(closed) }

// place is what an output of a flake holds.
type place struct {
	depth int  // number of steps from the outputs to one item
	kind  Kind // what an item is meant to be
}

// placeOf is the table of the outputs Nix and its neighbours know (Nix manual,
// "nix flake check", section "Evaluation checks"; home-manager and nix-darwin manuals).
func placeOf(output string) place { //nolint:gocyclo // a table
	switch output {
	case "packages", "legacyPackages":
		return place{3, KindPackage}
	case "devShells":
		return place{3, KindDevShell}
	case "apps":
		return place{3, KindApp}
	case "checks":
		return place{3, KindCheck}
	case "bundlers":
		return place{3, KindBundler}
	case "formatter":
		return place{2, KindFormatter}
	case "defaultPackage":
		return place{2, KindPackage}
	case "defaultApp":
		return place{2, KindApp}
	case "devShell":
		return place{2, KindDevShell}
	case "defaultBundler":
		return place{2, KindBundler}
	case "nixosConfigurations":
		return place{2, KindNixOS}
	case "homeConfigurations":
		return place{2, KindHome}
	case "darwinConfigurations":
		return place{2, KindDarwin}
	case "nixosModules", "homeModules", "homeManagerModules", "darwinModules", "flakeModules":
		return place{2, KindModule}
	case "nixosModule", "homeModule", "homeManagerModule", "darwinModule", "flakeModule":
		return place{1, KindModule}
	case "overlays":
		return place{2, KindOverlay}
	case "overlay":
		return place{1, KindOverlay}
	case "templates":
		return place{2, KindTemplate}
	case "defaultTemplate":
		return place{1, KindTemplate}
	}
	return place{}
}

// ExpectedKind is the kind a node at that position is meant to have, before it
// is evaluated; KindUnknown where the position says nothing.
func ExpectedKind(p AttrPath) Kind {
	at := placeOf(p.name(0))
	switch {
	case len(p) == 0, at.kind != KindUnknown && len(p) < at.depth:
		return KindAttrs
	case at.kind != KindUnknown && len(p) == at.depth && p.name(0) != "legacyPackages":
		return at.kind
	}
	return KindUnknown
}

// KindOf decides what the value with that head is at that position.
func KindOf(p AttrPath, h Head) Kind {
	want := ExpectedKind(p)
	switch h.Value.Type {
	case TypeSet:
		return kindOfSet(p, want, h)
	case TypeFunction:
		if want == KindModule || want == KindOverlay || want == KindBundler {
			return want
		}
		return KindFunction
	case TypeList:
		return KindList
	case TypeString:
		return KindString
	case TypeInt:
		return KindInt
	case TypeFloat:
		return KindFloat
	case TypeBool:
		return KindBool
	case TypePath:
		if want == KindModule {
			return want
		}
		return KindPath
	case TypeNull:
		return KindNull
	case TypeUnknown:
	}
	return KindUnknown
}

func kindOfSet(p AttrPath, want Kind, h Head) Kind {
	if h.TypeAttr == "derivation" && len(p) > 0 {
		if want.Derivation() {
			return want
		}
		if p.name(0) == "hydraJobs" {
			return KindHydraJob
		}
		return KindPackage
	}
	switch want { //nolint:exhaustive // the others say nothing about a set
	case KindApp:
		if h.TypeAttr == "app" || h.Has(MarkProgram) {
			return want
		}
	case KindNixOS, KindHome, KindDarwin, KindModule:
		return want
	case KindTemplate:
		if h.Has(MarkPath) {
			return want
		}
	}
	switch {
	case len(p) == 0:
		return KindAttrs
	case h.Has(MarkOption):
		return KindOption
	case inModuleSystem(p):
		return KindAttrs
	}
	return kindByMarks(h)
}

// kindByMarks is what a set looks like wherever it stands.
func kindByMarks(h Head) Kind {
	switch {
	case h.TypeAttr == "app" && h.Has(MarkProgram):
		return KindApp
	case h.Has(MarkActivation) && h.Has(MarkConfig):
		return KindHome
	case h.TypeAttr == "" && h.Has(MarkConfig) && h.Has(MarkOptions):
		return KindNixOS
	}
	return KindAttrs
}

// inModuleSystem tells whether the path lies inside a configuration.
func inModuleSystem(p AttrPath) bool {
	at := placeOf(p.name(0))
	switch at.kind { //nolint:exhaustive // only configurations are module systems
	case KindNixOS, KindHome, KindDarwin:
		return len(p) > at.depth
	}
	return false
}

// SystemAt returns the system that the node at that path is named for: the
// second step of a per-system output, or the third of a Hydra job. The answer
// is "" where the path names none, so that an attribute set of systems anywhere
// else is walked like any other.
func SystemAt(p AttrPath) string {
	switch {
	case len(p) == 2 && IsSystem(p.name(1)) && !strings.HasSuffix(p.name(0), "Configurations"):
		return p.name(1)
	case len(p) == 3 && p.name(0) == "hydraJobs" && IsSystem(p.name(2)):
		return p.name(2)
	}
	return ""
}

// SystemOf returns the system that a path goes through, or "".
func SystemOf(p AttrPath) string {
	for i := 2; i <= len(p) && i <= 3; i++ {
		if s := SystemAt(p[:i]); s != "" {
			return s
		}
	}
	return ""
}

// IsSystem tells whether a name is a system double of the form that Nix uses,
// such as "x86_64-linux" (Nix manual, setting "system").
func IsSystem(s string) bool {
	cpu, os, ok := strings.Cut(s, "-")
	if !ok {
		return false
	}
	switch os {
	case "linux", "darwin", "freebsd", "openbsd", "netbsd", "cygwin", "windows", "solaris", "illumos",
		"none", "genode", "mmixware", "redox", "wasi", "ghcjs":
	default:
		return false
	}
	for _, family := range []string{"x86_64", "i386", "i486", "i586", "i686", "aarch64", "arm", "mips", "powerpc", "riscv", "loongarch", "s390", "m68k", "microblaze", "sparc", "wasm", "avr", "or1k", "rx", "vc4", "msp430", "alpha", "js", "javascript", "mmix"} {
		if strings.HasPrefix(cpu, family) {
			return true
		}
	}
	return false
}

// Mismatch says what is wrong with a value that its position does not allow,
// in the words nix uses, or "" when nothing is.
func Mismatch(p AttrPath, h Head) string {
	want, got := ExpectedKind(p), KindOf(p, h)
	derivation := h.TypeAttr == "derivation"
	switch {
	case want.Derivation() && !derivation:
		return "'" + p.String() + "' is not a derivation"
	case want == KindApp && (got != KindApp || h.TypeAttr != "app"):
		return "'" + p.String() + "' is not an app definition"
	case want == KindTemplate && got != KindTemplate:
		return "'" + p.String() + "' is not a template"
	case want == KindOverlay && got != KindOverlay:
		return "'" + p.String() + "' is not an overlay: a function was expected"
	case want == KindAttrs && h.Value.Type != TypeSet:
		return "'" + p.String() + "' is not an attribute set"
	}
	return ""
}
