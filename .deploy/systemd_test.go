package deploy

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// exposed is how much systemd may find left open, of 100. What is left is the network, which a site is for.
const exposed = "11"

var units = map[string]string{"porchlight.service": "porchlight.service", "porchlight@.service": "porchlight@3001.service"}

func TestSystemdTakesTheUnitsAndFindsThemClosed(t *testing.T) {
	for file, name := range units {
		t.Run(file, func(t *testing.T) {
			dir := t.TempDir()
			installed := strings.ReplaceAll(read(t, file), "/usr/local/bin/porchlight", "/bin/true") // it must be there to be run
			if err := os.WriteFile(filepath.Join(dir, file), []byte(installed), 0o600); err != nil {
				t.Fatal(err)
			}
			if said := run(t, "systemd-analyze", "verify", filepath.Join(dir, name)); said != "" {
				t.Errorf("systemd-analyze verify says:\n%s", said)
			}
			run(t, "systemd-analyze", "security", "--offline=true", "--threshold="+exposed, filepath.Join(dir, name))
		})
	}
}

func TestTheUnitForSeveralNodesIsTheOneForOneButForItsAddresses(t *testing.T) {
	several := strings.NewReplacer(" on port %i", "", " --addr=127.0.0.1:%i --metrics-addr=127.0.0.2:%i", "").Replace(read(t, "porchlight@.service"))
	if settings(several) != settings(read(t, "porchlight.service")) {
		t.Error("porchlight@.service and porchlight.service differ in more than the port")
	}
}

func TestCommandsOnTheServerRunAsTheSite(t *testing.T) {
	unit, command := read(t, "porchlight.service"), read(t, "porchlight-site")
	for in, as := range map[string]string{
		"User=porchlight\n":                                  "runuser -u porchlight -- ",
		"WorkingDirectory=%S/porchlight\n":                   "cd /var/lib/porchlight\n",
		"Environment=DATABASE=%S/porchlight/porchlight.db\n": " DATABASE=/var/lib/porchlight/porchlight.db ",
		"Environment=TRUSTED_PROXIES=127.0.0.1\n":            " TRUSTED_PROXIES=127.0.0.1 ",
		"EnvironmentFile=-/etc/porchlight.env\n":             " /etc/porchlight.env)",
		"ExecStart=/usr/local/bin/porchlight\n":              ` "${settings[@]}" /usr/local/bin/porchlight "$@"`,
	} {
		if !strings.Contains(unit, in) || !strings.Contains(strings.ReplaceAll(command, "\\\n\t", ""), as) {
			t.Errorf("porchlight-site must have %q where the unit has %q", as, in)
		}
	}
	if strings.Count(unit, "\nEnvironment=") != 2 {
		t.Error("the unit says more to the program than porchlight-site does")
	}
	run(t, "bash", "-n", "porchlight-site")
}

// settings are the lines of a unit that say something to systemd.
func settings(unit string) (said string) {
	for line := range strings.Lines(unit) {
		if !strings.HasPrefix(line, "#") {
			said += line
		}
	}
	return said
}
