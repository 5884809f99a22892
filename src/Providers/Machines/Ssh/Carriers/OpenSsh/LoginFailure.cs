using System.Runtime.Versioning;
using System.Text.RegularExpressions;

namespace Scalewright.Providers.Ssh.Carriers.OpenSsh;

/// <summary>Derives the reason of a failed login from the output of the SSH client.</summary>
[SupportedOSPlatform("linux")]
internal static partial class LoginFailure
{
    private const int MaxReasonLength = 300;
    private const int MaxLogChars = 64 * 1024;

    private static readonly string[] BusyTexts =
    [
        "kex_exchange_identification",
        "banner exchange",
        "Connection closed by",
        "Connection reset by",
        "Exceeded MaxStartups",
        "Not allowed at this time",
    ];
    private static readonly string[] ForeignServerTexts =
    [
        "invalid format",
        "could not read protocol version",
        "Bad packet length",
        "message authentication code incorrect",
    ];
    private static readonly string[] DeniedTexts =
    [
        "Permission denied",
        "No more authentication methods",
        "not allowed because",
        "account is locked",
        "no mutual signature algorithm",
    ];
    private static readonly string[] UnreachableTexts =
    [
        "timed out",
        "No route to host",
        "Network is unreachable",
        "Host is down",
        "Invalid argument",
        "Connection timed out",
    ];
    private static readonly string[] ConfigurationTexts =
    [
        "Bad configuration option",
        "terminating, ",
        "keyword ",
        "unsupported option",
        "Bad owner or permissions",
        "Can't open user config file",
        "no such identity",
    ];

    /// <summary>Returns the problem that the output of a client reports.</summary>
    public static LoginProblem Describe(string where, string text) =>
        Find(where, text)
        ?? new LoginProblem(SshProblems.NotReached(where, Reason(text) is { Length: > 0 } reason ? reason : "the client gave no reason"));

    /// <summary>Returns the problem that the output of a client reports; null if it has no known failure.</summary>
    public static LoginProblem? Find(string where, string text)
    {
        string keys = OfferedKeys.Describe(text);
        text = OfferedKeys.Without(text);
        string reason = Reason(text);
        return text switch
        {
            _ when Has(text, "IDENTIFICATION HAS CHANGED") => new(SshProblems.HostKeyChanged(where, KnownKey(text), OfferedKey(text))),
            _ when Has(text, "REVOKED HOST KEY") => new(SshProblems.HostKeyRevoked(where, OfferedKey(text))),
            _ when Has(text, "Host key verification failed") || Has(text, "host key is known for") => new(
                SshProblems.HostKeyUnknown(where, OfferedKey(text))
            ),
            _ when Has(text, "Too many authentication failures") => new(SshProblems.TooManyKeys(where, keys)),
            _ when DeniedTexts.Any(word => Has(text, word)) => new(SshProblems.NotLoggedIn(where, keys, reason)),
            _ when Has(text, "Could not resolve hostname") => new(
                SshProblems.NameUnknown(where, reason),
                MayRetry: Has(text, "Temporary failure")
            ),
            _ when Has(text, "Connection refused") => new(SshProblems.ConnectionRefused(where)),
            _ when UnreachableTexts.Any(word => Has(text, word)) => new(SshProblems.NotReached(where, reason)),
            _ when ForeignServerTexts.Any(word => Has(text, word)) => new(SshProblems.NoServer(where, reason)),
            _ when BusyTexts.Any(word => Has(text, word)) => new(SshProblems.ServerBusy(where, reason), MayRetry: true),
            _ when ConfigurationTexts.Any(word => Has(text, word)) => new(SshProblems.Misconfigured(where, reason)),
            _ => null,
        };
    }

    /// <summary>
    /// Returns the problem if a jump host did not forward the connection after a successful login, else null.
    /// </summary>
    /// <param name="jump">The jump host.</param>
    /// <param name="text">Output of its client.</param>
    public static LoginProblem? FindForwarding(string where, string jump, string text)
    {
        // "channel 0: open failed: connect failed: Connection refused", then "stdio forwarding failed"
        const string Failed = "open failed: ";
        string? line = text.Split('\n').FirstOrDefault(line => line.Contains(Failed, StringComparison.Ordinal));
        if (line is null)
        {
            return null;
        }

        if (Has(line, "Connection refused"))
        {
            return new LoginProblem(SshProblems.ConnectionRefused(where));
        }

        string reason = Reason(line[(line.IndexOf(Failed, StringComparison.Ordinal) + Failed.Length)..]);
        return new LoginProblem(SshProblems.NotReached(where, $"{jump} says: {reason}"));
    }

