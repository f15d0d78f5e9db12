// Package ssotest runs a real provider of identities for tests: an OpenID provider of its
// own library, behind TLS, whose answers a test can forge, hold back or sign with other keys.
package ssotest

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/uuid"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// The client that the provider knows.
const (
	ClientID     = "lantoa"
	ClientSecret = "the secret of lantoa at the provider"
	userPassword = "a password at the provider"
)

// User is somebody with an account at the provider.
type User struct {
	Subject       string
	Username      string
	Email         string
	EmailVerified bool
	// More are further claims, such as groups.
	More map[string]any
}

// Provider is a provider of identities. Its fields are set through its methods.
type Provider struct {
	*storage.Storage
	t       *testing.T
	server  *httptest.Server
	handler http.Handler
	store   *http.Client

	mu     sync.Mutex
	users  map[string]User // by subject
	key    signer
	forge  func(claims map[string]any) string
	lean   bool // user info is not in the ID token
	down   bool
	asked  map[string]int
	answer func(path string, w http.ResponseWriter) bool
}

// New starts a provider that sends browsers back to redirect; it ends with the test.
func New(t *testing.T, redirect string) *Provider {
	t.Helper()
	p := &Provider{t: t, users: map[string]User{}, asked: map[string]int{}}
	p.server = httptest.NewTLSServer(p)
	t.Cleanup(p.server.Close)
	p.Storage = storage.NewStorageWithClients(p, map[string]*storage.Client{ClientID: storage.WebClient(ClientID, ClientSecret, redirect)})
	first, err := p.Storage.SigningKey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rsaKey, ok := first.Key().(*rsa.PrivateKey)
	if !ok {
		t.Fatalf("the first key is a %T", first.Key())
	}
	p.key = signer{id: first.ID(), key: rsaKey, algorithm: first.SignatureAlgorithm()}
	made, err := op.NewProvider(&op.Config{CryptoKey: [32]byte([]byte("a key of thirty-two bytes, known")), CryptoKeyId: "key1", CodeMethodS256: true,
		SupportedScopes: []string{"openid", "profile", "email"}}, p, op.StaticIssuer(p.Issuer()), op.WithLogger(slog.New(slog.DiscardHandler)))
	if err != nil {
		t.Fatal(err)
	}
	p.handler = made
	p.store = p.server.Client()
	p.store.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return p
}

// Issuer is the provider's name, and the address where it is asked.
func (p *Provider) Issuer() string { return p.server.URL }

// Authorities is the certificate of the provider's authority, in PEM.
func (p *Provider) Authorities() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.server.Certificate().Raw})
}

// Put adds a user, or replaces the one of the same subject.
func (p *Provider) Put(u User) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.users[u.Subject] = u
}

// Lean makes ID tokens that hold the subject alone; the rest is told as user info.
func (p *Provider) Lean() { p.set(func() { p.lean = true }) }

// Down makes the provider answer nothing but 503, or serve again.
func (p *Provider) Down(down bool) { p.set(func() { p.down = down }) }

// Forge puts what a function makes of the claims in the place of the ID token; nil stops.
func (p *Provider) Forge(forge func(claims map[string]any) string) { p.set(func() { p.forge = forge }) }

// Replace lets a function answer in the provider's place; false leaves it to the provider.
func (p *Provider) Replace(answer func(path string, w http.ResponseWriter) bool) {
	p.set(func() { p.answer = answer })
}

// Asked tells how often a path was asked for.
func (p *Provider) Asked(path string) (n int) {
	p.set(func() { n = p.asked[path] })
	return n
}

func (p *Provider) set(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
}

// Rotate makes a new key that signs from now on, of another kind than the first, and forgets
// the old one.
func (p *Provider) Rotate() {
	key := signer{id: uuid.NewString(), key: NewKey(p.t), algorithm: jose.ES256}
	p.set(func() { p.key = key })
}

// NewKey makes a key that is nobody's, for ES256.
func NewKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// SignIn is what a browser does at the provider: it goes to the address that lantoa gave it,
// signs in as the user of a subject, and gives the address to which it is sent back.
func (p *Provider) SignIn(address, subject string) *url.URL {
	p.t.Helper()
	login := p.follow(address)
	id := login.Query().Get("authRequestID")
	if id == "" {
		p.t.Fatalf("the provider does not ask to sign in: %s", login)
	}
	if err := p.CheckUsernamePassword(p.user(subject).Username, userPassword, id); err != nil {
		p.t.Fatal(err)
	}
	return p.follow(p.Issuer() + "/authorize/callback?id=" + id)
}

// follow asks for an address and gives the one to which it leads.
func (p *Provider) follow(address string) *url.URL {
	p.t.Helper()
	request, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, address, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	response, err := p.store.Do(request)
	if err != nil {
		p.t.Fatal(err)
	}
	body, _ := io.ReadAll(response.Body)
	_ = response.Body.Close()
	to, err := response.Location()
	if err != nil {
		p.t.Fatalf("%s: status %d: %s", address, response.StatusCode, body)
	}
	return to
}

// ServeHTTP implements http.Handler.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.asked[r.URL.Path]++
	down, forge, answer := p.down, p.forge, p.answer
	p.mu.Unlock()
	switch {
	case down:
		http.Error(w, "down", http.StatusServiceUnavailable)
	case answer != nil && answer(r.URL.Path, w):
	case forge != nil && r.URL.Path == "/oauth/token":
		p.forged(w, r, forge)
	default:
		p.handler.ServeHTTP(w, r)
	}
}

