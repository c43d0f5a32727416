package catalog

import (
	"encoding/json"
	"reflect"
	"strings"
)

// SchemaFolder is where the schemas lie in a content folder, for editors.
const SchemaFolder = "schema"

// draft is the version of JSON Schema that editors of YAML read best.
const draft = "http://json-schema.org/draft-07/schema#"

// Kinds are the kinds of content files.
var Kinds = []string{"site", "ecosystem", "technology", "decision", "topic", "reply"}

// roots are what a file of each kind is decoded into.
var roots = map[string]reflect.Type{
	"site": reflect.TypeFor[Site](), "ecosystem": reflect.TypeFor[Ecosystem](), "technology": reflect.TypeFor[Technology](),
	"decision": reflect.TypeFor[Decision](), "topic": reflect.TypeFor[Topic](), "reply": reflect.TypeFor[Reply](),
}

// schema is the part of JSON Schema that front matter needs (draft 7).
type schema struct {
	Draft       string             `json:"$schema,omitempty"`
	Comment     string             `json:"$comment,omitempty"`
	Title       string             `json:"title,omitempty"`
	Description string             `json:"description,omitempty"`
	Type        string             `json:"type"`
	Pattern     string             `json:"pattern,omitempty"`
	Format      string             `json:"format,omitempty"`
	MinLength   int                `json:"minLength,omitempty"`
	MinItems    int                `json:"minItems,omitempty"`
	Items       *schema            `json:"items,omitempty"`
	Required    []string           `json:"required,omitempty"`
	Properties  map[string]*schema `json:"properties,omitempty"`
	Additional  *bool              `json:"additionalProperties,omitempty"`
}

// Schema returns the JSON Schema of a kind of content file, made from the same struct and tags that the file is read with.
// False: there is no such kind.
func Schema(kind string) ([]byte, bool) {
	root, is := roots[kind]
	if !is {
		return nil, false
	}
	s := schemaOf(root, "", false)
	s.Draft, s.Title, s.Comment = draft, kindTitles[kind], "Written by: porchlight content schema"
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		panic(err) // a struct of strings
	}
	return append(text, '\n'), true
}

// schemaOf describes a type as the value of a key. What may be left out may be empty too.
func schemaOf(t reflect.Type, key string, optional bool) *schema {
	least := 1
	if optional {
		least = 0
	}
	if form, is := written[t]; is {
		return &form
	}
	switch {
	case t == reflect.TypeFor[Inline]():
		return &schema{Type: "string", MinLength: least}
	case t.Kind() == reflect.Slice:
		return &schema{Type: "array", MinItems: least, Items: schemaOf(t.Elem(), key, false)}
	case t.Kind() == reflect.Struct:
		return mappingOf(t)
	case forms[key] != "":
		return &schema{Type: "string", Pattern: forms[key]}
	default:
		return &schema{Type: "string", MinLength: least}
	}
}

// mappingOf describes a struct: its keys, and no others.
func mappingOf(t reflect.Type) *schema {
	s := &schema{Type: "object", Properties: map[string]*schema{}, Additional: new(bool)}
	for i := range t.NumField() {
		field := t.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		if name == "-" || name == "" {
			continue
		}
		value := schemaOf(field.Type, name, options == "optional")
		value.Description = describe(t, name, field.Type)
		s.Properties[name] = value
		if options != "optional" {
			s.Required = append(s.Required, name)
		}
	}
	return s
}

// describe returns what an author reads beside a key, with what kind of text belongs there.
func describe(of reflect.Type, key string, value reflect.Type) string {
	text := descriptions[of.Name()+"."+key]
	if value == reflect.TypeFor[Inline]() || value == reflect.TypeFor[[]Inline]() {
		text += " Inline Markdown."
	}
	return text
}
