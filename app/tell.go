package main

import (
	"fmt"

	"porchlight/app/settings"
)

// Run prints all settings.
func (c settingsCmd) Run(all settings.List) error {
	text := all.Table()
	if c.Env {
		text = all.Example()
	}
	_, err := fmt.Print(text)
	return err
}
