package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	zlib = `This software is provided 'as-is', without any express or implied warranty. In no event will the authors be held liable for any damages arising from the use of this software.

Permission is granted to anyone to use this software for any purpose, including commercial applications, and to alter it and redistribute it freely, subject to the following restrictions:

1. The origin of this software must not be misrepresented; you must not claim that you wrote the original software. If you use this software in a product, an acknowledgment in the product documentation would be appreciated but is not required.
2. Altered source versions must be plainly marked as such, and must not be misrepresented as being the original software.
3. This notice may not be removed or altered from any source distribution.`

	gpl = `This program is free software: you can redistribute it and/or modify it under the terms of the GNU General Public License as published by the Free Software Foundation, either version 3 of the License, or (at your option) any later version.

This program is distributed in the hope that it will be useful, but WITHOUT ANY WARRANTY; without even the implied warranty of MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE. See the GNU General Public License for more details.`
)

func TestOnlyWhatAsksForNothingOfTheProgramMayBeInside(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		says  string // empty: it may be inside
	}{
		{"permissive terms", map[string]string{"LICENSE": zlib}, ""},
		{"with a notice", map[string]string{"LICENSE.txt": zlib, "NOTICE": "Thanks to all."}, ""},
		{"no file", map[string]string{"README": zlib}, "lib v1 has no licence file"},
		{"a notice alone", map[string]string{"NOTICE": "Thanks to all."}, "lib v1 has no licence file"},
		{"copyleft", map[string]string{"COPYING": gpl}, "lib v1 is under GPL-3.0-or-later, which is not among"},
		{"copyleft beside permissive terms", map[string]string{"LICENSE": zlib, "COPYING": gpl}, "is under GPL-3.0-or-later"},
		{"terms of its own", map[string]string{"LICENSE": "Do as you like on weekdays."}, "0 % of LICENSE are the words of a licence: read it"},
		{"permissive terms with more", map[string]string{"LICENSE": zlib + strings.Repeat(" But not on Sundays, and never for money.", 20)}, "are the words of a licence: read it"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, body := range c.files {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			texts, err := textsOf(dir)
			if err != nil {
				t.Fatal(err)
			}
			terms, err := part{name: "lib", version: "v1", texts: texts}.permitted()
			switch {
			case c.says == "" && (err != nil || strings.Join(terms, " ") != "Zlib"):
				t.Errorf("%q, %v", terms, err)
			case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)):
				t.Errorf("%q, %v, want %q", terms, err, c.says)
			}
		})
	}
}

func TestADocumentThatIsNoListOfPartsIsRefused(t *testing.T) {
	if err := validate([]byte(`{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "lib", "version": "v1"}]}`)); err != nil {
		t.Error(err)
	}
	for _, wrong := range []string{
		`{"specVersion": "1.6"}`,
		`{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library"}]}`,
		`{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "lib", "licenses": [{"license": {"id": "MTI"}}]}]}`,
	} {
		if validate([]byte(wrong)) == nil {
			t.Errorf("%s passes", wrong)
		}
	}
}
