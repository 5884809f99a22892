using static System.FormattableString;

namespace Scalewright.Providers.Ssh.Hosts;

/// <summary>
/// Shell script that injects faults on a machine: into the agent and its processes, the machine's links, and the disk
/// space in the node's folder.
/// </summary>
/// <remarks>Before injection, the desired faults are recorded atomically in a file, which remains until they are
/// reverted. A keeper process in its own session reverts them if the lease is not renewed. Links are cut by separate
/// chains of the machine's packet filter, which are replaced atomically. Rules that accept the current login connection
/// precede them, so that the program can always revert the faults. Other rules and device queues are not
/// changed.</remarks>
internal static class FaultScript
{
    /// <summary>Exit code: the node has no agent.</summary>
    public const int NoAgent = 66;

    /// <summary>Exit code: the record no longer exists.</summary>
    public const int NoTag = 67;

    /// <summary>Exit code: the machine lacks a prerequisite, which was printed.</summary>
    public const int Lacking = 69;

    /// <summary>
    /// Command that runs the script. The script text is passed as the name of the shell, so that the keeper can run it,
    /// too.
    /// </summary>
    public const string Loader = "eval \"$0\"";

    // $1: folder of records, or empty; $2: folder of agents, or empty; $3: node; $4: verb; $5: lease in seconds; $6:
    // desired faults. d, a: the folders; n: the node's folder; m: the record; w: desired faults; o: previous faults; C,
    // P: client address and server port of the login.
    public const string Text = Places + Processes + Links + Disk + HostScript.Lock + Tags + Verbs;

    private const string Places = """
        PATH=$PATH:/usr/sbin:/sbin
        [ "$(id -u)" = 0 ] && R=1 || R=
        d=$1 a=$2 k=$3 v=$4 L=$5 w=$6 o=
        [ -n "$d" ] || { [ "$R" ] && d=/var/lib/scalewright || d=$HOME/.scalewright/$(uname -n); }
        [ -n "$a" ] || { [ "$R" ] && a=/var/lib/scalewright-agent || a=$HOME/.scalewright-agent/$(uname -n); }
        n="$a/nodes/$k" m="$d/harm" full="$a/nodes/$k/.scalewright-full"
        has() { case " $2 " in *" $1 "*|*" $1="*) return 0;; esac; return 1; }
        value() { for t in $w; do case $t in "$1="*) echo "${t#*=}";; esac; done; }
        way() {
            C= P= p=$$ c=
            while [ "${p:-0}" -gt 1 ]; do
                c=$(tr '\0' '\n' <"/proc/$p/environ" 2>/dev/null | sed -n 's/^SSH_CONNECTION=//p' | head -n 1)
                [ -z "$c" ] || break
                t=; read -r t <"/proc/$p/stat" || break
                set -- ${t##*) }; p=$2
            done
            set -- $c
            C=${1%%\%*} P=$4
        }

        """;

    private const string Processes = """
        tree() { echo "$1"; for c in $(cat /proc/"$1"/task/*/children 2>/dev/null); do tree "$c"; done; }
        all() {
            for p in /proc/[0-9]*; do
                case "$(tr '\0' ' ' <"$p/cmdline" 2>/dev/null)" in
                    *" scalewright-agent serve $n "*) tree "${p#/proc/}";;
                esac
            done
        }
        tell() { for p in $(all); do kill -"$1" "$p" 2>/dev/null; done; }

        """;

