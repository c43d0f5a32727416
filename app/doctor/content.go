package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"porchlight/app/catalog"
	"porchlight/app/health"
)

// problemsMost is how many mistakes in the content are shown; the content check names all.
const problemsMost = 10

// Content checks the content that the site would print. where says in which folder it is; empty: inside the binary.
func Content(files fs.FS, reserved []string, where string) Check {
	return Check{"content", func(_ context.Context, r *Report) {
		from := "built in"
		if where != "" {
			from = "in " + where
		}
		c, err := catalog.Load(files, reserved)
		var problems catalog.Problems
		switch {
		case err == nil:
			r.says("%s, %s, %s, %s", health.Many(len(c.Ecosystems), "ecosystem", "ecosystems"), health.Many(len(c.Places()), "place", "places"), c.Site.TimeZone, from)
		case errors.As(err, &problems):
			r.says("%s %s", health.Many(len(problems), "mistake", "mistakes"), from)
			for _, p := range problems[:min(len(problems), problemsMost)] {
				r.wrong(p.String(), "")
			}
			r.Findings[len(r.Findings)-1].Do = "Mend it in the file that is named; porchlight content check looks again."
		default:
			r.says("%s", from)
			r.wrong(sentence(err.Error()), fmt.Sprintf("Look whether %s is the right folder (CONTENT_DIR) and can be read.", where))
		}
	}}
}
