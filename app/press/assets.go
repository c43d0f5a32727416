package press

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/js"
)

// AssetPrefix is where assets are served; what is below it never changes under its name.
const AssetPrefix = "/static/"

// bundles are loaded as one file each: the first with every page, the others when they are needed. A bundle is made of the
// files of its folder in the order of their names.
var bundles = []string{"site", "topic", "search", "privacy", "passkey", "conversation", "staff", "presence", "health", "banner", "broadcasts", "trail"}

// workerBundle is a script alone, which no page loads.
const workerBundle = "worker"

// devBundle is only there for whoever edits.
const devBundle = "dev"

// vendored are the third-party files, by the name that the rest of the site knows them by.
var vendored = map[string]string{
	"htmx.js":                "node_modules/htmx.org/dist/htmx.min.js",
	"instrument-serif.woff2": "node_modules/@fontsource/instrument-serif/files/instrument-serif-latin-400-normal.woff2",
}

// Assets are the static files under names that hold a hash of what is in them.
type Assets struct {
	Stamp  string            // tells this edition from the next; empty for visitors
	urls   map[string]string // by plain name
	sheets map[string]*Sheet // by URL
	worker []byte            // the script that runs without a page; it is served at the root
	effort effort
}

// newAssets bundles, minifies, hashes and compresses the static files.
func newAssets(s Sources, e effort) (*Assets, error) {
	files := s.Static
	a := &Assets{urls: map[string]string{}, sheets: map[string]*Sheet{}, effort: e}
	for name, file := range vendored {
		if name == "htmx.js" {
			continue // it is the head of the site's bundle
		}
		if err := a.file(files, name, file); err != nil {
			return nil, err
		}
	}
	images, err := fs.Glob(files, "img/*")
	if err != nil {
		return nil, err
	}
	for _, file := range images {
		if err := a.file(files, path.Base(file), file); err != nil {
			return nil, err
		}
	}
	icons, err := drawnIcons()
	if err != nil {
		return nil, err
	}
	for name, data := range icons {
		a.add(name, data)
	}
	if a.worker, err = scopes(files, workerBundle); err != nil {
		return nil, err
	}
	for _, name := range bundles {
		if err := a.style(files, name); err != nil {
			return nil, err
		}
		if err := a.script(files, name); err != nil {
			return nil, err
		}
	}
	if !s.Dev {
		return a, nil
	}
	if a.Stamp, err = s.stamp(); err != nil {
		return nil, err
	}
	return a, errors.Join(a.style(files, devBundle), a.script(files, devBundle))
}

// URL returns the address of an asset by its plain name, such as site.css; empty when there is none.
func (a *Assets) URL(name string) string { return a.urls[name] }

// Find returns the asset at a URL path.
func (a *Assets) Find(url string) (*Sheet, bool) {
	p, is := a.sheets[url]
	return p, is
}

func (a *Assets) file(files fs.FS, name, file string) error {
	data, err := fs.ReadFile(files, file)
	if err != nil {
		return err
	}
	a.add(name, data)
	return nil
}

func (a *Assets) add(name string, data []byte) {
	sum := sha256.Sum256(data)
	ext := path.Ext(name)
	url := AssetPrefix + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
	a.urls[name] = url
	a.sheets[url] = newSheet(data, mime.TypeByExtension(ext), a.effort)
}

var assetInStyle = regexp.MustCompile(`url\("([\w.-]+)"\)`)

func (a *Assets) style(files fs.FS, bundle string) error {
	var all bytes.Buffer
	err := eachFile(files, "css/"+bundle, func(_ string, data []byte) error {
		all.Write(data)
		return nil
	})
	if err != nil {
		return err
	}
	linked := assetInStyle.ReplaceAllFunc(all.Bytes(), func(match []byte) []byte {
		name := string(assetInStyle.FindSubmatch(match)[1])
		if a.urls[name] == "" {
			err = fmt.Errorf("css/%s: there is no asset %s", bundle, name)
		}
		return fmt.Appendf(nil, "url(%q)", a.urls[name])
	})
	if err != nil {
		return err
	}
	small, err := minifier.Bytes("text/css", linked)
	if err != nil {
		return fmt.Errorf("css/%s: %w", bundle, err)
	}
	a.add(bundle+".css", small)
	return nil
}

func (a *Assets) script(files fs.FS, bundle string) error {
	all, err := scopes(files, bundle)
	if err != nil {
		return err
	}
	if bundle == "site" {
		htmx, err := fs.ReadFile(files, vendored["htmx.js"])
		if err != nil {
			return err
		}
		all = slices.Concat(htmx, []byte{'\n'}, all)
	}
	a.add(bundle+".js", all)
	return nil
}

// scopes joins a bundle's files, each in a scope of its own.
func scopes(files fs.FS, bundle string) ([]byte, error) {
	var all bytes.Buffer
	err := eachFile(files, "js/"+bundle, func(file string, data []byte) error {
		small, err := minifier.Bytes("text/javascript", []byte(`(()=>{"use strict";`+string(data)+"\n})()"))
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		all.Write(small)
		all.WriteString(";\n")
		return nil
	})
	return all.Bytes(), err
}

func eachFile(files fs.FS, folder string, do func(name string, data []byte) error) error {
	names, err := fs.Glob(files, folder+"/*")
	if err != nil {
		return err
	}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		if err := do(name, data); err != nil {
			return err
		}
	}
	return nil
}

var minifier = func() *minify.M {
	m := minify.New()
	m.AddFunc("text/css", css.Minify)
	m.AddFunc("text/javascript", js.Minify)
	return m
}()

func init() {
	// The system's table of types may lack these or differ from machine to machine.
	for ext, kind := range map[string]string{
		".js": scriptType, ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml; charset=utf-8",
		".woff2": "font/woff2", ".png": pngType,
	} {
		if err := mime.AddExtensionType(ext, kind); err != nil {
			panic(err) // the table above is malformed
		}
	}
}
