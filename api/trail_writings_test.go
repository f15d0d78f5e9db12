package api_test

import (
	"net/http"
	"strings"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/right"
)

func storyWritings() map[string]writing {
	return map[string]writing{
		"POST /articles": {acts: []string{"article.create article +"}, does: func(*fixture) call { return call{as: "lan", method: "POST", path: "/articles", body: story} }},
		"PATCH /articles/{id}": {acts: []string{"article.update article ~"}, does: func(w *fixture) call {
			path := "/articles/" + w.create()
			return w.match(call{as: "lan", method: "PATCH", path: path, body: `{"priority":2}`}, path)
		}},
		"PUT /articles/{id}/editions/{lang}": {acts: []string{"edition.save edition ~"}, does: func(w *fixture) call {
			path := edition(w.create())
			return w.match(call{as: "lan", method: "PUT", path: path, body: `{"title":"Khác","lead":"Dẫn","body":"<p>Mới.</p>"}`}, path)
		}},
		"PUT /articles/{id}/editions/{lang}/working-copy": {open: "typing is no act: it becomes one when it is saved", does: func(w *fixture) call {
			path := edition(w.create())
			base := w.text(w.wants(http.StatusOK, call{as: "lan", method: "GET", path: path + "/revisions"}), "items.0.id")
			return call{as: "lan", method: "PUT", path: path + "/working-copy", body: `{"base":"` + base + `","title":"Đang gõ"}`, header: map[string]string{"If-None-Match": "*"}}
		}},
		"POST /articles/{id}/editions/{lang}/merge": {acts: []string{"edition.save edition ~"}, does: func(w *fixture) call {
			path := edition(w.create())
			base := w.text(w.wants(http.StatusOK, call{as: "lan", method: "GET", path: path + "/revisions"}), "items.0.id")
			return w.match(call{as: "lan", method: "POST", path: path + "/merge", body: `{"save":true,"base":"` + base + `","text":{"title":"Khác","lead":"Dẫn","body":"<p>Mới.</p>"}}`}, path)
		}},
		"POST /articles/{id}/editions/{lang}/points": {acts: []string{"edition.add_point edition ~"}, does: func(w *fixture) call {
			return call{as: "lan", method: "POST", path: edition(w.create()) + "/points", body: `{"name":"Trước khi rút gọn","text":{"title":"Dài"}}`}
		}},
		"POST /articles/{id}/editions/{lang}/revisions/{revision}/restore": {acts: []string{"edition.restore edition ~"}, does: func(w *fixture) call {
			path := edition(w.create())
			id := w.text(w.wants(http.StatusOK, call{as: "lan", method: "GET", path: path + "/revisions"}), "items.0.id")
			return call{as: "lan", method: "POST", path: path + "/revisions/" + id + "/restore"}
		}},
		"POST /articles/{id}/editions/{lang}/working-copies/{person}/take-over": {acts: []string{"edition.take_over edition ~"}, does: func(w *fixture) call {
			path := edition(w.create())
			w.typed("lan", path, 0, "Lan đang gõ")
			w.hires("minh", right.Editor)
			return call{as: "minh", method: "POST", path: path + "/working-copies/" + w.ids["lan"] + "/take-over"}
		}},
		"PUT /articles/{id}/editions/{lang}/presence": {open: "to be there is no act", does: func(w *fixture) call {
			return call{as: "lan", method: "PUT", path: edition(w.create()) + "/presence", body: `{"doing":"reading"}`}
		}},
		"DELETE /articles/{id}/editions/{lang}/presence": {open: "to leave is no act", does: func(w *fixture) call {
			return call{as: "lan", method: "DELETE", path: edition(w.create()) + "/presence"}
		}},
		"PUT /articles/{id}/editions/{lang}/variants/{channel}": {acts: []string{"edition.save_variant edition +"}, does: func(w *fixture) call {
			return w.worded(call{method: "PUT", body: `{"title":"Lời riêng"}`})
		}},
		"DELETE /articles/{id}/editions/{lang}/variants/{channel}": {acts: []string{"edition.follow_variant edition -"}, does: func(w *fixture) call {
			c := w.worded(call{method: "PUT", body: `{"title":"Lời riêng"}`})
			w.wants(http.StatusCreated, c)
			return w.match(call{as: "lan", method: "DELETE", path: c.path}, c.path)
		}},
		"POST /articles/{id}/editions/{lang}/variants/{channel}/keep": {acts: []string{"edition.keep_variant edition ~"}, does: func(w *fixture) call {
			c := w.worded(call{method: "PUT", body: `{"title":"Lời riêng"}`})
			w.wants(http.StatusCreated, c)
			path := c.path[:strings.Index(c.path, "/variants")]
			w.wants(http.StatusOK, w.match(call{as: "lan", method: "PUT", path: path, body: `{"title":"Khác","lead":"Dẫn","body":"<p>Mới.</p>"}`}, path))
			return call{as: "lan", method: "POST", path: c.path + "/keep"}
		}},
		"POST /articles/{id}/editions/{lang}/preview": {open: "nothing is stored", does: func(w *fixture) call {
			c := w.worded(call{})
			at := strings.Index(c.path, "/variants/")
			return call{as: "lan", method: "POST", path: c.path[:at] + "/preview", body: `{"variants":[{"channel":"` + c.path[at+len("/variants/"):] + `","title":"Thử"}]}`}
		}},
		"PUT /articles/{id}/editions/{lang}/embargo": {acts: []string{"edition.embargo edition ~"}, does: func(w *fixture) call {
			path := edition(w.create())
			return w.match(call{as: "hoa", method: "PUT", path: path + "/embargo", body: `{"time":"2099-01-01T08:00","zone":"Asia/Ho_Chi_Minh"}`}, path)
		}},
		"DELETE /articles/{id}/editions/{lang}/embargo": {acts: []string{"edition.embargo edition ~"}, does: func(w *fixture) call {
			path := edition(w.create())
			w.wants(http.StatusOK, w.match(call{as: "hoa", method: "PUT", path: path + "/embargo", body: `{"time":"2099-01-01T08:00","zone":"Asia/Ho_Chi_Minh"}`}, path))
			return w.match(call{as: "hoa", method: "DELETE", path: path + "/embargo"}, path)
		}},
	}
}

