package model

// ValueType is the type of a Nix value, as builtins.typeOf names them.
type ValueType uint8

// The types of the Nix language (Nix manual, "Data Types").
const (
	TypeUnknown ValueType = iota
	TypeSet
	TypeList
	TypeFunction
	TypeString
	TypeInt
	TypeFloat
	TypeBool
	TypePath
	TypeNull
)

// Value is a plain Nix value, or as much of it as was asked for.
type Value struct {
	// Type is what the value is.
	Type ValueType
	// Text is a string's or path's own text, a number or bool as Nix writes it;
	// empty for sets, lists, functions and null.
	Text string
	// Size is the length of the whole: bytes of a string, elements of a list,
	// attributes of a set. A string with Size > len(Text) was cut.
	Size int
}

// Arg is one named argument of a function.
type Arg struct {
	// Name is the argument's name.
	Name string
	// Optional is set when the argument has a default.
	Optional bool
}

// Mark is one of the attributes by which a set shows what it is for.
type Mark uint16

// The attributes that are looked for (only whether they exist, but for the last).
const (
	MarkConfig     Mark = 1 << iota // config: an evaluated module system
	MarkOptions                     // options: likewise
	MarkActivation                  // activationPackage: home-manager
	MarkProgram                     // program: an app
	MarkPath                        // path: a template
	MarkImports                     // imports: a module
	MarkFunctor                     // __functor: can be called
	MarkDrvPath                     // drvPath: a derivation
	MarkOption                      // _type = "option": an option of a module system
)

// Head is what is known of a value evaluated to its head: enough to tell its kind.
type Head struct {
	// Value is the type, the size, and the text of a plain value, cut when long.
	Value Value
	// TypeAttr is the text of a set's `type` attribute, such as "derivation".
	TypeAttr string
	// Marks are the telling attributes a set has.
	Marks Mark
	// Args are the named arguments of a function.
	Args []Arg
}

// Has tells whether the set has that attribute.
func (h Head) Has(m Mark) bool { return h.Marks&m != 0 }
