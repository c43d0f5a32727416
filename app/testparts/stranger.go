package testparts

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// Stranger is a user who owns nothing on any machine, and whom the container runs as.
const Stranger = 65532

// RunAsStranger is Run by a user who is not root, for whom modes of files mean something. The folder and what is in it are theirs.
func RunAsStranger(t testing.TB, folder string, settings Settings, args ...string) Result {
	t.Helper()
	c := command(Binary(t), folder, settings, args...)
	if os.Getuid() == 0 {
		c.SysProcAttr.Credential = &syscall.Credential{Uid: Stranger, Gid: Stranger}
		must(t, filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			return os.Chown(path, Stranger, Stranger)
		}))
		for _, way := range []string{filepath.Dir(c.Path), filepath.Dir(folder), filepath.Dir(filepath.Dir(settings["CONTENT_DIR"]))} {
			must(t, os.Chmod(way, 0o755)) // folders of tests are closed to others
		}
	}
	return runToEnd(t, c, "")
}
