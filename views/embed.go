// Package views embeds the HTML templates. A file named _name.html is a fragment: one root whose id is its swap target.
package views

import "embed"

// Files holds the templates; the folders mirror app/web.
//
//go:embed */*.html
var Files embed.FS
