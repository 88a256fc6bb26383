"""Which options does curl have? Those that make the call, and those that change neither its method, URL nor body."""

import argparse
from typing import Any, NoReturn

FLAGS = """
-# -0 -1 -2 -3 -4 -6 -B -J -L -M -N -O -R -S -Z -a -f -i -j -k -l -n -p -q -s -v --alpn --anyauth --append
--basic --ca-native --cert-status --compressed --compressed-ssh --create-dirs --crlf --digest --disable
--disable-eprt --disable-epsv --disallow-username-in-url --doh-cert-status --doh-insecure --fail --fail-early
--fail-with-body --false-start --haproxy-protocol --http0.9 --http1.0 --http1.1 --http2
--http2-prior-knowledge --http3 --http3-only --ignore-content-length --include --insecure --ipv4 --ipv6
--junk-session-cookies --keepalive --list-only --location --location-trusted --mptcp --negotiate --netrc
--netrc-optional --no-alpn --no-buffer --no-clobber --no-keepalive --no-npn --no-progress-meter --no-sessionid --npn
--ntlm --parallel --parallel-immediate --post301 --post302 --post303 --progress-bar --progress-meter
--proxy-anyauth --proxy-basic --proxy-digest --proxy-insecure --proxy-negotiate --proxy-ntlm --proxytunnel --raw
--remote-header-name --remote-name --remote-name-all --remote-time --remove-on-error --retry-all-errors
--retry-connrefused --sessionid --show-error --show-headers --silent --skip-existing --ssl --ssl-allow-beast
--ssl-auto-client-cert --ssl-no-revoke --ssl-reqd --ssl-revoke-best-effort --sslv2 --sslv3 --styled-output
--suppress-connect-headers --tcp-fastopen --tcp-nodelay --tlsv1 --tlsv1.0 --tlsv1.1 --tlsv1.2 --tlsv1.3
--tr-encoding --trace-ids --trace-time --verbose --xattr
""".split()  # noqa: SIM905 - easier to compare with curl's manual

WITH_A_VALUE = """
-A -C -D -E -U -Y -b -c -e -m -o -r -t -u -w -x -y -z --abstract-unix-socket --alt-svc --aws-sigv4 --cacert --capath
--cert --cert-type --ciphers --connect-timeout --connect-to --continue-at --cookie --cookie-jar --create-file-mode
--crlfile --curves --delegation --dns-interface --dns-ipv4-addr --dns-ipv6-addr --dns-servers --doh-url
--dump-ca-embed --dump-header --ech --egd-file --engine --etag-compare --etag-save --expect100-timeout
--happy-eyeballs-timeout-ms --haproxy-clientip --hostpubsha256 --hsts --interface --ip-tos --ipfs-gateway
--keepalive-cnt --keepalive-time --key --key-type --libcurl --limit-rate --local-port --max-filesize --max-redirs
--max-time --netrc-file --noproxy --output --output-dir --parallel-max --pass --pinnedpubkey --preproxy --proto
--proto-default --proto-redir --proxy --proxy-cacert --proxy-capath --proxy-cert --proxy-cert-type --proxy-ciphers
--proxy-header --proxy-key --proxy-key-type --proxy-pass --proxy-pinnedpubkey --proxy-user --proxy1.0 --random-file
--range --rate --referer --resolve --retry --retry-delay --retry-max-time --sigalgs --socks4 --socks4a --socks5
--socks5-basic --socks5-hostname --speed-limit --speed-time --stderr --time-cond --tls-max --tls13-ciphers --trace
--trace-ascii --trace-config --unix-socket --user --user-agent --vlan-priority --write-out
""".split()  # noqa: SIM905 - easier to compare with curl's manual

DATA = ("-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--data-urlencode", "--json")


class UsageError(Exception):
    """An option lacks its value."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(message)


class _Data(argparse.Action):
    """Collects the data options in their order, each with its name."""

    def __call__(self, _: Any, namespace: argparse.Namespace, value: Any, option: str | None = None) -> None:
        namespace.data.append((option, value))


def parser() -> argparse.ArgumentParser:
    """Return a parser of the words after `curl`; it raises UsageError."""
    made = _Parser(add_help=False, allow_abbrev=False)
    made.set_defaults(data=[])
    made.add_argument("addresses", nargs="*", default=[])
    made.add_argument("--url", action="append", default=[])
    made.add_argument("--url-query", action="append", default=[])
    made.add_argument("-X", "--request")
    made.add_argument("-H", "--header", action="append", default=[])
    made.add_argument("--oauth2-bearer", dest="header", action="append", type="Authorization: Bearer {}".format)
    made.add_argument("-G", "--get", action="store_true")
    made.add_argument("-I", "--head", action="store_true")
    made.add_argument("-F", "--form", "--form-string", action="append")
    made.add_argument("-T", "--upload-file", dest="upload")
    made.add_argument(*DATA, action=_Data)
    made.add_argument("-K", "--config")
    made.add_argument("-g", "--globoff", action="store_true")
    made.add_argument("--path-as-is", action="store_true")
    made.add_argument(*FLAGS, action="store_true", dest="_")
    made.add_argument(*WITH_A_VALUE, dest="_")
    return made
