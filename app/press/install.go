package press

import (
	"encoding/json"
	"strings"
)

const (
	manifestPath = "/manifest.webmanifest"
	manifestType = "application/manifest+json" // https://www.w3.org/TR/appmanifest/#media-type-registration
	workerPath   = "/sw.js"                    // at the root: a worker reaches no further than its own folder
	scriptType   = "text/javascript; charset=utf-8"
)

// manifest is what makes an app of the site on an owner's device (https://www.w3.org/TR/appmanifest/).
type manifest struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	ShortName  string         `json:"short_name"`
	StartURL   string         `json:"start_url"`
	Scope      string         `json:"scope"`
	Display    string         `json:"display"`
	Theme      string         `json:"theme_color"`
	Background string         `json:"background_color"`
	Icons      []manifestIcon `json:"icons"`
}

type manifestIcon struct {
	Source  string `json:"src"`
	Sizes   string `json:"sizes"`
	Type    string `json:"type"`
	Purpose string `json:"purpose"`
}

// paperColour is the light paper of static/css/site/10-tokens.css; a manifest has no other for the night.
const paperColour = "#fbf9f5"

// printInstall prints what an owner's device asks for: the manifest, and the worker that shows pushes.
func (e *Edition) printInstall() error {
	m := manifest{
		ID: "/inbox", Name: e.Catalog.Site.Name, ShortName: e.Catalog.Site.Name, StartURL: "/inbox", Scope: "/", Display: "standalone",
		Theme: paperColour, Background: paperColour,
		Icons: []manifestIcon{
			{e.Assets.URL("icon-192.png"), "192x192", pngType, "any"}, {e.Assets.URL("icon-512.png"), "512x512", pngType, "any"},
			{e.Assets.URL("icon-cut-512.png"), "512x512", pngType, "maskable"},
		},
	}
	data, err := json.Marshal(m)
	if err != nil {
		return err
	}
	e.file(manifestPath, manifestType, data)
	worker := strings.ReplaceAll(string(e.Assets.worker), "/icon.png", e.Assets.URL("icon-192.png"))
	e.file(workerPath, scriptType, []byte(worker))
	return nil
}
