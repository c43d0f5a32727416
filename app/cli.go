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
