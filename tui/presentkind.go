package tui

import (
	"flakewalk/model"
	"flakewalk/tui/theme"
)

// kindGlyph marks what a ready row is; "" for sets and lists, whose mark says
// whether they are open.
func kindGlyph(t *theme.Theme, k model.Kind) string {
	glyphs := map[model.Kind]string{
		model.KindPackage: t.Package, model.KindApp: t.App, model.KindDevShell: t.Shell,
		model.KindCheck: t.Check, model.KindFormatter: t.Formatter, model.KindBundler: t.Bundler,
		model.KindHydraJob: t.Job, model.KindNixOS: t.System, model.KindDarwin: t.System,
		model.KindHome: t.Home, model.KindModule: t.Module, model.KindOverlay: t.Overlay,
		model.KindTemplate: t.Template, model.KindFunction: t.Function, model.KindOption: t.Option,
		model.KindString: t.Text, model.KindInt: t.Number, model.KindFloat: t.Number,
		model.KindBool: t.Bool, model.KindPath: t.Path, model.KindNull: t.Null,
		model.KindUnknown: t.Unknown,
	}
	return glyphs[k]
}
