#!/bin/sh
# After the package is removed; an upgrade calls it with another word, and the new version has the link still.
set -e
root="${DPKG_ROOT:-}"
case "${1:-remove}" in remove | purge | 0) ;; *) exit 0 ;; esac

rm -f "$root/usr/bin/${executable}"
if [ -n "$root" ]; then exit 0; fi
if [ -f '/etc/apparmor.d/${executable}' ]; then
  if apparmor_status --enabled >/dev/null 2>&1; then apparmor_parser --remove '/etc/apparmor.d/${executable}' || true; fi
  rm -f '/etc/apparmor.d/${executable}'
fi
if command -v update-desktop-database >/dev/null; then update-desktop-database /usr/share/applications || true; fi
