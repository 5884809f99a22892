using System.Text.RegularExpressions;
using Scalewright.Documents;

namespace Scalewright.Experiments.Inventories;

/// <summary>A port behind a host's name, <c>web:2222</c>, is a variable of the host.</summary>
internal static partial class HostPort
{
    public const string Key = "ansible_port";

    public static (string Pattern, DocumentNode? Port) Split(string host)
    {
        Match match = WithPort().Match(host);
        return match.Success
            ? (match.Groups["host"].Value, new DocumentScalar(ScalarKind.Integer, match.Groups["port"].Value.TrimStart('0') is { Length: > 0 } digits ? digits : "0"))
            : (host, null);
    }

    [GeneratedRegex(@"^(?<host>([^:\[\]]|\[[^\[\]]*\])+):(?<port>[0-9]{1,5})$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex WithPort();
}
