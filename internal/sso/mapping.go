package sso

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
)

// RolesSetting is the name of the setting that holds the mapping.
const RolesSetting = "LANTOA_OIDC_ROLES"

// Rule gives whoever has a value in the claim of roles a grant.
type Rule struct {
	Value string
	Grant right.Grant
}

// Mapping is the list of rules, in the order of the setting.
type Mapping []Rule

// ParseMapping reads "value=role" and "value=role@unit", separated by semicolons or line
// feeds. The last = of an entry counts, so that a value may be a distinguished name of LDAP
// ("CN=bien-tap,OU=Nhom=editor"). A fault's place is the setting and the number of the entry,
// from 1. Whether units exist is told by [Service.CheckMapping].
func ParseMapping(setting string) (Mapping, error) {
	var mapping Mapping
	var faults fault.Fields
	entries := strings.FieldsFunc(setting, func(r rune) bool { return r == ';' || r == '\n' })
	number := 0
	for _, entry := range entries {
		if entry = strings.TrimSpace(entry); entry == "" {
			continue
		}
		number++
		rule, problem := parseRule(entry)
		switch {
		case !problem.IsZero():
			faults.Add(place(number), problem)
		case slices.Contains(mapping, rule):
			faults.Add(place(number), fault.Tf("“%s” đã có ở trên.", "“%s” stands above already.", entry))
		}
		mapping = append(mapping, rule)
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return mapping, nil
}

func place(number int) string { return fmt.Sprintf("%s#%d", RolesSetting, number) }

func parseRule(entry string) (Rule, fault.Text) {
	at := strings.LastIndexByte(entry, '=')
	if at < 0 {
		return Rule{}, fault.Tf("“%s” không có dạng giá-trị=vai-trò hoặc giá-trị=vai-trò@đơn-vị.", "“%s” is not of the form value=role or value=role@unit.", entry)
	}
	value, target := strings.TrimSpace(entry[:at]), strings.TrimSpace(entry[at+1:])
	role, unit, scoped := strings.Cut(target, "@")
	switch {
	case value == "":
		return Rule{}, fault.Tf("“%s” thiếu giá trị trước dấu =.", "“%s” lacks the value before the =.", entry)
	case scoped && unit == "":
		return Rule{}, fault.Tf("“%s” thiếu mã đơn vị sau @; bỏ @ để trao cho mọi đơn vị.", "“%s” lacks the code of a unit after the @; leave the @ out for every unit.", entry)
	case slices.Contains(right.Roles(), right.Role(role)):
		return Rule{Value: value, Grant: right.Grant{Role: right.Role(role), Unit: unit}}, fault.Text{}
	}
	var known []string
	for _, r := range right.Roles() {
		known = append(known, string(r))
	}
	if near := text.Nearest(role, known); near != "" {
		return Rule{}, fault.Tf("Không có vai trò “%s”; gần nhất là %s.", "There is no role “%s”; the nearest is %s.", role, near)
	}
	all := strings.Join(known, ", ")
	return Rule{}, fault.Tf("Không có vai trò “%s”; các vai trò: %s.", "There is no role “%s”; the roles are: %s.", role, all)
}

// Grants returns what the values of the claim give, each grant once, in the mapping's order.
func (m Mapping) Grants(values []string) []right.Grant {
	var grants []right.Grant
	for _, rule := range m {
		if slices.Contains(values, rule.Value) && !slices.Contains(grants, rule.Grant) {
			grants = append(grants, rule.Grant)
		}
	}
	return grants
}
