package main

import (
	"context"
	"strings"

	"github.com/lantoa/lantoa/internal/operator"
)

const userTakes = "takes\n" +
	"  `user list`                                   everyone, with roles and last sign-in\n" +
	"  `user add <login> <name> [--grant=<role>@<unit>]… [--lang=en] [--email=…] [--show]`  a new account, and the link to its password\n" +
	"  `user grant <login> <role>[@<unit>]…`         give roles; without a unit in every unit\n" +
	"  `user revoke <login> <role>[@<unit>]…`        take roles away, from the next request on\n" +
	"  `user disable <login>`, `user enable <login>`   close an account with its sessions, or open it again\n" +
	"  `user erase <login>`                          take a disabled account's name and addresses out of the house for good\n" +
	"  `user link`                                   a one-time link to make the first administrator\n" +
	"  `user link <login> [--show]`                  one to choose a password; it goes by mail where it can, and --show shows it as well\n" +
	"  `user key list <login>`, `user key revoke <id>` API keys\n" +
	"  `user import <file.xlsx|file.csv> [--dry-run] [--no-links] [--show] [--links=<new.xlsx>]`  people from a spreadsheet, all or none\n" +
	"  `user template <new.xlsx>`                    that spreadsheet, to be filled in\n" +
	"all take --json and --as=<login>"

// user manages accounts beside a running server.
func user(ctx context.Context, c console) error {
	return operate(ctx, c, userTakes, map[string]verb{
		"list": {0, 0, nil, func(ctx context.Context, _ operation, on *operator.Console) error { return on.ListPeople(ctx) }},
		"add": {2, 2, []string{"grant", "lang", "email", "show"}, func(ctx context.Context, o operation, on *operator.Console) error {
			return on.AddPerson(ctx, operator.NewPerson{Login: o.words[0], Name: o.words[1], Lang: o.lang, Email: o.email, Grants: o.grants, Show: o.show})
		}},
		"grant": {2, mostListed, nil, func(ctx context.Context, o operation, on *operator.Console) error {
			return on.Grant(ctx, o.words[0], o.words[1:])
		}},
		"revoke": {2, mostListed, nil, func(ctx context.Context, o operation, on *operator.Console) error {
			return on.Revoke(ctx, o.words[0], o.words[1:])
		}},
		"disable": {1, 1, nil, func(ctx context.Context, o operation, on *operator.Console) error {
			return on.Disable(ctx, o.words[0], true)
		}},
		"enable": {1, 1, nil, func(ctx context.Context, o operation, on *operator.Console) error {
			return on.Disable(ctx, o.words[0], false)
		}},
		"erase": {1, 1, nil, func(ctx context.Context, o operation, on *operator.Console) error { return on.Erase(ctx, o.words[0]) }},
		"link": {0, 1, []string{"show"}, func(ctx context.Context, o operation, on *operator.Console) error {
			return on.Link(ctx, strings.Join(o.words, ""), o.show)
		}},
		"key": {2, 2, nil, userKey},
		"import": {1, 1, []string{"dry-run", "no-links", "links", "show"}, func(ctx context.Context, o operation, on *operator.Console) error {
			return on.Import(ctx, operator.Import{File: o.words[0], DryRun: o.dryRun, Invite: !o.noLinks, Show: o.show, Links: o.links})
		}},
		"template": {1, 1, nil, func(ctx context.Context, o operation, on *operator.Console) error {
			return on.Template(ctx, o.words[0])
		}},
	})
}

func userKey(ctx context.Context, o operation, on *operator.Console) error {
	switch o.words[0] {
	case "list":
		return on.ListKeys(ctx, o.words[1])
	case "revoke":
		return on.RevokeKey(ctx, o.words[1])
	}
	return errTakes(userTakes)
}
