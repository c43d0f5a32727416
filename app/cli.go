package main

import (
	"time"

	"porchlight/app/account"

	"github.com/alecthomas/kong"
)

// cli is all commands. The fields' help is what --help prints. A command marked anyhow runs however wrong the settings are; all others
// are refused while anything is wrong with them.
type cli struct {
	Version kong.VersionFlag `help:"Say which version this is."`
	Settings

	Serve    serveCmd    `cmd:"" default:"1" help:"Serve the site (this is what happens without a command)."`
	Ready    readyCmd    `cmd:"" help:"Ask the running site whether it is ready for visitors: exit code 0 where it is, else 1. For health checks and scripts."`
	New      newCmd      `cmd:"" help:"Write the files that a new ecosystem or topic begins with, into the folder of --content or ./content."`
	Content  contentCmd  `cmd:"" help:"Work on the content files."`
	User     userCmd     `cmd:"" help:"Work on the accounts of owners and admins."`
	Audit    auditCmd    `cmd:"" help:"Work on the log of what owners and admins did."`
	Export   exportCmd   `cmd:"" help:"Write all conversations as JSON Lines, also while the site runs: for other tools, and for import. No e-mail address of a visitor and no secret is in it."`
	Import   importCmd   `cmd:"" help:"Store the conversations of an export, also while the site runs. Nothing is stored when a line is wrong, and nobody is told of what is imported."`
	Backup   backupCmd   `cmd:"" help:"Write a checked backup of the database, also while the site runs."`
	Restore  restoreCmd  `cmd:"" help:"Make the database out of a backup, where there is none."`
	Copy     copyCmd     `cmd:"" anyhow:"" help:"Copy a whole site from one store to another: SQLite to PostgreSQL, or back. What is there already as it should be is left alone, so that one which was cut short goes on, and one that was made while the site ran is brought up to date. Both are compared by counts and checksums at the end."`
	Doctor   doctorCmd   `cmd:"" anyhow:"" help:"Look whether the site can run as it should, also beside one that runs, and say what to do where not. Changes nothing. Ends with 1 when something is wrong; warnings alone are well."`
	Tell     settingsCmd `cmd:"" name:"settings" anyhow:"" help:"Print all settings as the table of the README, or as an example environment file."`
	Simulate simulateCmd `cmd:"" help:"Send synthetic visitors to a running site and check what it promises them. They browse, unfold, hide, leave and ask over real HTTP and sockets; the site's limits apply to them."`
}

type serveCmd struct{}

type readyCmd struct {
	URL string `arg:"" name:"url" optional:"" help:"The site's origin. Unset: this machine, at the port of --addr."`
}

type newCmd struct {
	Ecosystem newEcosystemCmd `cmd:"" help:"Write an ecosystem with one technology, one decision and one topic."`
	Topic     newTopicCmd     `cmd:"" help:"Write a topic into an ecosystem, with a technology card of the same slug where there is none."`
}

type newEcosystemCmd struct {
	Slug  string `arg:"" help:"The folder's name and the page's address, such as message-queues."`
	Title string `placeholder:"TEXT" help:"The page's heading. Unset: made from the slug."`
}

type newTopicCmd struct {
	Place      string `arg:"" name:"ecosystem/slug" help:"Where it belongs and what it is called, such as message-queues/dead-letters."`
	Title      string `placeholder:"TEXT" help:"The topic in a word or two. Unset: made from the slug."`
	Technology string `placeholder:"SLUG" help:"The card that it goes deeper than. Unset: the one of the same slug."`
}

type contentCmd struct {
	Check  contentCheckCmd  `cmd:"" help:"Check the content files (of --content, else of ./content, else those inside the binary) and name what is wrong by file, line and key."`
	Schema contentSchemaCmd `cmd:"" help:"Give the JSON Schema of front matter, with which editors complete it."`
}

type contentCheckCmd struct{}

type contentSchemaCmd struct {
	Kind string `arg:"" optional:"" enum:",${kinds}" default:"" help:"Print the schema of this kind of file (${kinds}). Unset: write all of them into the content folder."`
}

type userCmd struct {
	Add    userAddCmd    `cmd:"" help:"Add an owner or an admin; the password is read from the terminal or standard input."`
	Passwd userPasswdCmd `cmd:"" help:"Give an account a new password, which ends its sessions and forgets its passkeys."`

	List    userListCmd    `cmd:"" help:"List the accounts."`
	Disable userDisableCmd `cmd:"" help:"Keep an account from being logged in to; its sessions end."`
	Enable  userEnableCmd  `cmd:"" help:"Let an account be logged in to again."`
}

type userAddCmd struct {
	Role  account.Role `required:"" enum:"owner,admin" help:"What the account may do: owner (answers, and all below) or admin (watches presence)."`
	Email string       `arg:"" help:"The account's e-mail address."`
}

type userPasswdCmd struct {
	Email string `arg:"" help:"The account's e-mail address."`
}

type userListCmd struct{}

type userDisableCmd struct {
	Email string `arg:"" help:"The account's e-mail address."`
}

type userEnableCmd struct {
	Email string `arg:"" help:"The account's e-mail address."`
}

type auditCmd struct {
	Check auditCheckCmd `cmd:"" help:"Check that no record was changed or taken away: computes all hashes again and prints the last."`
}

type auditCheckCmd struct{}

type exportCmd struct {
	File string `arg:"" optional:"" help:"File to write, which must not be there yet. Unset, or -: standard output."`
}

type importCmd struct {
	File         string `arg:"" help:"File that export wrote; - is standard input."`
	KeepExisting bool   `help:"Leave conversations as they are that are here otherwise than in the file, and import the rest."`
	Nameless     bool   `help:"Import answers and notes without the names of those who have no account here."`
}

type backupCmd struct {
	File string `arg:"" help:"The new file. A folder: a file in it whose name says the time. -: standard output."`
}

type restoreCmd struct {
	File string `arg:"" help:"The backup. It is checked first, and not changed."`
}

type copyCmd struct {
	From string `arg:"" name:"from" help:"Where the site is: a SQLite file, or postgres://user@host/database with the password in PGPASSWORD or ~/.pgpass, since others on the machine can read arguments. It is not changed."`
	To   string `arg:"" name:"to" help:"Where it goes: a file that is not there yet, or an empty database of PostgreSQL. No node starts on it before all is there."`
}

type doctorCmd struct {
	MailTo string `name:"mail-to" placeholder:"ADDRESS" help:"Also send a test mail there."`
	JSON   bool   `name:"json" help:"Print for a program: {well, verdict, checks: [{check, state, says, findings: [{state, what, do}]}]}."`
}

type settingsCmd struct {
	Env bool `name:"env" help:"Print the environment file, in which every setting is a comment."`
}

type simulateCmd struct {
	Visitors int           `default:"50" help:"How many are there at once."`
	For      time.Duration `default:"1m" help:"How long they stay, once all have come."`
	Churn    int           `default:"0" placeholder:"N" help:"How many a second of them leave for good meanwhile, each followed by a new one at once."`
	Seed     *uint64       `placeholder:"N" help:"Makes each visitor decide as in the run that printed it. Unset: another one each time."`
	URL      string        `arg:"" name:"url" default:"http://localhost:3000" help:"The site's origin."`
}