func editionWritings() map[string]writing {
	const under = "POST /articles/{id}/editions/{lang}/"
	act := func(as, step, body string, prepare func(w *fixture) string) func(w *fixture) call {
		return func(w *fixture) call {
			return call{as: as, method: "POST", path: edition(prepare(w)) + "/" + step, body: body}
		}
	}
	created := func(w *fixture) string { return w.create() }
	submitted := func(w *fixture) string {
		id := w.create()
		w.submit(id)
		return id
	}
	correcting := func(w *fixture) string {
		id := w.out()
		w.wants(http.StatusOK, call{as: "lan", method: "POST", path: edition(id) + "/correct", body: `{"kind":"correction","text":"Sửa tên."}`})
		return id
	}
	one := func(name string, does func(w *fixture) call) writing {
		return writing{acts: []string{"edition." + name + " edition ~"}, does: does}
	}
	return map[string]writing{
		under + "submit":             one("submit", act("lan", "submit", "", created)),
		under + "recall":             one("recall", act("lan", "recall", "", submitted)),
		under + "request-changes":    one("request_changes", act("hoa", "request-changes", `{"reason":"Thêm nguồn"}`, submitted)),
		under + "archive":            one("archive", act("lan", "archive", "", created)),
		under + "reopen":             one("reopen", act("hoa", "reopen", "", func(w *fixture) string { return w.approved() })),
		under + "correct":            one("correct", act("lan", "correct", `{"kind":"correction","text":"Sửa tên."}`, func(w *fixture) string { return w.out() })),
		under + "discard-correction": one("discard_correction", act("lan", "discard-correction", "", correcting)),
		under + "withdraw":           one("withdraw", act("hoa", "withdraw", `{"reason":"Sai nguồn"}`, func(w *fixture) string { return w.out() })),
		under + "approve": one("approve", func(w *fixture) call {
			id := submitted(w)
			return call{as: "hoa", method: "POST", path: edition(id) + "/approve", body: `{"hash":"` + w.hash(id) + `"}`}
		}),
		under + "mark-current": one("mark_current", func(w *fixture) call {
			id, now := w.translated()
			return call{as: "lan", method: "POST", path: english(id) + "/mark-current", body: `{"source_revision":"` + now + `"}`}
		}),
		under + "schedule": {acts: []string{"edition.schedule edition"}, does: func(w *fixture) call {
			return call{as: "hoa", method: "POST", path: edition(w.approved()) + "/schedule", body: `{"channels":["` + w.channel("Kênh thử") + `"],"at":{"time":"2099-11-23T07:30","zone":"Asia/Ho_Chi_Minh"}}`}
		}},
		under + "unschedule": {acts: []string{"edition.unschedule edition"}, does: func(w *fixture) call {
			id, _, _ := w.planned()
			return call{as: "hoa", method: "POST", path: edition(id) + "/unschedule", body: `{}`}
		}},
	}
}

