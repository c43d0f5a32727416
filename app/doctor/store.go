package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"porchlight/app/health"
	"porchlight/app/sqlite"
	"porchlight/app/store"
)

const (
	noDisk  = 64 << 10 // bytes that a write or two take: with fewer left the next message is refused, or soon one is
	longLog = 64 << 20 // bytes of write-ahead log: four times what it gathers before it is written back
)

// Store looks at the database file: who may use it, where it lies, whether it is sound, and whose it is.
func Store(path string, migrations fs.FS) Check {
	return Check{"store", func(ctx context.Context, r *Report) {
		info, err := os.Stat(path)
		r.place(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			r.says("not there yet: the first start makes %s", path)
			return
		case err == nil:
			r.says("%s, %s", path, health.Size(float64(info.Size())))
		}
		if who := sqlite.Readers(path); who != "" {
			r.warn(fmt.Sprintf("%s on this machine can read what is stored (mode %04o).", who, info.Mode().Perm()), "Run: chmod 600 "+path+"*")
		}
		if log, err := os.Stat(path + "-wal"); err == nil && log.Size() > longLog {
			r.warn(fmt.Sprintf("Its write-ahead log has %s: something reads for long and keeps it from being emptied.", health.Size(float64(log.Size()))), "Look for a backup or a program that hangs; fuser names who has the file open.")
		}
		r.inside(ctx, path, migrations)
	}}
}

// place looks at what is around the file, whether it is there or not.
func (r *Report) place(path string) {
	folder := filepath.Dir(path)
	for _, err := os.Stat(folder); err != nil && folder != filepath.Dir(folder); _, err = os.Stat(folder) {
		folder = filepath.Dir(folder)
	}
	var trouble *sqlite.Trouble
	if err := sqlite.Refusal(path); errors.As(err, &trouble) {
		r.wrong(sentence(trouble.What), sentence(trouble.Do))
	}
	if kind := sqlite.Shaky(folder); kind != "" {
		r.warn(fmt.Sprintf("It lies on %s, where a database does not keep its promises.", kind), "Put it on a local disk; in a container, on a volume.")
	}
	switch free := sqlite.Free(folder); {
	case free < noDisk:
		r.wrong("Its disk is full: nothing can be stored, or soon nothing.", "Free some space there. The site goes on by itself then.")
	case free < health.LowDisk:
		r.warn(fmt.Sprintf("Its disk has %s left.", health.Size(float64(free))), "Free some space there before nothing can be stored.")
	}
}

// inside reads the file. A node that begins to use it meanwhile may leave that neither old nor new: then it is read again.
func (r *Report) inside(ctx context.Context, path string, migrations fs.FS) {
	if err := sqlite.PassedOver(path); err != nil {
		r.unreadable(err)
		return
	}
	for again := true; again; {
		g, err := sqlite.Look(ctx, path)
		if err != nil {
			r.unreadable(err)
			return
		}
		found := Report{State: OK}
		found.read(ctx, g, path, migrations)
		again = g.Stale() && ctx.Err() == nil
		if err := g.Close(); !again {
			if err != nil {
				found.unreadable(err)
			}
			r.Says += found.Says
			for _, f := range found.Findings {
				r.find(f.State, f.What, f.Do)
			}
		}
	}
}

func (r *Report) read(ctx context.Context, g *sqlite.Glance, path string, migrations fs.FS) {
	damage, err := g.Damage(ctx)
	switch {
	case ctx.Err() != nil:
		r.Says += ", not read to its end in time"
	case err != nil:
		r.unreadable(err)
		return
	case damage != "":
		r.wrong("It is damaged: "+sentence(damage), sentence(sqlite.Mend(path)))
		return
	default:
		r.Says += ", sound"
	}
	if table, err := g.Dangling(ctx); err == nil && table != "" {
		r.wrong(fmt.Sprintf("A row of its table %s refers to one that is not there: it was changed beside the site.", table), "Restore a backup, or ask whoever changed it.")
	}
	r.version(ctx, g, migrations, "porchlight backup FILE")
	r.owners(g.Read().CountOtherOwners(ctx, 0))
	r.Says += holders(path)
}

// owners tells how many could log in, where that is known.
func (r *Report) owners(n int64, err error) {
	if err != nil {
		return
	}
	r.Says += ", " + health.Many(n, "owner", "owners")
	if n == 0 {
		r.warn("No owner can log in.", "Start the site and open the link that it shows, or run: porchlight user add --role owner EMAIL")
	}
}

func (r *Report) version(ctx context.Context, g glance, migrations fs.FS, backup string) {
	known, err := store.LastMigration(migrations)
	if err != nil {
		r.unreadable(err)
		return
	}
	is, err := g.Migrated(ctx)
	switch {
	case err != nil:
		r.wrong("It is no database of Porchlight.", "Set DATABASE to the right file.")
	case is < known:
		r.warn(fmt.Sprintf("It is of version %d, and this program makes it version %d when it starts.", is, known), "Make a backup before: "+backup)
	case is > known:
		r.wrong(fmt.Sprintf("It is of version %d, from a newer Porchlight: this one knows %d.", is, known), "Start the newer one, or restore a backup from before the upgrade.")
	default:
		r.Says += fmt.Sprintf(", version %d", is)
	}
}

// unreadable tells an error about the file, or whatever else it is.
func (r *Report) unreadable(err error) {
	var trouble *sqlite.Trouble
	if errors.As(err, &trouble) {
		for _, f := range r.Findings {
			if f.What == sentence(trouble.What) {
				return // from outside, it was seen already
			}
		}
		r.wrong(sentence(trouble.What), sentence(trouble.Do))
		return
	}
	r.wrong(sentence(err.Error()), "Look whether DATABASE names the right file.")
}

// holders says who uses the file now.
func holders(path string) string {
	var ids []string
	all := sqlite.Holders(path)
	for _, h := range all {
		if h.Process != "" {
			ids = append(ids, h.Process)
		}
	}
	switch {
	case len(all) == 0:
		return ", in use by no node"
	case len(ids) == 0:
		return ", in use by " + health.Many(len(all), "node", "nodes")
	}
	return fmt.Sprintf(", in use by %s (process %s)", health.Many(len(all), "node", "nodes"), strings.Join(ids, ", "))
}
