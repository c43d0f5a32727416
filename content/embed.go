// Package content embeds what an author edits, so that the binary alone is a whole site.
package content

import "embed"

// Files holds site.yaml and one folder an ecosystem.
//
//go:embed *
var Files embed.FS
