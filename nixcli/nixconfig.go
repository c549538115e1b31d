package nixcli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/tidwall/gjson"

	"flakewalk/model"
)

// NixConfig is what the flake's nixConfig asks for, sorted by name. Nothing of it
// is applied for the answer. Settings that need no word of the user, since it was
// given on the command line or in nix.conf, come as decided. Errors are *Error.
func (s *Session) NixConfig(ctx context.Context) ([]model.Setting, error) {
	return s.nixConfig(ctx, s.Flake())
}

func (s *Session) nixConfig(ctx context.Context, flake model.Flake) ([]model.Setting, error) {
	expr, err := nixConfigExpr(flake)
	if err != nil {
		return nil, err
	}
	set, err := s.client.settings(ctx)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	limit := s.limit()
	s.mu.Unlock()
	args := nixConfigArgs(s.client.flags, expr)
	out, err := s.client.run(ctx, args, runOptions{limit: limit, cpu: true, nice: true})
	if err != nil {
		return nil, err
	}
	all, err := parseNixConfig(out)
	if err != nil {
		return nil, err
	}
	s.client.decide(all, set)
	return all, nil
}

// nixConfigArgs evaluate purely what flake.nix says, without the flake.
func nixConfigArgs(f Flags, expr string) []string {
	f.Impure = false
	return join([]string{"eval"}, f.query(), []string{"--json", "--expr", expr})
}

// nixConfigExpr reads flake.nix itself: neither the outputs nor the inputs are
// looked at, and nix allows nothing but plain values there. A pinned source is
// fetched by its hash; else the file is read from the flake's folder.
func nixConfigExpr(f model.Flake) (string, error) {
	var from string
	if expr, ok := flakeExpr(f.Pin, f.Via); ok && f.Via != nil {
		from = "import ((" + expr + ").outPath + \"/flake.nix\")"
	} else if tree, dir, ok := sourceOfPin(f.Pin); ok {
		from = "import ((builtins.fetchTree " + treeExpr(tree) + ").outPath + " + model.QuoteNix("/"+filepath.Join(dir, "flake.nix")) + ")"
	} else {
		text, err := os.ReadFile(filepath.Join(f.Dir, "flake.nix"))
		if f.Dir == "" || err != nil || len(text) > maxFlakeFile {
			return "", &Error{Cause: model.CauseFileMissing, Message: "flake.nix cannot be read without fetching the flake anew", Err: err}
		}
		from = string(text)
	}
	// Lists, since names of the flake's may mean something to toJSON.
	return "let f = (" + from + "\n); c = f.nixConfig or { }; " +
		"word = v: if builtins.isBool v then (if v then \"true\" else \"false\") else builtins.toString v; " +
		"in map (n: [ n (map word (if builtins.isList c.${n} then c.${n} else [ c.${n} ])) ]) (builtins.attrNames c)", nil
}

// maxFlakeFile is how long a flake.nix may be to be handed to nix as an argument.
const maxFlakeFile = 100 << 10

// sourceOfPin parts the pin of a flake into the reference of the whole source and
// the folder of flake.nix in it.
func sourceOfPin(pin string) (tree, dir string, ok bool) {
	base, query, _ := strings.Cut(pin, "?")
	values, err := url.ParseQuery(query)
	if pin == "" || err != nil {
		return "", "", false
	}
	dir = values.Get("dir")
	values.Del("dir")
	if len(values) > 0 {
		base += "?" + values.Encode()
	}
	return base, dir, true
}

// treeExpr is what fetchTree takes for the reference of a whole source. For Lix a path
// is locked by its hash only where the two are attributes.
func treeExpr(tree string) string {
	base, query, _ := strings.Cut(tree, "?")
	values, err := url.ParseQuery(query)
	path, isPath := strings.CutPrefix(base, "path:")
	if hash := values.Get("narHash"); isPath && err == nil && hash != "" {
		return "{ type = \"path\"; path = " + model.QuoteNix(path) + "; narHash = " + model.QuoteNix(hash) + "; }"
	}
	return model.QuoteNix(tree)
}

// parseNixConfig reads the answer to nixConfigExpr.
func parseNixConfig(out []byte) ([]model.Setting, error) {
	doc, err := parseJSON(out)
	if err != nil {
		return nil, err
	}
	var all []model.Setting
	doc.ForEach(func(_, one gjson.Result) bool {
		s := model.Setting{Name: one.Get("0").Str}
		one.Get("1").ForEach(func(_, word gjson.Result) bool {
			s.Values = append(s.Values, word.Str)
			return true
		})
		all = append(all, s)
		return true
	})
	return all, nil
}

// decide notes what the user has said already: for all flakes, or to nix's own
// question about that very value, which nix remembers.
func (c *Client) decide(all []model.Setting, set settings) {
	remembered := c.remembered()
	for i, s := range all {
		trusted, known := remembered[s.Name][s.Value()]
		switch {
		case c.flags.AcceptFlakeConfig || set.accept:
			all[i].Decided, all[i].Trusted = true, true
		case known:
			all[i].Decided, all[i].Trusted = true, trusted
		}
	}
}

// remembered is nix's own memory of answers: by setting and value (Nix's source,
// flake/config.cc). What cannot be read was never answered.
func (c *Client) remembered() map[string]map[string]bool {
	var all map[string]map[string]bool
	text, err := os.ReadFile(c.trustFile())
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		c.log.Debug("trusted-settings.json", "error", err)
	}
	return all
}

// trustFile is where nix keeps that memory.
func (c *Client) trustFile() string {
	data := c.variable("NIX_DATA_HOME")
	if data == "" {
		data = filepath.Join(cmp.Or(c.variable("XDG_DATA_HOME"), filepath.Join(c.variable("HOME"), ".local", "share")), "nix")
	}
	return filepath.Join(data, "trusted-settings.json")
}
