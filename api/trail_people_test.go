package api_test

import "net/http"

// inSession gives the cookie of a person who has just signed in.
func (w *fixture) inSession(name string) map[string]string {
	w.Helper()
	return map[string]string{"Cookie": w.signIn(name)}
}

// proofWritings are those about second factors, sessions and accounts at the provider of
// identities; keys are denied them.
func proofWritings() map[string]writing {
	const mine = "/me/second-factor"
	const wrong = `{"password":"` + password + `"}`
	one := func(action string, does func(w *fixture) call) writing {
		return writing{acts: []string{action + " person"}, does: does}
	}
	confirmed := func(w *fixture) (cookie map[string]string, proof string) {
		cookie = w.inSession("lan")
		_, recovery := w.enrol(cookie)
		return cookie, `{"password":"` + password + `","code":"` + recovery[0].(string) + `"}`
	}
	proven := func(action, step string) writing {
		return writing{acts: []string{"factor.recover person", action + " person"}, does: func(w *fixture) call {
			cookie, proof := confirmed(w)
			return call{method: "POST", path: mine + "/" + step, body: proof, header: cookie}
		}, denied: func(*fixture) call { return post(mine+"/"+step, wrong) }}
	}
	linked := func(w *fixture) string {
		id := newID()
		w.ok(w.db.Write(w.Context()).Exec(`INSERT INTO person_identity (id, person_id, issuer, subject, created_by, created_at) VALUES (?, ?, 'https://sso.example', 'x', 'x', 1)`, id, w.ids["lan"]).Error)
		return "/people/" + w.ids["lan"] + "/identities/" + id
	}
	return map[string]writing{
		"POST " + mine: {acts: []string{"factor.enrol person"}, does: func(w *fixture) call {
			return call{method: "POST", path: mine, header: w.inSession("lan")}
		}, denied: func(*fixture) call { return call{method: "POST", path: mine} }},
		"POST " + mine + "/confirm": {acts: []string{"factor.confirm person"}, does: func(w *fixture) call {
			cookie := w.inSession("lan")
			made := w.wants(http.StatusCreated, call{method: "POST", path: mine, header: cookie})
			return call{method: "POST", path: mine + "/confirm", body: `{"code":"` + w.code(w.text(made, "secret")) + `"}`, header: cookie}
		}, denied: func(*fixture) call { return post(mine+"/confirm", `{"code":"000000"}`) }},
		"POST " + mine + "/recovery-codes": proven("factor.new_codes", "recovery-codes"),
		"POST " + mine + "/disable":        proven("factor.disable", "disable"),
		"DELETE /people/{id}/second-factor": {acts: []string{"factor.take person"}, does: func(w *fixture) call {
			confirmed(w)
			return call{method: "DELETE", path: "/people/" + w.ids["lan"] + "/second-factor", header: w.inSession("chi")}
		}, denied: func(w *fixture) call {
			return call{method: "DELETE", path: "/people/" + w.ids["lan"] + "/second-factor"}
		}},
		"POST /session/renew": {acts: []string{"session.renew person"}, does: func(w *fixture) call {
			return call{method: "POST", path: "/session/renew", body: wrong, header: w.inSession("lan")}
		}, denied: func(w *fixture) call {
			return call{as: "-", method: "POST", path: "/session/renew", body: `{"password":"sai"}`, header: w.inSession("hoa")}
		}},
		"DELETE /me/sessions": {acts: []string{"session.end person"}, does: func(w *fixture) call {
			w.signIn("lan")
			return call{method: "DELETE", path: "/me/sessions", header: w.inSession("lan")}
		}, denied: func(*fixture) call { return call{method: "DELETE", path: "/me/sessions"} }},
		"DELETE /people/{id}/sessions": one("session.end", func(w *fixture) call {
			w.signIn("lan")
			return call{as: "chi", method: "DELETE", path: "/people/" + w.ids["lan"] + "/sessions"}
		}),
		"DELETE /people/{id}/sessions/{session}": one("session.end", func(w *fixture) call {
			cookie := w.inSession("lan")
			id := w.text(w.wants(http.StatusOK, call{method: "GET", path: "/me/sessions", header: cookie}), "items.0.id")
			return call{as: "chi", method: "DELETE", path: "/people/" + w.ids["lan"] + "/sessions/" + id}
		}),
		"POST /people/{id}/identities": {acts: []string{"identity.link person"}, does: func(w *fixture) call {
			return call{method: "POST", path: "/people/" + w.ids["lan"] + "/identities", body: `{"subject":"x"}`, header: w.inSession("chi")}
		}, denied: func(w *fixture) call { return post("/people/"+w.ids["lan"]+"/identities", `{"subject":"x"}`) }},
		"DELETE /people/{id}/identities/{identity}": {acts: []string{"identity.unlink person"}, does: func(w *fixture) call {
			return call{method: "DELETE", path: linked(w), header: w.inSession("chi")}
		}, denied: func(w *fixture) call {
			return call{method: "DELETE", path: "/people/" + w.ids["lan"] + "/identities/" + newID()}
		}},
	}
}