    // An address family whose links cannot be cut is reported before any change. ICMPv6 neighbor discovery always
    // passes, because the login connection depends on it.
    private const string Links = """
        six() { while read -r x x x s x x; do [ "$s" = 00 ] && return 0; done </proc/net/if_inet6
            return 1; } 2>/dev/null
        wantslinks() { has deaf "$w" || has mute "$w" || has rate "$w" || has loss "$w" ||
            has from "$w" || has near "$w"; }
        lacks() {
            command -v setsid >/dev/null 2>&1 || echo setsid
            if wantslinks; then
                [ "$R" ] || { echo root; return; }
                iptables -w -S >/dev/null 2>&1 && command -v iptables-restore >/dev/null 2>&1 || echo iptables
                if six
                then ip6tables -w -S >/dev/null 2>&1 && command -v ip6tables-restore >/dev/null 2>&1 || echo ip6tables
                fi
                [ -n "$C" ] || echo 'a login by SSH'
            fi
            if has full "$w"; then [ -d "$n" ] || echo 'a folder of the node'; fi
        }
        near() {
            case $1$6 in ip6*:*|iptables*.*) :;; *) return 0;; esac
            [ -z "$3" ] || echo "-A scalewright-in -s $6 -m hashlimit --hashlimit-above ${3}b/s" \
                "--hashlimit-burst ${4}b --hashlimit-name scalewright-w$5 -j DROP"
            [ -z "$2" ] || echo "-A scalewright-in -s $6 -m statistic --mode random --probability $2 -j DROP"
        }
        drops() {
            r=$(value rate) b=$(value burst) l=$(value loss)
            for s in $(value from); do
                case $1$s in ip6*:*|iptables*.*) echo "-A scalewright-in -s $s -j DROP";; esac
            done
            for s in $(value near); do (IFS=,; near "$1" $s); done
            has deaf "$w" && echo '-A scalewright-in -j DROP'
            has mute "$w" && echo '-A scalewright-out -j DROP'
            [ -z "$r" ] || for s in in out; do
                echo "-A scalewright-$s -m hashlimit --hashlimit-above ${r}b/s" \
                    "--hashlimit-burst ${b}b --hashlimit-name scalewright-$s -j DROP"
            done
            [ -z "$l" ] || echo "-A scalewright-in -m statistic --mode random --probability $l -j DROP"
        }
        passes() {
            echo '-A scalewright-in -i lo -j RETURN'
            echo '-A scalewright-out -o lo -j RETURN'
            case $1 in ip6*) for s in 133 134 135 136; do for c in in out
                do echo "-A scalewright-$c -p ipv6-icmp -m icmp6 --icmpv6-type $s -j RETURN"; done; done;; esac
            case $1$C in ip6*:*|iptables*.*)
                echo "-A scalewright-in -p tcp -s $C --dport $P -j RETURN"
                echo "-A scalewright-out -p tcp -d $C --sport $P -j RETURN";;
            esac
        }
        cut() {
            t=$(wantslinks && drops "$1")
            is=$("$1" -w -S 2>/dev/null) || { [ -z "$t" ] || [ "$1" = ip6tables ]; return; }
            case $is in *scalewright-in*) :;; *) [ -n "$t" ] || return 0;; esac
            {
                echo '*filter'
                case $is in *'-A INPUT -j scalewright-in'*) echo '-D INPUT -j scalewright-in';; esac
                case $is in *'-A OUTPUT -j scalewright-out'*) echo '-D OUTPUT -j scalewright-out';; esac
                if [ -n "$t" ]; then
                    echo ':scalewright-in - [0:0]'; echo ':scalewright-out - [0:0]'
                    passes "$1"; echo "$t"
                    echo '-I INPUT -j scalewright-in'; echo '-I OUTPUT -j scalewright-out'
                else
                    for s in in out
                    do case $is in *"-N scalewright-$s"*) echo "-F scalewright-$s"; echo "-X scalewright-$s";; esac
                    done
                fi
                echo COMMIT
            } | "$1-restore" -w --noflush || return 1
            is=$("$1" -w -S)
            case $is in *scalewright-in*) [ -n "$t" ];; *) [ -z "$t" ];; esac ||
                { echo "rules of $1 are not as they were set" >&2; return 1; }
        }

        """;

