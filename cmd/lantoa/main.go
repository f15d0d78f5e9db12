// Command lantoa is the newsroom and the loudspeaker of a province's ASEAN communication.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/lantoa/lantoa/internal/config"
)

// version and commit are stamped at build time.
var (
	version = "dev"
	commit  = "unknown" //nolint:gochecknoglobals // the linker writes it
)

// console is what a command reads and where it prints.
type console struct {
	environ []string
	args    []string
	out     io.Writer
	err     io.Writer
}

// say prints one line; a terminal that went away is told nothing.
func (c console) say(format string, values ...any) { _, _ = fmt.Fprintf(c.out, format+"\n", values...) }

// command is one word after `lantoa`.
type command struct {
	name    string
	summary string
	run     func(ctx context.Context, c console) error
}

func commands() []command {
	return []command{
		{"serve", "run the API, the pages, the feeds and the clock", serve},
		{"demo", "show the whole way of a story, with make-believe destinations", runDemo},
		{"migrate", "bring the database's schema up to date, or show what would be done (migrate --plan)", migrate},
		{"user", "manage accounts: links to passwords, roles, keys, people from a spreadsheet (user list|add|grant|revoke|disable|enable|erase|link|key|import|template)", user},
		{"unit", "manage units: list them as of a day, add, end, from a spreadsheet (unit list|add|end|import|template)", unitCommand},
		{"import", "read in what was published elsewhere, to be considered (import wordpress), or a whole house into an empty one (import archive)", importCommand},
		{"export", "write everything out in open formats: content, pictures, record (export <new.zip>)", exportCommand},
		{"deliveries", "list, show and explain deliveries, and settle them (deliveries list|show|why|retry|check|wait|cancel|mark-sent)", deliveries},
		{"channels", "list channels, pause and resume them (channels list|pause|resume)", channelsCommand},
		{"audit", "prove that the record of acts is whole (audit verify), export it (audit export), or prove an export (audit verify --file=…)", auditCommand},
		{"doctor", "check what lantoa stands on: database, clock, key, disk, channels, accounts, mail; and say what to do (doctor [--json] [--offline] [--mail-to=<address>])", doctorCommand},
		{"settings", "show the settings in force, who gave them and what they mean, without secrets (settings [--json])", settingsCommand},
		{"key", "print a new secret key for LANTOA_SECRET_KEY", printKey},
		{"version", "print the version", printVersion},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	code := run(ctx, console{environ: os.Environ(), args: os.Args[1:], out: os.Stdout, err: os.Stderr})
	stop()
	os.Exit(code)
}

// run carries out one command and gives the exit code: 0, or 1 with one clear sentence.
func run(ctx context.Context, c console) int {
	if len(c.args) == 0 || c.args[0] == "help" || c.args[0] == "--help" || c.args[0] == "-h" {
		usage(c)
		return 0
	}
	name := strings.TrimPrefix(c.args[0], "--") // --version is what many type first
	c.args = c.args[1:]
	for _, one := range commands() {
		if one.name != name {
			continue
		}
		err := one.run(ctx, c)
		if errors.Is(err, config.ErrHelp) {
			usage(c)
			return 0
		}
		if err != nil {
			_, _ = fmt.Fprintln(c.err, "lantoa "+name+": "+sentence(err))
			return 1
		}
		return 0
	}
	_, _ = fmt.Fprintf(c.err, "lantoa: there is no command %q; `lantoa help` lists them\n", name)
	return 1
}

func usage(c console) {
	c.say("lantoa — plan, approve and spread a province's ASEAN news\n\nUsage: lantoa <command> [settings]\n\nCommands:")
	for _, one := range commands() {
		c.say("  %-10s %s", one.name, one.summary)
	}
	c.say("\nSettings (flag, environment variable):\n%s", config.Usage("en"))
}
