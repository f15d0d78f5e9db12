# The image holds one static binary, its data folder and the names of one user. Zone data
# is in the binary; root certificates come from the build stage.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
ARG COMMIT=unknown
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION} -X main.commit=${COMMIT}" \
    -o /out/bin/lantoa ./cmd/lantoa
# scratch has no user names and no folders; the data folder must belong to the user before
# a volume is laid over it.
RUN mkdir -p /out/etc/ssl/certs /out/data /out/tmp \
 && echo 'lantoa:x:10001:10001:lantoa:/data:/sbin/nologin' > /out/etc/passwd \
 && echo 'lantoa:x:10001:' > /out/etc/group \
 && cp /etc/ssl/certs/ca-certificates.crt /out/etc/ssl/certs/ \
 && chmod 1777 /out/tmp && chown 10001:10001 /out/data && chmod 0700 /out/data

FROM scratch
COPY --from=build /out/ /
USER 10001:10001
ENV LANTOA_DATA=/data \
    LANTOA_LISTEN=0.0.0.0:8080
EXPOSE 8080
VOLUME /data
ENTRYPOINT ["/bin/lantoa"]
CMD ["serve"]
