// Package static embeds what browsers load beside the pages, and the faces that pictures are lettered in. Third-party files come from npm by the lockfile.
package static

import "embed"

// Files holds the sources; app/press bundles, minifies and compresses them.
//
//go:embed css js img
//go:embed node_modules/htmx.org/dist/htmx.min.js
//go:embed node_modules/@fontsource/instrument-serif/files/instrument-serif-latin-400-normal.woff2
//go:embed node_modules/@fontsource/instrument-serif/files/instrument-serif-latin-400-normal.woff
//go:embed node_modules/@fontsource/ibm-plex-mono/files/ibm-plex-mono-latin-400-normal.woff
var Files embed.FS
