#!/bin/sh
# After the package is unpacked. DPKG_ROOT is where the system is that it is installed into; empty for the running one.
set -e
root="${DPKG_ROOT:-}"
app='/opt/${sanitizedProductName}'

mkdir -p "$root/usr/bin"
ln -sf "$app/${executable}" "$root/usr/bin/${executable}"

# Chromium's sandbox needs its helper set-uid only where ordinary users have no namespaces.
if [ -L /proc/self/ns/user ] && unshare --user true 2>/dev/null; then mode=0755; else mode=4755; fi
chmod "$mode" "$root$app/chrome-sandbox" || true

if [ -n "$root" ]; then exit 0; fi
if command -v update-desktop-database >/dev/null; then update-desktop-database /usr/share/applications || true; fi
if command -v gtk-update-icon-cache >/dev/null; then gtk-update-icon-cache -qtf /usr/share/icons/hicolor || true; fi

# Ubuntu from 24.04 lets only programs with a profile have namespaces. Older AppArmors do not know the profile's language.
if apparmor_status --enabled >/dev/null 2>&1 &&
  apparmor_parser --skip-kernel-load --debug "$app/resources/apparmor-profile" >/dev/null 2>&1; then
  cp -f "$app/resources/apparmor-profile" '/etc/apparmor.d/${executable}'
  apparmor_parser --replace --write-cache --skip-read-cache '/etc/apparmor.d/${executable}' || true
fi
