package nixcli

import (
	"context"

	"flakewalk/model"
)

func (s *Session) Derivation(ctx context.Context, p model.AttrPath) (model.Derivation, error) {
	return model.Derivation{}, ctx.Err()
}

func (s *Session) Source(ctx context.Context, at model.Position) (model.Source, error) {
	return model.Source{Position: at}, ctx.Err()
}

func (s *Session) Index(ctx context.Context, after int) (model.Index, error) {
	return model.Index{Done: true}, ctx.Err()
}

func (s *Session) Grant(p model.AttrPath, g model.Grant) {}

func (s *Session) Changed(ctx context.Context) (bool, error) { return false, ctx.Err() }
