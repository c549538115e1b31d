package tui

import (
	"flakewalk/model"
	"flakewalk/tui/theme"
)

// kindGlyph marks what a ready row is; "" for sets and lists, whose mark says
// whether they are open.
func kindGlyph(t *theme.Theme, k model.Kind) string {
	if glyph := kindGlyphs[k]; glyph != nil {
		return glyph(t)
	}
	return ""
}

// kindGlyphs is the table of the marks.
var kindGlyphs = map[model.Kind]func(*theme.Theme) string{
	model.KindPackage:   func(g *theme.Theme) string { return g.Package },
	model.KindApp:       func(g *theme.Theme) string { return g.App },
	model.KindDevShell:  func(g *theme.Theme) string { return g.Shell },
	model.KindCheck:     func(g *theme.Theme) string { return g.Check },
	model.KindFormatter: func(g *theme.Theme) string { return g.Formatter },
	model.KindBundler:   func(g *theme.Theme) string { return g.Bundler },
	model.KindHydraJob:  func(g *theme.Theme) string { return g.Job },
	model.KindNixOS:     func(g *theme.Theme) string { return g.System },
	model.KindDarwin:    func(g *theme.Theme) string { return g.System },
	model.KindHome:      func(g *theme.Theme) string { return g.Home },
	model.KindModule:    func(g *theme.Theme) string { return g.Module },
	model.KindOverlay:   func(g *theme.Theme) string { return g.Overlay },
	model.KindTemplate:  func(g *theme.Theme) string { return g.Template },
	model.KindFunction:  func(g *theme.Theme) string { return g.Function },
	model.KindOption:    func(g *theme.Theme) string { return g.Option },
	model.KindString:    func(g *theme.Theme) string { return g.Text },
	model.KindInt:       func(g *theme.Theme) string { return g.Number },
	model.KindFloat:     func(g *theme.Theme) string { return g.Number },
	model.KindBool:      func(g *theme.Theme) string { return g.Bool },
	model.KindPath:      func(g *theme.Theme) string { return g.Path },
	model.KindNull:      func(g *theme.Theme) string { return g.Null },
	model.KindUnknown:   func(g *theme.Theme) string { return g.Unknown },
}
