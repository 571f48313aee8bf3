#!/usr/bin/env bash
# Signs the collection in a folder, as ansible-galaxy verifies it (--signature): MANIFEST.json.asc, beside SHA256SUMS and
# its signature. Without a key in GPG_PRIVATE_KEY it says so and leaves SHA256SUMS only.
#   GPG_PRIVATE_KEY=... bash .github/sign.sh build
set -euo pipefail
cd -- "$1"
sha256sum -- *.tar.gz > SHA256SUMS
if [ -z "${GPG_PRIVATE_KEY:-}" ]; then
    echo "no GPG_PRIVATE_KEY: nothing is signed"
    exit 0
fi
GNUPGHOME=$(mktemp -d)
export GNUPGHOME
trap 'gpgconf --kill gpg-agent; rm -rf "$GNUPGHOME"' EXIT
gpg --batch --quiet --import <<< "$GPG_PRIVATE_KEY"
tar --extract --to-stdout --file ./*.tar.gz MANIFEST.json |
    gpg --batch --quiet --armor --detach-sign --output MANIFEST.json.asc
gpg --batch --quiet --armor --detach-sign --output SHA256SUMS.asc SHA256SUMS
gpg --armor --export > signing-key.asc
