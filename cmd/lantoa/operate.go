package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/lantoa/lantoa/internal/app"
	"github.com/lantoa/lantoa/internal/operator"
)

const (
	deliveriesTakes = "takes `deliveries list [--state=… --reason=… --channel=… --overdue --limit=50]`, `deliveries show <id> [--exchanges]`, `deliveries why <id>`, " +
		"`deliveries retry|check|wait|cancel <id>…` or `deliveries mark-sent <id> [address]`; all take --json and --as=<login>"
	channelsTakes = "takes `channels list`, `channels pause <id or name> <reason>` or `channels resume <id or name>`; all take --json and --as=<login>"
)

// mostListed bounds what one list shows.
const mostListed = 1000

// operation is what an operator asks for: the words of a command and its options.
type operation struct {
	words     []string // after the verb
	narrow    operator.Narrow
	exchanges bool
	json      bool
	as        string
	lang      string
	grants    []string
	links     string
	dryRun    bool
	noLinks   bool
	email     string
	show      bool
	on        string
	unit      operator.NewUnit
	inUnit    string
	pages     bool
}

// deliveries shows deliveries and settles what no machine can, beside a running server.
func deliveries(ctx context.Context, c console) error {
	return operate(ctx, c, deliveriesTakes, map[string]verb{
		"list": {0, 0, []string{"state", "reason", "channel", "overdue", "limit"}, func(ctx context.Context, o operation, on *operator.Console) error {
			return on.List(ctx, o.narrow)
		}},
		"show": {1, 1, []string{"exchanges"}, func(ctx context.Context, o operation, on *operator.Console) error {
			return on.Show(ctx, o.words[0], o.exchanges)
		}},
		"why":    {1, 1, nil, func(ctx context.Context, o operation, on *operator.Console) error { return on.Why(ctx, o.words[0]) }},
		"retry":  {1, mostListed, nil, func(ctx context.Context, o operation, on *operator.Console) error { return on.Retry(ctx, o.words) }},
		"check":  {1, mostListed, nil, func(ctx context.Context, o operation, on *operator.Console) error { return on.Check(ctx, o.words) }},
		"wait":   {1, mostListed, nil, func(ctx context.Context, o operation, on *operator.Console) error { return on.Wait(ctx, o.words) }},
		"cancel": {1, mostListed, nil, func(ctx context.Context, o operation, on *operator.Console) error { return on.Cancel(ctx, o.words) }},
		"mark-sent": {1, 2, nil, func(ctx context.Context, o operation, on *operator.Console) error {
			return on.MarkSent(ctx, o.words[0], strings.Join(o.words[1:], ""))
		}},
	})
}

// channelsCommand shows channels, pauses and resumes them.
func channelsCommand(ctx context.Context, c console) error {
	return operate(ctx, c, channelsTakes, map[string]verb{
		"list": {0, 0, nil, func(ctx context.Context, _ operation, on *operator.Console) error { return on.ListChannels(ctx) }},
		"pause": {2, 2, nil, func(ctx context.Context, o operation, on *operator.Console) error {
			return on.Pause(ctx, o.words[0], o.words[1])
		}},
		"resume": {1, 1, nil, func(ctx context.Context, o operation, on *operator.Console) error { return on.Resume(ctx, o.words[0]) }},
	})
}

// verb is one thing that an operator can do: how many words it takes, which options beside
// those of all, and how it is done.
type verb struct {
	least, most int
	options     []string
	do          func(ctx context.Context, o operation, on *operator.Console) error
}