func channelWritings() map[string]writing {
	on := func(method, step, body string) func(w *fixture) call {
		return func(w *fixture) call {
			return call{as: "chi", method: method, path: "/channels/" + w.channel("Kênh thử") + step, body: body}
		}
	}
	const day = `{"day":"2099-09-02","effect":"closed","name":{"vi":"Quốc khánh","en":"National Day"}}`
	return map[string]writing{
		"POST /channels": {acts: []string{"channel.create channel +", "channel.check channel ~"}, does: func(*fixture) call {
			return call{as: "chi", method: "POST", path: "/channels", body: `{"kind":"sandbox","name":"Kênh mới"}`}
		}},
		"PATCH /channels/{id}": {acts: []string{"channel.update channel ~"}, does: func(w *fixture) call {
			path := "/channels/" + w.channel("Kênh thử")
			return w.match(call{as: "chi", method: "PATCH", path: path, body: `{"name":"Kênh khác"}`}, path)
		}},
		"POST /channels/{id}/check": {acts: []string{"channel.check channel ~"}, does: on("POST", "/check", "")},
		"POST /channels/{id}/test":  {acts: []string{"channel.check channel ~"}, does: on("POST", "/test", "")},
		"POST /channels/{id}/pause": {acts: []string{"channel.pause channel ~"}, does: on("POST", "/pause", `{"reason":"Bảo trì"}`)},
		"POST /channels/{id}/resume": {acts: []string{"channel.resume channel ~"}, does: func(w *fixture) call {
			path := "/channels/" + w.channel("Kênh thử")
			w.wants(http.StatusOK, call{as: "chi", method: "POST", path: path + "/pause", body: `{"reason":"Bảo trì"}`})
			return call{as: "chi", method: "POST", path: path + "/resume"}
		}},
		"POST /closed-days": {acts: []string{"closed_day.create closed_day +"}, does: func(*fixture) call { return call{as: "chi", method: "POST", path: "/closed-days", body: day} }},
		"DELETE /closed-days/{day}": {acts: []string{"closed_day.delete closed_day -"}, does: func(w *fixture) call {
			w.wants(http.StatusCreated, call{as: "chi", method: "POST", path: "/closed-days", body: day})
			return call{as: "chi", method: "DELETE", path: "/closed-days/2099-09-02"}
		}},
	}
}