// delegationWritings are those about approval that is lent.
func delegationWritings() map[string]writing {
	wanted := func(w *fixture) call {
		return call{method: "POST", path: "/delegations",
			body: `{"receiver":"` + w.ids["an"] + `","unit":"so-noi-vu","until":{"time":"2025-03-10T08:00","zone":"Asia/Ho_Chi_Minh"},"reason":"Nghỉ phép"}`}
	}
	lend := func(w *fixture, giver string) call {
		c := wanted(w)
		c.header = w.inSession(giver)
		return c
	}
	return map[string]writing{
		"POST /delegations": {acts: []string{"delegation.create delegation"}, does: func(w *fixture) call { return lend(w, "hoa") }, denied: wanted},
		"POST /delegations/{id}/revoke": {acts: []string{"delegation.revoke delegation"}, does: func(w *fixture) call {
			c := lend(w, "hoa")
			id := w.text(w.wants(http.StatusCreated, c), "id")
			return call{method: "POST", path: "/delegations/" + id + "/revoke", header: c.header}
		}, denied: func(w *fixture) call {
			id := w.text(w.wants(http.StatusCreated, lend(w, "lan")), "id")
			return call{method: "POST", path: "/delegations/" + id + "/revoke"}
		}},
	}
}

// sure is a call of chi, signed in, on what they have read.
func (w *fixture) sure(c call, of string) call {
	c.header = map[string]string{"Cookie": w.signIn("chi"), "If-Match": w.tag("chi", of)}
	return c
}

// unitWritings are those about units.
func unitWritings() map[string]writing {
	return map[string]writing{
		"POST /units": {acts: []string{"unit.create unit +"}, does: func(*fixture) call {
			return call{as: "chi", method: "POST", path: "/units", body: `{"code":"xa-moi","name":{"vi":"Xã Mới"},"kind":"xa"}`}
		}},
		"PATCH /units/{code}": {acts: []string{"unit.update unit ~"}, does: func(w *fixture) call {
			return w.match(call{as: "chi", method: "PATCH", path: "/units/" + ours, body: `{"short":"Mới"}`}, "/units/"+ours)
		}},
		"POST /units/{code}/end": {acts: []string{"unit.end unit ~"}, does: func(w *fixture) call {
			return w.sure(call{method: "POST", path: "/units/" + ours + "/end", body: `{"last_day":"2025-03-31","successors":["so-y-te"]}`}, "/units/"+ours)
		}},
		"POST /units/import": {acts: []string{"unit.create unit +", "unit.end unit ~", "unit.import import"}, does: func(w *fixture) call {
			return call{method: "POST", path: "/units/import", body: "code,name,kind,to,successors\nxa-moi,Xã Mới,xa,,\nso-y-te,,,2025-03-31,xa-moi\n", header: map[string]string{"Content-Type": "text/csv", "Cookie": w.signIn("chi")}}
		}},
	}
}

// noticeWritings are those about one's own inbox.
func noticeWritings() map[string]writing {
	told := func(w *fixture) string {
		w.submit(w.create())
		w.rounds()
		list, _ := w.inbox("hoa", "")
		return list[0].ID
	}
	const settings = "/notices/settings"
	return map[string]writing{
		"POST /notices/{id}/read": {open: "to read is no act", does: func(w *fixture) call {
			return call{method: "POST", path: "/notices/" + told(w) + "/read", header: w.inSession("hoa")}
		}},
		"POST /notices/read": {open: "to read is no act", does: func(w *fixture) call {
			return call{method: "POST", path: "/notices/read", body: `{"up_to":"` + told(w) + `"}`, header: w.inSession("hoa")}
		}},
		"PUT /notices/settings": {acts: []string{"notice.settings person"}, does: func(w *fixture) call {
			cookie := w.inSession("hoa")
			cookie["If-Match"] = `"1"`
			return call{method: "PUT", path: settings, body: `{"digest_at":"07:30"}`, header: cookie}
		}, denied: func(*fixture) call {
			return call{method: "PUT", path: settings, body: `{"digest_at":"07:30"}`, header: map[string]string{"If-Match": `"1"`}}
		}},
	}
}
