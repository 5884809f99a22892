namespace Scalewright.Providers.Ssh.Hosts;

/// <summary>What is run on a machine to read and change its mark.</summary>
internal static class HostScript
{
    /// <summary>The mark is another than was expected; the one that is there was printed.</summary>
    public const int Differs = 75;

    // $1: the folder, or nothing for the usual one.
    private const string Folder = """
        d=$1
        [ -n "$d" ] || { [ "$(id -u)" = 0 ] && d=/var/lib/scalewright || d=$HOME/.scalewright/$(uname -n); }

        """;

    /// <summary>Prints a line of what is there that harm on purpose may need, then the mark, or nothing when there is none.</summary>
    public const string Read = Folder + """
        [ "$(id -u)" != 0 ] || printf 'root '
        PATH=$PATH:/usr/sbin:/sbin
        for c in iptables setsid; do command -v "$c" >/dev/null 2>&1 && printf '%s ' "$c"; done
        echo
        [ ! -f "$d/mark" ] || exec cat "$d/mark"
        """;

    /// <summary>Replaces the mark $2 by $3, both maybe empty, when $2 is what is there. Without a mark the folder goes.</summary>
    public const string Swap = Folder + """
        umask 077
        mkdir -p "$d" || exit 73
        [ -O "$d" ] || { echo "its folder belongs to someone else" >&2; exit 73; }
        i=0
        until mkdir "$d/lock" 2>/dev/null; do
          i=$((i + 1))
          # Held for a moment only: whoever holds it for so long has been killed.
          [ "$i" -lt 200 ] || { rmdir "$d/lock" 2>/dev/null; i=0; }
          [ -d "$d" ] || mkdir -p "$d" || exit 73
          sleep 0.05 2>/dev/null || sleep 1
        done
        trap 'rmdir "$d/lock" 2>/dev/null' EXIT
        c=
        [ ! -f "$d/mark" ] || c=$(cat "$d/mark")
        if [ "$c" != "$2" ]; then printf '%s\n' "$c"; exit 75; fi
        if [ -n "$3" ]; then
          printf '%s\n' "$3" >"$d/mark.new" && { sync "$d/mark.new" 2>/dev/null; mv -f "$d/mark.new" "$d/mark"; } || exit 73
        else
          rm -f "$d/mark" && rm -rf "$d" || exit 73
        fi
        """;
}