func deliveryWritings() map[string]writing {
	settled := func(step, state, body string) writing {
		return writing{acts: []string{"delivery." + strings.ReplaceAll(step, "-", "_") + " delivery"}, does: func(w *fixture) call {
			_, _, id := w.planned()
			if state != "" {
				w.stands(id, state)
			}
			return call{as: "hoa", method: "POST", path: "/deliveries/" + id + "/" + step, body: body}
		}}
	}
	set := func(step, columns string) writing {
		one := settled(step, "", "")
		one.does = func(w *fixture) call {
			_, _, id := w.planned()
			w.ok(w.db.Write(w.Context()).Exec("UPDATE delivery SET due_at = 1, task = '', next_at = NULL, "+columns+" WHERE id = ?", id).Error)
			return call{as: "hoa", method: "POST", path: "/deliveries/" + id + "/" + step}
		}
		return one
	}
	return map[string]writing{
		"POST /deliveries/{id}/cancel":    settled("cancel", "", ""),
		"POST /deliveries/{id}/check":     set("check", "state = 'unsure', payload = '{}'"),
		"POST /deliveries/{id}/mark-sent": settled("mark-sent", "attention", `{"address":"https://cong.example/bai"}`),
		"POST /deliveries/{id}/retry":     settled("retry", "attention", ""),
		"POST /deliveries/{id}/wait":      set("wait", "state = 'attention', reason = 'portal_late'"),
	}
}

