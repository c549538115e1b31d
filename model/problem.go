package model

import "errors"

// ProblemOf is what an error means to a person: the Problem of the first error
// in err's tree that has one, or the error's text under CauseEvaluation.
func ProblemOf(err error) Problem {
	var p interface{ Problem() Problem }
	if errors.As(err, &p) {
		return p.Problem()
	}
	return Problem{Cause: CauseEvaluation, Message: err.Error()}
}
