package nixcli

import (
	"context"

	"flakewalk/model"
)

func (s *Session) Index(ctx context.Context, after int) (model.Index, error) {
	return model.Index{Done: true}, ctx.Err()
}

func (s *Session) Changed(ctx context.Context) (bool, error) { return false, ctx.Err() }
