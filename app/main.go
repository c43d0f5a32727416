// Porchlight: a technical site whose owner is home.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	_ "time/tzdata" // a bare machine or container has no table of zones

	"porchlight/app/catalog"
	"porchlight/app/settings"
	"porchlight/app/sqlite"

	"github.com/alecthomas/kong"
	_ "golang.org/x/crypto/x509roots/fallback" // nor has it certificates: these are used where the system has none
)

// helpLook has the commands first, which are few, and lines that are not too long to read.
var helpLook = kong.HelpOptions{FlagsLast: true, Compact: true, WrapUpperBound: 120}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "porchlight:", strings.ReplaceAll(forOperator(err).Error(), "\n", "\n  "))
		os.Exit(1)
	}
}

// forOperator is an error for whoever runs the site. A store that refuses has a sentence for visitors and one for them.
func forOperator(err error) error {
	if trouble := new(sqlite.Trouble); errors.As(err, &trouble) {
		return trouble
	}
	return err
}

// run does what the command line says until it is done or told to stop.
func run(args []string) error {
	var c cli
	var unread settings.Unread
	parser, err := kong.New(&c, append(unread.Options(), kong.Name("porchlight"), kong.Description("A technical site whose owner is home."),
		kong.Vars{"kinds": strings.Join(catalog.Kinds, ","), "version": "porchlight " + version()}, kong.ConfigureHelp(helpLook), kong.ValueFormatter(settings.Help))...)
	if err != nil {
		return err
	}
	all := settings.Of(parser.Model)
	all.ForgetEmpty()
	command, err := parser.Parse(args)
	if err != nil {
		return mistyped(err)
	}
	wrong := c.Settings.problems(all, &unread)
	if err := wrong.Err(); err != nil && !command.Selected().Tag.Has("anyhow") {
		return err
	}
	syscall.Umask(0o077) // what is stored is for this user alone: conversations, keys, hashes
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	log := c.openLog()
	defer log.Close()
	defer log.LastWords()
	err = command.Run(&c.Settings, all, wrong, log, &running{ctx})
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return errors.New("stopped before it was done, as it was told to")
	}
	return err
}

// mistyped says where the right command line can be read.
func mistyped(err error) error {
	help := "porchlight --help"
	if parse := new(kong.ParseError); errors.As(err, &parse) {
		if command := parse.Context.Selected(); command != nil {
			help = "porchlight " + command.Path() + " --help"
		}
	}
	separator := ";"
	if strings.HasSuffix(err.Error(), "?") { // it has a guess already
		separator = ""
	}
	return fmt.Errorf("%s%s %s says what there is", settings.Cleared(err.Error()), separator, help)
}

// running carries the context to the commands: kong binds values by their type.
type running struct{ context.Context }
