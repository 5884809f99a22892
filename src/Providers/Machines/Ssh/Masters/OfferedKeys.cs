using System.Text.RegularExpressions;

namespace Scalewright.Providers.Ssh.Masters;

/// <summary>Which types of keys a client offered, from what it wrote. Neither their paths nor their names go further.</summary>
internal static partial class OfferedKeys
{
    // sshconnect2.c: "debug1: sshconnect2.c:userauth_pubkey():2066 (pid=7): Offering public key: PATH OR NAME ED25519 SHA256:... explicit"
    private const string Mark = "Offering public key: ";

    /// <summary>The setting with which the client writes them down.</summary>
    public static (string Name, string Value) Setting => ("LogVerbose", "*:userauth_pubkey():*");

    /// <summary>What else the client wrote: a key may have any name, also that of a failure.</summary>
    public static string Without(string text) =>
        text.Contains(Mark, StringComparison.Ordinal) ? string.Join('\n', text.Split('\n').Where(line => !line.Contains(Mark, StringComparison.Ordinal))) : text;

    /// <summary>As in <c>ED25519, RSA (2)</c>, in the order of the first offers; empty: none is known.</summary>
    public static string Describe(string text) =>
        string.Join(", ", text.Split('\n').Where(line => line.Contains(Mark, StringComparison.Ordinal)).Select(TypeOf).GroupBy(type => type, StringComparer.Ordinal).Select(types => types.Count() > 1 ? $"{types.Key} ({types.Count()})" : types.Key));

    private static string TypeOf(string line) => Type().Match(line) is { Success: true } found ? found.Groups["type"].Value : "unknown";

    // The last on its line: what stands before is as the user named it.
    [GeneratedRegex(".* (?<type>[A-Z0-9-]{1,40}) SHA256:", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Type();
}
