package catalog_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"

	"porchlight/app/catalog"
	"porchlight/content"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

var namesSchema = regexp.MustCompile(`^(?:---\n)?# yaml-language-server: \$schema=(\S+)\n`)

// kindOf tells by its place in the content folder what a file is; empty: it has no front matter.
func kindOf(name string) string {
	for pattern, kind := range map[string]string{
		"site.yaml": "site", "*/ecosystem.md": "ecosystem", "*/technologies/*.md": "technology", "*/decisions/*.md": "decision",
		"*/topics/*.md": "topic", "replies/*.md": "reply",
	} {
		if is, _ := path.Match(pattern, name); is {
			return kind
		}
	}
	return ""
}

// validate checks a file as an editor does: its YAML against the schema of its kind, with formats.
func validate(t *testing.T, name string, file []byte) error {
	t.Helper()
	text, is := catalog.Schema(kindOf(name))
	if !is {
		t.Fatalf("%s is of no kind", name)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("kind.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("kind.json")
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(name, ".md") {
		if file, _, _, err = catalog.FrontMatter(file); err != nil {
			t.Fatal(err)
		}
	}
	var value any
	if err := yaml.Unmarshal(file, &value); err != nil {
		t.Fatal(err)
	}
	return schema.Validate(value)
}

func TestTheShippedContentIsValidByTheSchemasThatItNames(t *testing.T) {
	seen := map[string]bool{}
	err := fs.WalkDir(content.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || kindOf(name) == "" {
			return err
		}
		seen[kindOf(name)] = true
		data, err := fs.ReadFile(content.Files, name)
		if err != nil {
			return err
		}
		named := namesSchema.FindSubmatch(data)
		if want := path.Join(catalog.SchemaFolder, kindOf(name)+".json"); named == nil || path.Join(path.Dir(name), string(named[1])) != want {
			t.Errorf("%s does not name %s to editors in its first line", name, want)
		}
		if err := validate(t, name, data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range catalog.Kinds {
		if !seen[kind] {
			t.Errorf("there was no %s to validate", kind)
		}
	}
}

func TestTheSchemasRefuseWhatTheLoaderRefuses(t *testing.T) {
	for _, c := range []struct{ what, file, old, now string }{
		{"an unknown key", redis, "kind: kind", "kinds: memory"},
		{"a missing key", redis, "kind: kind\n", ""},
		{"an empty text", redis, "kind: kind", `kind: ""`},
		{"an unknown key below another", "site.yaml", "role: Engineer", "job: Engineer"},
		{"an empty list", ecosystem, "topics: [redis]", "topics: []"},
		{"a slug with a capital", ecosystem, "topics: [redis]", "topics: [Redis]"},
		{"a list where a text belongs", ecosystem, "topics: [redis]", "topics: [[redis]]"},
		{"a day that there is not", topic, "2026-", "2026-13-"},
		{"an address without a scheme", topic, "https://", ""},
	} {
		if strings.Count(good[c.file], c.old) < 1 {
			t.Fatalf("%s: %q does not stand in %s", c.what, c.old, c.file)
		}
		spoiled := strings.Replace(good[c.file], c.old, c.now, 1)
		if err := validate(t, c.file, []byte(good[c.file])); err != nil {
			t.Fatalf("%s is not valid as it is: %v", c.file, err)
		}
		if err := validate(t, c.file, []byte(spoiled)); err == nil {
			t.Errorf("%s is valid", c.what)
		}
		if _, err := catalog.Load(contentWith(t, put(c.file, spoiled)), nil); err == nil {
			t.Errorf("%s loads", c.what)
		}
	}
}

// A version such as 8.10 would be read as the number 8.1.
func TestTheSchemasWarnOfAVersionWithoutQuotes(t *testing.T) {
	unquoted := strings.Replace(good[redis], "version: \"8\"", "version: 8.10", 1)
	if unquoted == good[redis] {
		t.Fatal("the version stands there in another way")
	}
	if err := validate(t, redis, []byte(unquoted)); err == nil {
		t.Error("a number is a version")
	}
}

func TestTheSchemasBesideTheContentAreThoseOfTheProgram(t *testing.T) {
	for _, kind := range catalog.Kinds {
		want, _ := catalog.Schema(kind)
		name := path.Join(catalog.SchemaFolder, kind+".json")
		if got, err := fs.ReadFile(content.Files, name); err != nil || !bytes.Equal(got, want) {
			t.Errorf("content/%s is not what the program says now: run bin/porchlight content schema (%v)", name, err)
		}
	}
}

func TestEveryKeyIsDescribedAndNothingElse(t *testing.T) {
	found := map[string]bool{}
	for _, kind := range catalog.Kinds {
		text, _ := catalog.Schema(kind)
		var root map[string]any
		if err := json.Unmarshal(text, &root); err != nil {
			t.Fatal(err)
		}
		described(t, kind, root, found)
	}
	for key, text := range catalog.Descriptions {
		if !found[text] && !found[text+" Inline Markdown."] {
			t.Errorf("%s is described, and no file has it", key)
		}
	}
}

// described walks a schema and notes the description of every key.
func described(t *testing.T, at string, schema map[string]any, found map[string]bool) {
	t.Helper()
	if items, is := schema["items"].(map[string]any); is {
		described(t, at+"[]", items, found)
	}
	properties, _ := schema["properties"].(map[string]any)
	for key, value := range properties {
		below := value.(map[string]any)
		text, _ := below["description"].(string)
		if text == "" || strings.HasPrefix(text, " ") {
			t.Errorf("%s.%s has no description: add it to app/catalog/descriptions.go", at, key)
		}
		found[text] = true
		described(t, at+"."+key, below, found)
	}
}