func personWritings() map[string]writing {
	return map[string]writing{
		"POST /people": {acts: []string{"person.create person +"}, does: func(*fixture) call {
			return call{as: "chi", method: "POST", path: "/people", body: `{"login":"dung.le","name":"Lê Dung"}`}
		}},
		"POST /people/import": {acts: []string{"person.create person +", "person.import import"}, does: func(*fixture) call {
			return call{as: "chi", method: "POST", path: "/people/import?invite=false", body: "login,name\ndung.le,Lê Dung\n", header: map[string]string{"Content-Type": "text/csv"}}
		}},
		"PATCH /people/{id}": {acts: []string{"person.update person ~"}, does: func(w *fixture) call {
			path := "/people/" + w.ids["lan"]
			return w.match(call{as: "chi", method: "PATCH", path: path, body: `{"disabled":true}`}, path)
		}},
		"POST /people/{id}/erase": {acts: []string{"person.erase person ~"}, does: func(w *fixture) call {
			path := "/people/" + w.ids["lan"]
			w.wants(http.StatusOK, w.match(call{as: "chi", method: "PATCH", path: path, body: `{"disabled":true}`}, path))
			return call{as: "chi", method: "POST", path: path + "/erase"}
		}},
		"POST /people/{id}/keys": {acts: []string{"key.create person"}, does: func(w *fixture) call {
			return call{method: "POST", path: "/people/" + w.ids["lan"] + "/keys", body: `{"name":"máy"}`, header: map[string]string{"Cookie": w.signIn("lan")}}
		}, denied: func(w *fixture) call { return post("/people/"+w.ids["lan"]+"/keys", `{"name":"máy"}`) }},
		"DELETE /keys/{key}": {acts: []string{"key.revoke person"}, does: func(w *fixture) call {
			id := w.text(w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/people/" + w.ids["hoa"] + "/keys"}), "items.0.id")
			return call{method: "DELETE", path: "/keys/" + id, header: map[string]string{"Cookie": w.signIn("chi")}}
		}, denied: func(w *fixture) call {
			id := w.text(w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/people/" + w.ids["hoa"] + "/keys"}), "items.0.id")
			return call{method: "DELETE", path: "/keys/" + id}
		}},
		"POST /units/{code}/move-grants": {acts: []string{"person.update person ~", "unit.move_grants unit"}, does: func(w *fixture) call {
			w.at(2025, 2, 28, 23, 30)
			w.hire("old", right.Grant{Role: right.Editor, Unit: ending})
			w.at(2025, 3, 1, 0, 30)
			return call{as: "chi", method: "POST", path: "/units/" + ending + "/move-grants"}
		}},
		"POST /people/{id}/links": {acts: []string{"link.create person"}, does: func(w *fixture) call {
			return call{method: "POST", path: "/people/" + w.ids["lan"] + "/links", body: `{"purpose":"reset"}`, header: map[string]string{"Cookie": w.signIn("chi")}}
		}, denied: func(w *fixture) call { return post("/people/"+w.ids["lan"]+"/links", `{"purpose":"reset"}`) }},
	}
}

// ownWritings are those about the own account, which deny no role.
func ownWritings() map[string]writing {
	return map[string]writing{
		"POST /session": {acts: []string{"session.create person"}, does: func(w *fixture) call {
			w.signIn("lan")
			return post("/session", `{"login":"lan.test","password":"`+password+`"}`)
		}, denied: func(*fixture) call {
			return call{as: "-", method: "POST", path: "/session", body: `{"login":"lan.test","password":"sai"}`}
		}},
		"DELETE /session": {acts: []string{"session.end person"}, open: "everybody may sign out", does: func(w *fixture) call {
			return call{method: "DELETE", path: "/session", header: map[string]string{"Cookie": w.signIn("lan")}}
		}},
		"DELETE /me/sessions/{session}": {acts: []string{"session.end person"}, does: func(w *fixture) call {
			cookie := map[string]string{"Cookie": w.signIn("lan")}
			id := w.text(w.wants(http.StatusOK, call{method: "GET", path: "/me/sessions", header: cookie}), "items.0.id")
			return call{method: "DELETE", path: "/me/sessions/" + id, header: cookie}
		}, denied: func(*fixture) call { return call{method: "DELETE", path: "/me/sessions/" + newID()} }},
		"POST /me/password": {acts: []string{"person.set_password person"}, does: func(w *fixture) call {
			return call{method: "POST", path: "/me/password", body: `{"current":"` + password + `","next":"con thuyen tren song Day"}`, header: map[string]string{"Cookie": w.signIn("lan")}}
		}, denied: func(*fixture) call { return post("/me/password", `{"current":"a","next":"b"}`) }},
		"POST /links/use": {acts: []string{"person.set_password person"}, does: func(w *fixture) call {
			token := must(w.accounts.NewLink(w.Context(), right.System(), account.Reset, w.ids["lan"])).Reveal()
			return post("/links/use", `{"token":"`+token+`","password":"`+password+`"}`)
		}, denied: func(*fixture) call {
			return call{as: "-", method: "POST", path: "/links/use", body: `{"token":"none","password":"` + password + `"}`}
		}},
		"POST /setup": {acts: []string{"person.create person +"}, does: func(w *fixture) call {
			w.ok(w.db.Write(w.Context()).Exec("DELETE FROM role_grant WHERE role = 'technical_admin'").Error)
			token := must(w.accounts.NewLink(w.Context(), right.System(), account.Setup, "")).Reveal()
			return post("/setup", `{"token":"`+token+`","login":"moi.ve","name":"Chị Mới","password":"`+password+`"}`)
		}, denied: func(*fixture) call {
			return call{as: "-", method: "POST", path: "/setup", body: `{"token":"none","login":"moi.ve","name":"Chị Mới","password":"` + password + `"}`}
		}},
	}
}

func digestAndMediaWritings() map[string]writing {
	return map[string]writing{
		"POST /digests": {acts: []string{"digest.create digest +"}, does: func(*fixture) call { return call{as: "lan", method: "POST", path: "/digests", body: weekly} }},
		"PATCH /digests/{id}": {acts: []string{"digest.update digest ~"}, does: func(w *fixture) call {
			path := "/digests/" + w.digest()
			return w.match(call{as: "lan", method: "PATCH", path: path, body: `{"paused":true}`}, path)
		}},
		"DELETE /digests/{id}": {acts: []string{"digest.end digest ~"}, does: func(w *fixture) call {
			path := "/digests/" + w.digest()
			return w.match(call{as: "lan", method: "DELETE", path: path}, path)
		}},
		"POST /digests/{id}/build": {acts: []string{"digest.build digest ~"}, does: func(w *fixture) call {
			return call{as: "lan", method: "POST", path: "/digests/" + w.digest() + "/build"}
		}},
		"POST /sources": {acts: []string{"source.create source +"}, does: func(*fixture) call { return call{as: "lan", method: "POST", path: "/sources", body: ministry} }},
		"PATCH /sources/{id}": {acts: []string{"source.update source ~"}, does: func(w *fixture) call {
			path := "/sources/" + w.source()
			return w.match(call{as: "lan", method: "PATCH", path: path, body: `{"on":false}`}, path)
		}},
		"POST /sources/{id}/fetch": {acts: []string{"source.fetch source"}, does: func(w *fixture) call {
			return call{as: "lan", method: "POST", path: "/sources/" + w.source() + "/fetch"}
		}},
		"POST /intake/wordpress": {acts: []string{"source.create source +", "source.import source"}, does: func(*fixture) call {
			return call{as: "lan", method: "POST", path: "/intake/wordpress?unit=so-noi-vu", body: export, header: map[string]string{"Content-Type": "application/xml"}}
		}},
		"POST /intake/{id}/take": {acts: []string{"article.create article +", "item.take item ~"}, does: func(w *fixture) call {
			return call{as: "lan", method: "POST", path: "/intake/" + w.item() + "/take"}
		}},
		"POST /intake/{id}/dismiss": {acts: []string{"item.dismiss item ~"}, does: func(w *fixture) call {
			return call{as: "lan", method: "POST", path: "/intake/" + w.item() + "/dismiss", body: `{"reason":"Không hợp"}`}
		}},
		"POST /intake/{id}/restore": {acts: []string{"item.restore item ~"}, does: func(w *fixture) call {
			id := w.item()
			w.wants(http.StatusOK, call{as: "lan", method: "POST", path: "/intake/" + id + "/dismiss", body: `{"reason":"Không hợp"}`})
			return call{as: "lan", method: "POST", path: "/intake/" + id + "/restore"}
		}},
		"POST /intake/{id}/pictures": {acts: []string{"item.pick item ~"}, does: func(w *fixture) call {
			id := w.item()
			w.wants(http.StatusOK, call{as: "lan", method: "POST", path: "/intake/" + id + "/take"})
			return call{as: "lan", method: "POST", path: "/intake/" + id + "/pictures", body: `{"addresses":["https://127.0.0.1:1/a.jpg"]}`}
		}},
		"POST /texts/clean": {open: "nothing is kept of it", does: func(*fixture) call {
			return call{as: "lan", method: "POST", path: "/texts/clean", body: `{"html":"<p>Nam Định</p>"}`}
		}},
		"POST /texts/convert": {open: "nothing is kept of it", does: func(*fixture) call {
			return call{as: "lan", method: "POST", path: "/texts/convert", body: `{"title":"ViÖt Nam","encoding":"tcvn3"}`}
		}},
		"POST /media": {acts: []string{"media.create media +"}, does: func(*fixture) call {
			return call{as: "lan", method: "POST", path: "/media?unit=so-noi-vu&name=anh.jpg", body: photo(), header: map[string]string{"Content-Type": "image/jpeg"}}
		}},
		"POST /articles/{id}/editions/{lang}/import": {acts: []string{"media.create media +", "media.update media ~", "attachment.create attachment +"}, does: func(w *fixture) call {
			return call{as: "lan", method: "POST", path: edition(w.create()) + "/import?name=tin.docx", body: wordFile(), header: map[string]string{"Content-Type": "application/octet-stream", "If-None-Match": "*"}}
		}},
		"PATCH /media/{id}": {acts: []string{"media.update media ~"}, does: func(w *fixture) call {
			made := w.sends(call{as: "lan", method: "POST", path: "/media?unit=so-noi-vu&name=anh.jpg", body: photo(), header: map[string]string{"Content-Type": "image/jpeg"}})
			path := "/media/" + w.text(made, "id")
			return w.match(call{as: "lan", method: "PATCH", path: path, body: `{"credit":"Báo Nam Định"}`}, path)
		}},
	}
}
