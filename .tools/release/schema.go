package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schemas are those that the standard publishes, by the names under which they refer to each other; the module cyclonedx-go carries
// them. Its file for signatures is called otherwise than it is referred to.
var schemas = map[string]string{
	"bom-1.6.schema.json": "bom-1.6.schema.json", "spdx.schema.json": "spdx.schema.json", "jsf-0.82.schema.json": "jsf-0.82.schemax.json",
}

const schemaPlace = "http://cyclonedx.org/schema/"

// validate holds a document against the schema of CycloneDX 1.6.
func validate(document []byte) error {
	top, err := said("", nil, "git", "rev-parse", "--show-toplevel")
	if err != nil {
		return err
	}
	dir, err := said(filepath.Join(strings.TrimSpace(top), ".tools"), []string{"GOFLAGS="}, "go", "list", "-m", "-f", "{{.Dir}}", "github.com/CycloneDX/cyclonedx-go")
	if err != nil {
		return err
	}
	compiler := jsonschema.NewCompiler()
	for name, file := range schemas {
		data, err := os.Open(filepath.Join(strings.TrimSpace(dir), "schema", file))
		if err != nil {
			return err
		}
		defer data.Close()
		schema, err := jsonschema.UnmarshalJSON(data)
		if err != nil {
			return err
		}
		if err := compiler.AddResource(schemaPlace+name, schema); err != nil {
			return err
		}
	}
	schema, err := compiler.Compile(schemaPlace + "bom-1.6.schema.json")
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		return err
	}
	if err := schema.Validate(value); err != nil {
		return fmt.Errorf("the list of what is inside is no CycloneDX 1.6: %w", err)
	}
	return nil
}
