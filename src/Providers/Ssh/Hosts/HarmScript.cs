namespace Scalewright.Providers.Ssh.Hosts;

/// <summary>What a machine's shell does to the agent of a node and to all that it started.</summary>
internal static class HarmScript
{
    /// <summary>The exit code when the node has no agent.</summary>
    public const int NoAgent = 66;

    public const string Paused = "paused";

    // $1: the folder for agents, or nothing; $2: the node; $3: what. What is done stands in the node's folder before it is done.
    public const string Text = """
        d=$1
        [ -n "$d" ] || { [ "$(id -u)" = 0 ] && d=/var/lib/scalewright-agent || d=$HOME/.scalewright-agent/$(uname -n); }
        n="$d/nodes/$2"
        tree() { echo "$1"; for c in $(cat /proc/"$1"/task/*/children 2>/dev/null); do tree "$c"; done; }
        all() {
            for p in /proc/[0-9]*; do
                case "$(tr '\0' ' ' <"$p/cmdline" 2>/dev/null)" in *" scalewright-agent serve $n "*) tree "${p#/proc/}";; esac
            done
        }
        tell() { for p in $(all); do kill -"$1" "$p" 2>/dev/null; done; }
        case $3 in
            read) [ -e "$n/paused" ] && echo paused; exit 0;;
            resume) [ -e "$n/paused" ] || exit 0; tell CONT; rm -f "$n/paused"; exit 0;;
        esac
        [ -n "$(all)" ] || exit 66
        case $3 in
            pause) : >"$n/paused"; tell STOP; tell STOP;;
            kill) tell STOP; tell KILL; rm -f "$n/paused";;
        esac
        exit 0
        """;
}