func (p *Provider) forged(w http.ResponseWriter, r *http.Request, forge func(map[string]any) string) {
	whole := httptest.NewRecorder()
	p.handler.ServeHTTP(whole, r)
	var tokens map[string]any
	if whole.Code != http.StatusOK || json.Unmarshal(whole.Body.Bytes(), &tokens) != nil {
		maps.Copy(w.Header(), whole.Header())
		w.WriteHeader(whole.Code)
		_, _ = w.Write(whole.Body.Bytes())
		return
	}
	raw, _ := tokens["id_token"].(string)
	claims := map[string]any{}
	if parts := strings.Split(raw, "."); len(parts) == 3 {
		plain, _ := base64.RawURLEncoding.DecodeString(parts[1])
		_ = json.Unmarshal(plain, &claims)
	}
	tokens["id_token"] = forge(claims)
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(tokens)
}

// Signed signs claims as the provider does.
func (p *Provider) Signed(claims map[string]any) string {
	var key signer
	p.set(func() { key = p.key })
	return Sign(p.t, claims, key.algorithm, jose.JSONWebKey{Key: key.key, KeyID: key.id})
}

// KeyID is the name of the key that signs now.
func (p *Provider) KeyID() (id string) {
	p.set(func() { id = p.key.id })
	return id
}

// Sign signs claims with any key.
func Sign(t *testing.T, claims map[string]any, algorithm jose.SignatureAlgorithm, key any) string {
	t.Helper()
	made, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, nil)
	if err != nil {
		t.Error(err)
		return ""
	}
	plain, err := json.Marshal(claims)
	if err != nil {
		t.Error(err)
		return ""
	}
	signed, err := made.Sign(plain)
	if err != nil {
		t.Error(err)
		return ""
	}
	raw, err := signed.CompactSerialize()
	if err != nil {
		t.Error(err)
	}
	return raw
}

// Unsigned makes a token of algorithm none.
func Unsigned(claims map[string]any) string {
	plain, _ := json.Marshal(claims)
	return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + base64.RawURLEncoding.EncodeToString(plain) + "."
}

// What follows is the provider's own store of users, keys and clients.

type signer struct {
	id        string
	key       crypto.Signer
	algorithm jose.SignatureAlgorithm
}

func (s signer) SignatureAlgorithm() jose.SignatureAlgorithm { return s.algorithm }
func (s signer) Key() any                                    { return s.key }
func (s signer) ID() string                                  { return s.id }

type verifying struct{ signer }

func (v verifying) Key() any                           { return v.key.Public() }
func (v verifying) Algorithm() jose.SignatureAlgorithm { return v.algorithm }
func (v verifying) Use() string                        { return "sig" }

// SigningKey implements op.Storage.
func (p *Provider) SigningKey(context.Context) (op.SigningKey, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.key, nil
}

// KeySet implements op.Storage.
func (p *Provider) KeySet(context.Context) ([]op.Key, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return []op.Key{verifying{p.key}}, nil
}

// SignatureAlgorithms implements op.Storage.
func (p *Provider) SignatureAlgorithms(context.Context) ([]jose.SignatureAlgorithm, error) {
	return []jose.SignatureAlgorithm{jose.RS256, jose.ES256}, nil
}

// client tells the user info in the ID token, unless the provider is lean.
type client struct {
	op.Client
	whole bool
}

func (c client) IDTokenUserinfoClaimsAssertion() bool { return c.whole }

// GetClientByClientID implements op.Storage.
func (p *Provider) GetClientByClientID(ctx context.Context, id string) (op.Client, error) {
	found, err := p.Storage.GetClientByClientID(ctx, id)
	p.mu.Lock()
	defer p.mu.Unlock()
	return client{found, !p.lean}, err
}

// SetUserinfoFromRequest implements op.CanSetUserinfoFromRequest: it fills ID tokens.
func (p *Provider) SetUserinfoFromRequest(ctx context.Context, info *oidc.UserInfo, token op.IDTokenRequest, scopes []string) error {
	err := p.Storage.SetUserinfoFromRequest(ctx, info, token, scopes)
	p.tell(info, token.GetSubject())
	return err
}

// SetUserinfoFromToken implements op.Storage: it fills answers about users.
func (p *Provider) SetUserinfoFromToken(ctx context.Context, info *oidc.UserInfo, token, subject, origin string) error {
	err := p.Storage.SetUserinfoFromToken(ctx, info, token, subject, origin)
	p.tell(info, subject)
	return err
}

func (p *Provider) tell(info *oidc.UserInfo, subject string) {
	for name, value := range p.user(subject).More {
		info.AppendClaims(name, value)
	}
}

func (p *Provider) user(subject string) User {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.users[subject]
}

// GetUserByID implements storage.UserStore.
func (p *Provider) GetUserByID(subject string) *storage.User {
	u := p.user(subject)
	if u.Subject == "" {
		return nil
	}
	return &storage.User{ID: u.Subject, Username: u.Username, Password: userPassword, FirstName: "Trần Thị", LastName: "Hoa", Email: u.Email, EmailVerified: u.EmailVerified}
}

// GetUserByUsername implements storage.UserStore.
func (p *Provider) GetUserByUsername(name string) *storage.User {
	p.mu.Lock()
	defer p.mu.Unlock()
	for subject, u := range p.users {
		if u.Username == name {
			return &storage.User{ID: subject, Username: name, Password: userPassword}
		}
	}
	return nil
}

// ExampleClientID implements storage.UserStore; no service signs in here.
func (p *Provider) ExampleClientID() string { return "nobody" }
