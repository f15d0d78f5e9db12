package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/fault"
)

const settingsTakes = "takes `settings` or `settings --json`, and the settings of the server, as serve does"

// settingsCommand shows the settings in force, who gave each and what it means; of secrets
// only whether they are set.
func settingsCommand(_ context.Context, c console) error {
	if slices.Contains(c.args, "-h") || slices.Contains(c.args, "--help") {
		c.say("%s", strings.ReplaceAll(settingsTakes, "`", ""))
		return nil
	}
	at := slices.Index(c.args, "--json")
	if at >= 0 {
		c.args = slices.Delete(slices.Clone(c.args), at, at+1)
	}
	loaded, err := settings(c)
	if err != nil {
		return err
	}
	if at >= 0 {
		return jsonSettings(c, loaded)
	}
	words := func(vi, en string) string { return fault.T(vi, en).In(loaded.Language) }
	table := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	line := func(cells ...string) { _, _ = fmt.Fprintln(table, strings.Join(cells, "\t")) } // told by Flush
	line(words("THIẾT ĐẶT", "SETTING"), words("GIÁ TRỊ", "VALUE"), words("TỪ", "FROM"), words("Ý NGHĨA", "MEANING"))
	for _, one := range loaded.Shown() {
		value := one.Value
		switch {
		case one.Secret && one.Set:
			value = words("đã đặt", "set")
		case one.Secret:
			value = words("chưa đặt", "not set")
		}
		from := words("mặc định", "default")
		if one.Set {
			from = one.GivenAs
		}
		meaning, _, _ := strings.Cut(one.Help.In(loaded.Language), ". ")
		line(one.Env, value, from, strings.TrimSuffix(meaning, ".")+".")
	}
	return table.Flush()
}

// jsonSetting is a setting for programs, in the words of the API.
type jsonSetting struct {
	Name    string `json:"name"`
	Flag    string `json:"flag"`
	Secret  bool   `json:"secret"`
	Set     bool   `json:"set"`
	Value   string `json:"value,omitempty"`
	Source  string `json:"source"`
	GivenAs string `json:"given_as,omitempty"`
	Meaning string `json:"meaning"`
}

func jsonSettings(c console, loaded config.Config) error {
	list := []jsonSetting{}
	for _, one := range loaded.Shown() {
		list = append(list, jsonSetting{Name: one.Env, Flag: one.Flag, Secret: one.Secret, Set: one.Set, Value: one.Value, Source: string(one.Source), GivenAs: one.GivenAs,
			Meaning: one.Help.In(loaded.Language)})
	}
	encoder := json.NewEncoder(c.out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(list)
}
