package nixcli

import (
	"net/url"
	"path"
	"strings"

	"flakewalk/model"
	"flakewalk/model/nixlex"
)

// usage is how another flake uses a module or overlay of this one, as lines of its
// flake.nix and of its modules; "" for everything else.
func (a aboutNode) usage() string {
	p := a.node.Path
	if a.node.Kind != model.KindModule && a.node.Kind != model.KindOverlay || len(p) == 0 || p[0].Elem {
		return ""
	}
	name := a.inputName()
	value, ok := plainSelection(p)
	if !ok {
		return ""
	}
	value = "inputs." + model.Attr(name).String() + strings.TrimPrefix(value, "r")
	how := howToUse(a.node.Kind, p[0].Name, value)
	if how == "" {
		return ""
	}
	return "# in flake.nix\ninputs." + model.Attr(name).String() + ".url = " + model.QuoteNix(a.inputURL()) + ";\n\n" + how
}

// howToUse is where a module or overlay goes, or "" where that is not known.
func howToUse(k model.Kind, output, value string) string {
	switch {
	case k == model.KindOverlay:
		return "# in a NixOS, home-manager or nix-darwin configuration\nnixpkgs.overlays = [ " + value + " ];\n\n" +
			"# or where nixpkgs is imported\npkgs = import inputs.nixpkgs { inherit system; overlays = [ " + value + " ]; };"
	case strings.HasPrefix(output, "nixos"):
		return "# in nixpkgs.lib.nixosSystem\nmodules = [ " + value + " ];"
	case strings.HasPrefix(output, "home"):
		return "# in home-manager.lib.homeManagerConfiguration\nmodules = [ " + value + " ];"
	case strings.HasPrefix(output, "darwin"):
		return "# in nix-darwin.lib.darwinSystem\nmodules = [ " + value + " ];"
	case strings.HasPrefix(output, "flake"):
		return "# in flake-parts.lib.mkFlake\nimports = [ " + value + " ];"
	}
	return ""
}

// inputURL is the reference by which another flake has this one as an input: the
// user's own, unless it is about a folder of this machine, which is named in full.
func (a aboutNode) inputURL() string {
	f := a.flake
	if f.Dir == "" {
		return a.ref
	}
	if u, err := url.Parse(f.URL); err == nil && u.Scheme == "git+file" {
		query := url.Values{}
		if dir := u.Query().Get("dir"); dir != "" {
			query.Set("dir", dir)
		}
		u.RawQuery = query.Encode()
		return u.String()
	}
	return "path:" + f.Dir
}

// inputName is what people would call the flake as an input: the name of its
// repository or folder.
func (a aboutNode) inputName() string {
	ref := a.ref
	if a.flake.Dir != "" {
		ref = a.flake.Dir
	}
	ref, _, _ = strings.Cut(ref, "?")
	scheme, rest, ok := strings.Cut(ref, ":")
	if !ok && a.flake.Dir == "" { // a name of the registry
		scheme, rest = "flake", ref
	} else if !ok {
		rest = ref
	}
	parts := strings.Split(strings.Trim(rest, "/"), "/")
	name := path.Base(rest)
	switch scheme {
	case "github", "gitlab", "sourcehut":
		if len(parts) > 1 {
			name = parts[1]
		}
	case "flake":
		name = parts[0]
	}
	name = strings.TrimSuffix(strings.TrimSuffix(name, ".git"), ".tar.gz")
	name = strings.Map(func(r rune) rune {
		if r < 0x80 && nixlex.NameByte(byte(r)) && r != '\'' {
			return r
		}
		return '-'
	}, name)
	if strings.Trim(name, "-") == "" {
		return "flake"
	}
	return name
}