    private const string Disk = """
        fill() {
            : >>"$full" || return 1
            b=$(df -kP "$n" | { read -r x; read -r x x x b x; echo "$b"; })
            [ -s "$full" ] || [ "${b:-0}" -le 0 ] || fallocate -l "${b}k" "$full" 2>/dev/null
            for b in 1048576 4096 512; do dd if=/dev/zero bs=$b >>"$full" 2>/dev/null; done
            ! dd if=/dev/zero bs=65536 count=1 of="$n/.scalewright-try" 2>/dev/null &&
                rm -f "$n/.scalewright-try" && return 0
            rm -f "$n/.scalewright-try"; echo 'its disk does not get full' >&2; return 1
        }

        """;

    // The record: the desired faults, then the process ID of the keeper. A lease is renewed by renaming, which works on
    // a full disk.
    private const string Tags = """
        lock() {
            mkdir -p "$d" && [ -O "$d" ] || exit 73
            take "$m.lock" 20
        }
        look() { o= q=; { read -r o; read -r q; } <"$m"; } 2>/dev/null
        put() { printf '%s\n%s\n' "$1" "$2" >"$m.new" && mv -f "$m.new" "$m"; }
        apply() {
            cut iptables && cut ip6tables || return 1
            if has full "$w"; then fill || return 1; else rm -f "$full" || return 1; fi
            if has paused "$w"; then tell STOP; tell STOP; elif has paused "$o"; then tell CONT; fi
        }
        undo() { w=; apply && rm -f "$m" "$m.lease" "$m.renew"; }
        keep() {
            trap '' HUP INT
            e=$$ i=0
            while [ -d "$m.lock" ] && [ "$i" -lt "$L" ]; do sleep 1; i=$((i + 1)); done
            i=0
            while [ "$i" -lt "$L" ]; do
                look || exit 0
                [ "$q" = "$e" ] || exit 0
                mv "$m.renew" "$m.lease" 2>/dev/null && i=0
                sleep 1
                i=$((i + 1))
            done
            while :; do
                lock
                look || exit 0
                [ "$q" = "$e" ] || exit 0
                undo && exit 0
                rmdir "$m.lock"; sleep 1
            done
        }

        """;

    private const string Verbs = """
        umask 077
        case $v in
            keep) keep;;
            read) [ ! -f "$m" ] || head -n 1 "$m";;
            where)
                if command -v ip >/dev/null 2>&1
                then ip -o addr show scope global | sed -n 's|.* inet6\{0,1\} \([^ /]*\).*|\1|p'
                else hostname -I
                fi;;
            renew) [ -f "$m" ] || exit 67; mv "$m.lease" "$m.renew" 2>/dev/null; exit 0;;
            heal) [ -f "$m" ] || exit 0; lock; look || exit 0; undo || exit 70;;
            kill)
                [ -n "$(all)" ] || exit 66
                tell STOP; tell KILL
                [ -f "$m" ] || exit 0
                lock; look || exit 0
                has paused "$o" || exit 0
                w=
                for t in $o; do [ "$t" = paused ] || w="$w $t"; done
                w=${w# }
                if [ -n "$w" ]; then put "$w" "$q"; else rm -f "$m" "$m.lease" "$m.renew"; fi;;
            set)
                if has paused "$w"; then [ -n "$(all)" ] || exit 66; fi
                way
                l=$(lacks)
                [ -z "$l" ] || { echo "$l"; exit 69; }
                lock; look
                q=$(setsid sh -c 'eval "$0"' "$0" "$d" "$a" "$k" keep "$L" '' </dev/null >/dev/null 2>&1 & echo $!)
                put "$w" "$q" || { rm -f "$full"; put "$w" "$q"; } || exit 73
                : >"$m.lease" 2>/dev/null
                x=$(apply 2>&1) && kill -0 "$q" && exit 0
                o="$o $w"; undo; printf '%s\n' "$x" >&2; exit 70;;
        esac
        exit 0
        """;
}

