package main

import (
	"context"
	"errors"
)

func (a *app) explore(ctx context.Context, arg string) error {
	return errors.New("todo")
}
