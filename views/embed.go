// Package views embeds the HTML templates. A file named _name.html is a fragment: one root whose id is its swap target.
package views

import "embed"

// Files holds the templates; the folders mirror app/web. Those of mails come twice, as HTML and as plain text.
//
//go:embed */*.html mail/*.txt
var Files embed.FS
