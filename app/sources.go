package main

import (
	"cmp"
	"io/fs"
	"log/slog"
	"os"

	"porchlight/app/press"
	"porchlight/app/web"
	"porchlight/content"
	"porchlight/static"
	"porchlight/views"
)

// hurry is set by the linker (-X main.hurry=yes) for a binary that is started hundreds of times, as by the tests: three quarters of
// what a start costs is to compress as well as can be, for whoever asks in the days after it.
var hurry string

// print prints the first edition. With --dev a mistake does not end the process: what is inside the binary is shown until it
// is mended, and the page says what is wrong.
func (s *Settings) print(origin string, log *slog.Logger) (*press.Press, error) {
	printed, err := press.New(s.sources(origin))
	if err == nil || !s.Dev {
		return printed, err
	}
	log.Warn("not printed: what is inside the binary is shown until this is mended", "error", contentError(err))
	return printed, printed.StandIn(s.embedded(origin))
}

func (s *Settings) embedded(origin string) press.Sources {
	return press.Sources{Origin: origin, Content: content.Files, Views: views.Files, Static: static.Files, Reserved: web.ReservedSlugs(), Quick: s.Dev || hurry != "", Dev: s.Dev}
}

// sources are embedded, but for content from a folder and, with --dev, everything that the working folder has.
func (s *Settings) sources(origin string) press.Sources {
	from := s.embedded(origin)
	if s.Dev {
		from.Views, from.Static = here("views", from.Views), here("static", from.Static)
	}
	if s.Dev || s.ContentDir != "" {
		from.Content = s.authored()
	}
	return from
}

// authored is the content that an author works on: the folder they name, or the one in the working folder.
func (s *Settings) authored() fs.FS {
	if s.ContentDir != "" {
		return os.DirFS(s.ContentDir)
	}
	return here("content", content.Files)
}

// here returns the folder of that name in the working folder where there is one.
func here(folder string, embedded fs.FS) fs.FS {
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return embedded
	}
	return os.DirFS(folder)
}

// contentFolder is where an author works: the folder that is served with --content, or with --dev.
func (s *Settings) contentFolder() string { return cmp.Or(s.ContentDir, "content") }
