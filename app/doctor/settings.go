package doctor

import "context"

// Settings tells what is wrong with the values of so many settings. They were checked when they were read, all of them.
func Settings(known int, mistakes []string) Check {
	return Check{"settings", func(_ context.Context, r *Report) {
		r.says("%d looked at", known)
		for _, mistake := range mistakes {
			r.wrong(mistake, "")
		}
	}}
}
