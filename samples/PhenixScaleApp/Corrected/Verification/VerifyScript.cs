using System.Text;
using Scalewright;

namespace PhenixScaleApp.Corrected.Verification;

/// <summary>Writes the script with which a node queries its containers over its own minimega.</summary>
internal static class VerifyScript
{
    /// <summary>First line of the output if the node's commands were not executed in time.</summary>
    public const string Pending = "@pending";

    /// <summary>First line of the list of machines, after the reports.</summary>
    public const string Machines = "@machines";

    private const string Prefix = "scalewright-verify";

    // Maximum number of polls, one per second, for the commands of the startup script and for the responses of the
    // containers.
    private const int MaxPolls = 120;

    // A peer on another node may start later than this container, so all peers together get 15 retries. The empty line
    // absorbs the host that 'mm' may print.
    private const string Probe = """
        exec 2>&1
        PATH=${PATH:-/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin};export PATH
        echo
        echo "@container $1";shift
        ip -o link
        ip -o addr
        ip route
        ip -6 route
        i=0
        for a in "$@";do
        until ping -c 1 -W 2 "$a" >/dev/null 2>&1&&echo "@answers $a";do
        [ $i -lt 15 ]||break
        i=$((i+1));sleep 1
        done
        done
        echo @end

        """;

    /// <summary>Writes the script of a node.</summary>
    /// <param name="experiment">The namespace of the node's minimega.</param>
    /// <param name="file">Path in the node for the commands of its minimega.</param>
    /// <param name="containers">The containers of the node, one or more.</param>
    /// <returns>A script for a POSIX shell.</returns>
    public static string Write(string experiment, string file, IReadOnlyList<ExpectedContainer> containers)
    {
        string space = ShellQuote.Quote(experiment);
        ExpectedContainer last = containers[^1];
        int commands = (last.Links.Count * 2) + (last.Gateway is null ? 0 : 1);
        StringBuilder text = new();
        text.Append("PATH=${PATH:-/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin}\nexport PATH\n");
        text.Append($"n={ShellQuote.Quote(file)}\nm() {{ mm namespace {space} \"$@\"; }}\ni=0\n");

        // The filter applies to the namespace, so pending commands of the startup script would run on the wrong
        // container.
        text.Append($"until [ \"$(m cc commands 2>/dev/null|grep -c ' name={last.Name} *$')\" -ge {commands} ]; do\n");
        text.Append($"  i=$((i+1))\n  [ $i -lt {MaxPolls} ] || {{ echo {Pending}; m .columns name,state,tags vm info; exit 0; }}\n  sleep 1\ndone\n");
        text.Append("cat >\"$n\" <<'EOF'\n").Append(Commands(experiment, containers)).Append("EOF\n");
        text.Append($"m cc delete command {Prefix} >/dev/null 2>&1\nm cc delete response {Prefix} >/dev/null 2>&1\nmm read \"$n\" >/dev/null\ni=0\n");
        text.Append($"while [ $i -lt {MaxPolls} ] && [ \"$(m cc responses {Prefix} raw 2>/dev/null|grep -c '^@end$')\" -lt {containers.Count} ]; do\n  i=$((i+1))\n  sleep 1\ndone\n");
        text.Append($"m cc responses {Prefix} raw\necho {Machines}\nm .columns name,state,tags vm info\n");
        text.Append($"m cc delete command {Prefix} >/dev/null 2>&1\nm cc delete response {Prefix} >/dev/null 2>&1\nrm -f \"$n\"\n");
        return text.ToString();
    }

    private static string Commands(string experiment, IReadOnlyList<ExpectedContainer> containers)
    {
        string probe = Convert.ToBase64String(Encoding.UTF8.GetBytes(Probe));
        StringBuilder text = new($"namespace {experiment}\ncc prefix {Prefix}\n");
        foreach (ExpectedContainer container in containers)
        {
            string words = string.Join(' ', container.Peers.Prepend(container.Name));
            text.Append($"cc filter name={container.Name}\n");
            text.Append($"cc exec /bin/sh -c \"echo {probe}|base64 -d|/bin/sh -s {words}\"\n");
        }

        return text.Append("clear cc prefix\nclear cc filter\n").ToString();
    }
}