// operate does what the first word says. What it refuses is told in the language of the
// settings.
func operate(ctx context.Context, c console, takes string, verbs map[string]verb) error {
	if slices.Contains(c.args, "-h") || slices.Contains(c.args, "--help") {
		c.say("%s", strings.ReplaceAll(takes, "`", ""))
		return nil
	}
	name, rest := verbOf(c.args)
	v, known := verbs[name]
	if !known {
		return errTakes(takes)
	}
	o := operation{narrow: operator.Narrow{Limit: 50}}
	var err error
	if c.args, err = o.read(rest, append([]string{"json", "as"}, v.options...)); err != nil {
		return err
	}
	if len(o.words) < v.least || len(o.words) > v.most {
		return errTakes(takes)
	}
	return withDomain(ctx, c, func(ctx context.Context, d *app.Domain) error {
		on, err := d.Operator(ctx, operator.Options{Out: c.out, JSON: o.json, Where: where(c.environ)}, o.as)
		if err == nil {
			err = v.do(ctx, o, on)
		}
		if err != nil {
			return errors.New(d.Sentence(err))
		}
		return nil
	})
}

// errTakes says what a command takes.
type errTakes string

func (e errTakes) Error() string { return string(e) }

// read takes the words and the options of an operation out of its arguments, and gives back
// what is left for the settings.
func (o *operation) read(args, options []string) (left []string, err error) {
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		name, value, inline := strings.Cut(strings.TrimPrefix(arg, "--"), "=")
		switch {
		case arg == "--":
			o.words = append(o.words, args...)
			return left, nil
		case !strings.HasPrefix(arg, "-"):
			o.words = append(o.words, arg)
		case strings.HasPrefix(arg, "--") && slices.Contains(options, name):
			alone := slices.Contains(switches(), name)
			if !alone && !inline && len(args) > 0 && !strings.HasPrefix(args[0], "-") {
				value, args = args[0], args[1:]
			}
			if alone && inline || !alone && value == "" {
				return nil, fmt.Errorf("--%s is written as %s", name, map[bool]string{true: "--" + name, false: "--" + name + "=…"}[alone])
			}
			if err := o.set(name, value); err != nil {
				return nil, err
			}
		default:
			left = append(left, arg)
			if !inline && len(args) > 0 && !strings.HasPrefix(args[0], "-") {
				left, args = append(left, args[0]), args[1:]
			}
		}
	}
	return left, nil
}

// switches are the options without a value.
func switches() []string {
	return []string{"json", "overdue", "exchanges", "dry-run", "no-links", "show", "pages"}
}

func (o *operation) set(name, value string) error {
	switch name {
	case "state":
		o.narrow.States = strings.Split(value, ",")
	case "reason":
		o.narrow.Reasons = strings.Split(value, ",")
	case "channel":
		o.narrow.Channel = value
	case "overdue":
		o.narrow.Overdue = true
	case "exchanges":
		o.exchanges = true
	case "json":
		o.json = true
	case "as":
		o.as = value
	case "lang":
		o.lang = value
	case "grant":
		o.grants = append(o.grants, value)
	case "links":
		o.links = value
	case "on":
		o.on = value
	case "kind":
		o.unit.Kind = value
	case "name-en":
		o.unit.English = value
	case "short":
		o.unit.Short = value
	case "parent":
		o.unit.Parent = value
	case "from":
		o.unit.From = value
	case "unit":
		o.inUnit = value
	case "pages":
		o.pages = true
	case "dry-run":
		o.dryRun = true
	case "no-links":
		o.noLinks = true
	case "show":
		o.show = true
	case "email":
		o.email = value
	case "limit":
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 || n > mostListed {
			return fmt.Errorf("--limit is a whole number from 1 to %d", mostListed)
		}
		o.narrow.Limit = n
	}
	return nil
}

// where names the terminal in the record of acts: by the account of the system, as far as
// it is told, and the machine.
func where(environ []string) string {
	user, host := "", ""
	for _, pair := range environ {
		if name, value, _ := strings.Cut(pair, "="); name == "SUDO_USER" || name == "USER" && user == "" {
			user = value
		}
	}
	if name, err := os.Hostname(); err == nil {
		host = name
	}
	return strings.TrimRight("command line "+user+"@"+host, "@ ")
}
