package model

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// The types below have their names in JSON, as in a recording, so that what was
// written stays readable when a number changes.

// MarshalText implements encoding.TextMarshaler: the kind's name in JSON.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler. A name that is not a kind's is an error.
func (k *Kind) UnmarshalText(text []byte) error { return byName(k, KindNull, text) }

// MarshalText implements encoding.TextMarshaler: the state's name in JSON.
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler. A name that is not a state's is an error.
func (s *State) UnmarshalText(text []byte) error { return byName(s, StateCancelled, text) }

// MarshalText implements encoding.TextMarshaler: the cause's name in JSON.
func (c Cause) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler. A name that is not a cause's is an error.
func (c *Cause) UnmarshalText(text []byte) error { return byName(c, causes-1, text) }

// MarshalText implements encoding.TextMarshaler: the verb's name.
func (v Verb) MarshalText() ([]byte, error) { return []byte(v.Name()), nil }

// UnmarshalText implements encoding.TextUnmarshaler. A recording of an earlier version has
// the verb as people say it instead of its name; what is neither is an error.
func (v *Verb) UnmarshalText(text []byte) error {
	if named, ok := VerbNamed(string(text)); ok {
		*v = named
		return nil
	}
	return byName(v, verbs-1, text)
}

// byName finds the value, at most the last one, that is called so.
func byName[T interface {
	~uint8
	fmt.Stringer
}](to *T, last T, text []byte) error {
	for v := T(0); v <= last; v++ {
		if v.String() == string(text) {
			*to = v
			return nil
		}
	}
	return fmt.Errorf("%q is not known here", text)
}

// MarshalJSON writes a name as a string and the place of an element as a number.
func (s Step) MarshalJSON() ([]byte, error) {
	if s.Elem {
		return strconv.AppendInt(nil, int64(s.Index), 10), nil
	}
	return json.Marshal(s.Name)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (s *Step) UnmarshalJSON(data []byte) error {
	*s = Step{}
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &s.Name)
	}
	s.Elem = true
	return json.Unmarshal(data, &s.Index)
}
