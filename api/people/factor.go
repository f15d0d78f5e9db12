package people

import (
	"context"
	"net/http"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/factor"
)

func (h *handlers) factors() {
	const tag, mine = "second-factor", "/me/second-factor"
	rest.Add(h.r, rest.Op{ID: "getMySecondFactor", Method: http.MethodGet, Path: mine, Tag: tag, Summary: "Get how your second factor stands"}, h.myFactor)
	rest.Add(h.r, rest.Op{ID: "enrolSecondFactor", Method: http.MethodPost, Path: mine, Tag: tag, Summary: "Make the secret of a second factor; it is shown once", Status: http.StatusCreated,
		Text: "It counts from its confirmation on. Asking again makes another secret. Takes no Idempotency-Key, since the answer holds a secret that is not kept."}, h.enrol)
	rest.Add(h.r, rest.Op{ID: "confirmSecondFactor", Method: http.MethodPost, Path: mine + "/confirm", Tag: tag, Summary: "Turn the second factor on by its first code; answers with ten recovery codes, shown once"}, h.confirm)
	rest.Add(h.r, rest.Op{ID: "renewRecoveryCodes", Method: http.MethodPost, Path: mine + "/recovery-codes", Tag: tag, Summary: "Replace your recovery codes; they are shown once"}, h.newCodes)
	rest.Add(h.r, rest.Op{ID: "disableSecondFactor", Method: http.MethodPost, Path: mine + "/disable", Tag: tag, Summary: "Turn your second factor off", Status: http.StatusNoContent}, h.disable)
	rest.Add(h.r, rest.Op{ID: "getSecondFactor", Method: http.MethodGet, Path: one + "/second-factor", Tag: tag, Summary: "Get how the second factor of a person stands"}, h.factorOf)
	rest.Add(h.r, rest.Op{ID: "takeSecondFactor", Method: http.MethodDelete, Path: one + "/second-factor", Tag: tag, Summary: "Take somebody's second factor away; their sessions end", Status: http.StatusNoContent,
		Text: "For those who manage accounts, in a session; your own is turned off by password and code."}, h.take)
}

// SecondFactor is how a second factor stands.
type SecondFactor struct {
	On        bool       `json:"on"`
	Since     *time.Time `json:"since,omitempty"`
	CodesLeft int        `json:"recovery_codes_left" doc:"That were not used"`
}

func factorOf(s factor.State) *rest.Plain[SecondFactor] {
	return &rest.Plain[SecondFactor]{Body: SecondFactor{On: s.On, Since: rest.Instant(s.Since), CodesLeft: s.CodesLeft}}
}

func (h *handlers) myFactor(ctx context.Context, _ *struct{}) (*rest.Plain[SecondFactor], error) {
	actor := rest.Actor(ctx)
	state, err := h.o.Accounts.Factor(ctx, actor, actor.ID)
	if err != nil {
		return nil, err
	}
	return factorOf(state), nil
}

func (h *handlers) factorOf(ctx context.Context, in *Identified) (*rest.Plain[SecondFactor], error) {
	state, err := h.o.Accounts.Factor(ctx, rest.Actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return factorOf(state), nil
}

// FactorSecret is what an authenticator app is set up with.
type FactorSecret struct {
	Secret string `json:"secret" doc:"Base32, to be typed into an app; it is never shown again"`
	URI    string `json:"uri" doc:"otpauth://totp/…, to be shown as a QR code"`
}

func (h *handlers) enrol(ctx context.Context, _ *struct{}) (*rest.Plain[FactorSecret], error) {
	made, err := h.o.Accounts.EnrolFactor(ctx, rest.Actor(ctx))
	if err != nil {
		return nil, err
	}
	return &rest.Plain[FactorSecret]{Body: FactorSecret{Secret: made.Secret.Reveal(), URI: made.URI.Reveal()}}, nil
}

// ConfirmFactorInput is the first code of a new second factor.
type ConfirmFactorInput struct {
	Code string `json:"code" maxLength:"100" doc:"Six digits, as the app shows them"`
}

// RecoveryCodes are shown once.
type RecoveryCodes struct {
	Codes []string `json:"recovery_codes" nullable:"false" doc:"Each signs in once in place of the app's code; they are never shown again"`
}

func (h *handlers) confirm(ctx context.Context, in *struct{ Body ConfirmFactorInput }) (*rest.Plain[RecoveryCodes], error) {
	codes, err := h.o.Accounts.ConfirmFactor(ctx, rest.Actor(ctx), rest.ExchangeOf(ctx).Session, in.Body.Code, rest.ExchangeOf(ctx).Place())
	if err != nil {
		return nil, err
	}
	return &rest.Plain[RecoveryCodes]{Body: RecoveryCodes{Codes: codes}}, nil
}

// Proof proves who asks once more.
type Proof struct {
	Password string `json:"password" maxLength:"1000"`
	Code     string `json:"code,omitempty" maxLength:"100" doc:"Of the second factor, where there is one, or a recovery code"`
}

func (p Proof) credentials(ctx context.Context) account.Credentials {
	return account.Credentials{Password: p.Password, Code: p.Code, From: rest.ExchangeOf(ctx).Place()}
}

func (h *handlers) newCodes(ctx context.Context, in *struct{ Body Proof }) (*rest.Plain[RecoveryCodes], error) {
	codes, err := h.o.Accounts.NewRecoveryCodes(ctx, rest.Actor(ctx), in.Body.credentials(ctx))
	if err != nil {
		return nil, err
	}
	return &rest.Plain[RecoveryCodes]{Body: RecoveryCodes{Codes: codes}}, nil
}

func (h *handlers) disable(ctx context.Context, in *struct{ Body Proof }) (*rest.Empty, error) {
	return &rest.Empty{}, h.o.Accounts.DisableFactor(ctx, rest.Actor(ctx), in.Body.credentials(ctx))
}

func (h *handlers) take(ctx context.Context, in *Identified) (*rest.Empty, error) {
	return &rest.Empty{}, h.o.Accounts.TakeFactor(ctx, rest.Actor(ctx), in.ID)
}
