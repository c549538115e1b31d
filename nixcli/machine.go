package nixcli

import (
	"context"
	"os"
	"slices"
	"strings"

	"flakewalk/model"
)

// Machines tells for which machine the configuration of an action is: by its
// networking.hostName, or where that cannot be had by its name, by which the tools
// choose it. One of home-manager names its machine behind an @, or none. An error says that the
// host name of this machine is not known.
func (s *Session) Machines(ctx context.Context, a model.Action) (model.Machines, error) {
	here, err := os.Hostname()
	if err != nil {
		return model.Machines{}, &Error{Cause: model.CausePermission, Message: err.Error(), Err: err}
	}
	m := model.Machines{There: a.Path.Last().Name, Here: here}
	if a.Path.Parent().Last().Name == "homeConfigurations" {
		_, m.There, _ = strings.Cut(m.There, "@")
		return m, nil
	}
	named := slices.Concat(a.Path, model.Path("config", "networking", "hostName"))
	nodes, err := s.Heads(ctx, []model.AttrPath{named})
	if err != nil {
		return m, err
	}
	if name := nodes[0].Value; nodes[0].State == model.StateReady && name.Type == model.TypeString && name.Text != "" {
		m.There = name.Text
	}
	return m, nil
}
