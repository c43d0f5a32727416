package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"porchlight/app/health"
	"porchlight/app/postgres"
)

const (
	oldestServer   = 140000 // of the versions that this program is made for; older ones get no more mends (https://www.postgresql.org/support/versioning/)
	fewConnections = 2 * postgres.NodeConnections
)

// Server looks at the database of a PostgreSQL: whether it can be reached, may be written, and keeps its promises.
func Server(address string, migrations fs.FS) Check {
	return Check{"store", func(ctx context.Context, r *Report) {
		g, err := postgres.Look(ctx, address)
		var trouble *postgres.Trouble
		switch {
		case errors.As(err, &trouble):
			r.says("%s, not usable", trouble.Name)
			r.wrong(sentence(trouble.What), sentence(trouble.Do))
			return
		case err != nil:
			r.says("not usable")
			r.wrong(sentence(err.Error()), "Set DATABASE to the right address.")
			return
		}
		defer g.Close()
		s, err := g.Server(ctx)
		if err != nil {
			r.says("not usable")
			r.wrong(sentence(err.Error()), "Look at the log of the server.")
			return
		}
		r.says("PostgreSQL %s, %s", s.Version, health.Size(float64(s.Bytes)))
		r.server(s)
		if version, err := g.Migrated(ctx); err == nil && version == 0 {
			r.Says += ", empty: the first start makes its tables"
		} else {
			r.version(ctx, g, migrations, "pg_dump")
			r.owners(g.Read().CountOtherOwners(ctx, 0))
		}
		r.Says += ", in use by " + health.Many(s.Nodes, "node", "nodes")
	}}
}

// server judges what a server says of itself.
func (r *Report) server(s postgres.Server) {
	if s.Number < oldestServer {
		r.wrong("It is older than this program can use.", "Upgrade it to PostgreSQL 14 or newer.")
	}
	if s.Encoding != "UTF8" {
		r.wrong(fmt.Sprintf("The database has the encoding %s, which cannot hold every text.", s.Encoding), "Make one with createdb --encoding=UTF8 --template=template0, and set DATABASE to it.")
	}
	if s.Standby {
		r.wrong("It is a standby, and takes no writes.", "Set DATABASE to the primary, or name all servers in it with target_session_attrs=read-write.")
	}
	if !s.Makes && !s.Standby {
		r.wrong("The user may not make tables there, as an upgrade must.", "Make it the owner of the database.")
	}
	if !s.Flushes {
		r.wrong("It tells that something is stored before that is on the disk (fsync is off).", "Switch fsync on in its configuration.")
	}
	if s.Open {
		r.warn("What is stored travels to it in the open.", "Add sslmode=verify-full to DATABASE, and the server's certificate to those that this machine trusts.")
	}
	if s.Superuser {
		r.warn("The site logs in as a superuser: whoever gets hold of DATABASE has the whole server.", "Make a user without such rights that owns this database alone.")
	}
	if s.Connections < fewConnections {
		r.warn(fmt.Sprintf("It takes %d more connections, and a node up to %d.", max(0, s.Connections), postgres.NodeConnections), "Raise its max_connections, or run fewer nodes.")
	}
}
