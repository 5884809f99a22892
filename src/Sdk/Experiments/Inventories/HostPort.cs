using System.Text.RegularExpressions;

namespace Scalewright.Experiments.Inventories;

/// <summary>Splits off the port of a host, <c>web:2222</c> or <c>[fe80::1]:2222</c>: a variable of the host.</summary>
internal static partial class HostPort
{
    public const string Key = "ansible_port";

    // A group of an IPv6 address, and a label of a name. Both may be ranges.
    private const string Part = @"([0-9a-fA-F]{1,4}|\[[0-9a-fA-F]+:[0-9a-fA-F]+(:[0-9]+)?\])";
    private const string Letter = @"(\w|\[([a-zA-Z]:[a-zA-Z]|[0-9]+:[0-9]+)(:[0-9]+)?\])";
    private const string Label = $"{Letter}({Letter}|-)*(?<![_-])";

    /// <summary>Splits as Ansible does. A text that is not a host with a port is returned unchanged.</summary>
    public static (string Pattern, DocumentNode? Port) Split(string host)
    {
        if (!host.Contains(':', StringComparison.Ordinal))
        {
            return (host, null);
        }

        // Ansible first searches for a port after brackets, then for one after the remaining text.
        Match bracketed = Bracketed().Match(host);
        string address = bracketed.Success ? bracketed.Groups["host"].Value : host;
        Match plain = WithPort().Match(address);
        string port = (plain.Success ? plain : bracketed).Groups["port"].Value;
        address = plain.Success ? plain.Groups["host"].Value : address;
        string number = port.TrimStart('0') is { Length: > 0 } digits ? digits : "0";
        return port.Length > 0 && (Name().IsMatch(address) || Ipv6().IsMatch(address))
            ? (address, new DocumentScalar(ScalarKind.Integer, number))
            : (host, null);
    }

    [GeneratedRegex(@"\A\[(?<host>.+)\]:(?<port>[0-9]+)\z", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"\A(?<host>([^:\[\]]|\[[^\[\]]*\])+):(?<port>[0-9]+)\z", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex WithPort();

    [GeneratedRegex($@"\A{Label}(\.{Label})*\z", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Name();

    // Eight groups, or up to six before '::'. Like Ansible, it ignores a zone or an IPv4 address that follows.
    [GeneratedRegex($@"\A(({Part}:){{7}}{Part}|({Part}(:{Part}){{0,5}})?::)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Ipv6();
}
