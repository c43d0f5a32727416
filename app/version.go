package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"porchlight/app/health"
	"porchlight/app/sqlite"
)

// version is the commit and its day, where the build knows them, and what else decides how the program behaves.
func version() string {
	built := health.Version()
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, setting := range info.Settings {
			if at, err := time.Parse(time.RFC3339, setting.Value); setting.Key == "vcs.time" && err == nil {
				built += " of " + at.Format(time.DateOnly)
			}
		}
	}
	return fmt.Sprintf("%s (%s, %s/%s, SQLite %s)", built, runtime.Version(), runtime.GOOS, runtime.GOARCH, sqlite.Library())
}