    /// <summary>Reads the relevant output of a client.</summary>
    public static string Read(string path)
    {
        try
        {
            using StreamReader reader = new(path);
            char[] text = new char[MaxLogChars];
            return new string(text, 0, reader.ReadBlock(text));
        }
        catch (IOException)
        {
            // The client has written no output, for example because it was not started.
            return "";
        }
    }

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Last nonempty line, safe to print and without paths of keys.</summary>
    private static string Reason(string text)
    {
        string line = text.Split('\n').Select(line => line.Trim(' ', '\r')).LastOrDefault(IsReason) ?? "";
        string safe = TextEscaping.Escape(line.TrimEnd('.'));
        return safe.Length > MaxReasonLength ? safe[..MaxReasonLength] : safe;
    }

    private static bool IsReason(string line) =>
        line.Length > 0
        && !line.StartsWith('@')
        && !line.Contains("Identity file", StringComparison.Ordinal)
        && !line.StartsWith("debug", StringComparison.Ordinal)
        && !line.StartsWith("Warning: Permanently added", StringComparison.Ordinal)
        && !line.Contains("client_loop", StringComparison.Ordinal);

    private static string OfferedKey(string text) => Fingerprint().Match(text) is { Success: true } match ? match.Value : "";

    // "Offending ED25519 key in FILE:LINE"
    private static string KnownKey(string text) =>
        Offending().Match(text) is { Success: true } match && int.TryParse(match.Groups["line"].Value, out int line)
            ? KnownHosts.GetFingerprint(match.Groups["file"].Value, line)
            : "an unknown one";

    [GeneratedRegex("SHA256:[A-Za-z0-9+/]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Fingerprint();

    [GeneratedRegex(
        "Offending [A-Za-z0-9-]+ key in (?<file>[^\n]+):(?<line>[0-9]+)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Offending();
}

/// <summary>Keys of machines in OpenSSH's known_hosts format.</summary>
[SupportedOSPlatform("linux")]
internal static class KnownHosts
{
    private const int UsualPort = 22;

    /// <summary>Fingerprint of a key in a file, in OpenSSH's format.</summary>
    /// <param name="line">Line number, from 1.</param>
    public static string GetFingerprint(string path, int line)
    {
        try
        {
            string[] words = File.ReadLines(path).ElementAtOrDefault(line - 1)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
            return words switch
            {
                [_, _, string third, ..] => GetFingerprint(words[^1].Length > third.Length ? words[^1] : third),
                _ => "an unknown one",
            };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException)
        {
            // The fingerprint is only a detail of the reported problem.
            return "an unknown one";
        }
    }

    /// <summary>Writes the host keys of an address to a separate file.</summary>
    public static void Write(string path, NodeAddress address)
    {
        string name = address.Port is 0 or UsualPort ? address.Host : $"[{address.Host}]:{address.Port}";
        PrivateFiles.Write(path, string.Concat(address.HostKeys.Select(key => $"{name} {key}\n")));
    }

    private static string GetFingerprint(string key) =>
        "SHA256:" + Convert.ToBase64String(SHA256.HashData(Convert.FromBase64String(key))).TrimEnd('=');
}

/// <summary>Types of the keys offered by a client, from its output, without paths and names of keys.</summary>
internal static partial class OfferedKeys
{
    // sshconnect2.c: "debug1: sshconnect2.c:userauth_pubkey():2066 (pid=7): Offering public key: PATH OR NAME ED25519
    // SHA256:... explicit"
    private const string Prefix = "Offering public key: ";

    /// <summary>Setting that makes the client log the offered keys.</summary>
    public static (string Name, string Value) Setting => ("LogVerbose", "*:userauth_pubkey():*");

    /// <summary>
    /// Removes the offered keys from the output of the client, because the name of a key may look like a failure.
    /// </summary>
    public static string Without(string text) =>
        text.Contains(Prefix, StringComparison.Ordinal)
            ? string.Join('\n', text.Split('\n').Where(line => !line.Contains(Prefix, StringComparison.Ordinal)))
            : text;

    /// <summary>
    /// Returns the types of the offered keys, for example <c>ED25519, RSA (2)</c>, in order of the first offers; empty
    /// if no offer is known.
    /// </summary>
    public static string Describe(string text) =>
        string.Join(
            ", ",
            text.Split('\n')
                .Where(line => line.Contains(Prefix, StringComparison.Ordinal))
                .Select(ParseType)
                .GroupBy(type => type, StringComparer.Ordinal)
                .Select(types => types.Count() > 1 ? $"{types.Key} ({types.Count()})" : types.Key)
        );

    private static string ParseType(string line) => Type().Match(line) is { Success: true } match ? match.Groups["type"].Value : "unknown";

    // Matches the last type on the line, because the user chooses the text before it.
    [GeneratedRegex(".* (?<type>[A-Z0-9-]{1,40}) SHA256:", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Type();
}