/// <summary>
/// Converts the faults of a node to and from a line of keywords: <c>paused</c>, <c>deaf</c>, <c>mute</c>, <c>full</c>,
/// <c>rate=</c> with <c>burst=</c>, and <c>loss=</c>. Each blocked node has <c>to=</c> with its name, and <c>from=</c>
/// for each of its addresses. Each degraded node has <c>way=</c> with loss, rate and name, and <c>near=</c> for each of
/// its addresses, with loss, rate, burst, link number and address.
/// </summary>
internal static class FaultScriptText
{
    // The packet filter requires a burst of at least the bytes of one second, and rounds them up by less than one
    // sixteenth at the highest rate. Packets merged by the kernel have up to 64 KiB.
    private const long MinBurst = 128 * 1024;
    private const long Rounding = 16;

    /// <param name="addresses">Addresses of each blocked or degraded node.</param>
    public static string Write(NodeFault fault, IReadOnlyDictionary<string, string[]> addresses)
    {
        IEnumerable<string> rate = fault.MaxBytesPerSecond is { } bytes
            ? [Invariant($"rate={bytes}"), Invariant($"burst={GetBurst(bytes)}")]
            : [];
        return string.Join(
            ' ',
            [
                .. Flag(fault.IsPaused, "paused"),
                .. Flag(fault.IsInboundBlocked, "deaf"),
                .. Flag(fault.IsOutboundBlocked, "mute"),
                .. Flag(fault.IsDiskFull, "full"),
                .. rate,
                .. fault.Loss > 0 ? [$"loss={FormatLoss(fault.Loss)}"] : Array.Empty<string>(),
                .. fault.BlockedInboundNodes.Select(static name => $"to={name}"),
                .. fault.BlockedInboundNodes.SelectMany(name => addresses[name]).Select(static address => $"from={address}"),
                .. fault.InboundLinks.SelectMany((link, index) => FormatLink(link, index, addresses[link.FromNode])),
            ]
        );
    }

    public static NodeFault Read(string line)
    {
        string[] words = line.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return new NodeFault
        {
            IsPaused = words.Contains("paused", StringComparer.Ordinal),
            IsInboundBlocked = words.Contains("deaf", StringComparer.Ordinal),
            IsOutboundBlocked = words.Contains("mute", StringComparer.Ordinal),
            IsDiskFull = words.Contains("full", StringComparer.Ordinal),
            MaxBytesPerSecond = Values(words, "rate=")
                .Select(static text => (long?)long.Parse(text, CultureInfo.InvariantCulture))
                .FirstOrDefault(),
            Loss = Values(words, "loss=").Select(static text => double.Parse(text, CultureInfo.InvariantCulture)).FirstOrDefault(),
            BlockedInboundNodes = Values(words, "to=").ToValueList(),
            InboundLinks = [.. Values(words, "way=").Select(ParseLink)],
        };
    }

    private static IEnumerable<string> FormatLink(InboundLinkFault link, int index, string[] addresses)
    {
        string loss = link.Loss > 0 ? FormatLoss(link.Loss) : "";
        string rate = link.MaxBytesPerSecond is { } bytes ? Invariant($"{bytes}") : "";
        string burst = link.MaxBytesPerSecond is { } bytesPerSecond ? Invariant($"{GetBurst(bytesPerSecond)}") : "";
        return addresses
            .Select(address => Invariant($"near={loss},{rate},{burst},{index},{address}"))
            .Prepend($"way={loss},{rate},{link.FromNode}");
    }

    private static InboundLinkFault ParseLink(string text)
    {
        string[] parts = text.Split(',', 3);
        return new InboundLinkFault(parts[2])
        {
            Loss = parts[0] switch
            {
                "" => 0,
                string loss => double.Parse(loss, CultureInfo.InvariantCulture),
            },
            MaxBytesPerSecond = parts[1].Length > 0 ? long.Parse(parts[1], CultureInfo.InvariantCulture) : null,
        };
    }

    private static long GetBurst(long bytes) => Math.Max(MinBurst, bytes + (bytes / Rounding));

    private static string FormatLoss(double loss) => loss.ToString("0.0###########", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Flag(bool isSet, string word) => isSet ? [word] : [];

    private static IEnumerable<string> Values(string[] words, string key) =>
        words.Where(word => word.StartsWith(key, StringComparison.Ordinal)).Select(word => word[key.Length..]);
}
