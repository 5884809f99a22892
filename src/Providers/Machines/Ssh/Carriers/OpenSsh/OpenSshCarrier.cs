using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Scalewright.Agents.Processes;

namespace Scalewright.Providers.Ssh.Carriers.OpenSsh;

/// <summary>Logs in by the OpenSSH client of the system: one process per machine. Linux only.</summary>
[SupportedOSPlatform("linux")]
internal sealed class OpenSshCarrier(SshClientOptions options) : ISshCarrier
{
    private readonly ClientCapabilities _client = new(options.ClientPath);
    private readonly Lazy<ControlSocketFolder> _folder = new(() => new ControlSocketFolder());

    public async Task<ISshLogin> LoginAsync(NodeAddress address, CancellationToken cancellationToken)
    {
        SshClientOptions able = options with { LogsOfferedKeys = await _client.CanLogKeysAsync(cancellationToken) };
        return await Master.StartAsync(able, address, _folder.Value, cancellationToken);
    }

    public string GetSocketPath() => _folder.Value.NextPath();

    public void Dispose()
    {
        if (_folder.IsValueCreated)
        {
            _folder.Value.Dispose();
        }
    }
}

/// <summary>Detects features of the client that depend on its version, once.</summary>
internal sealed partial class ClientCapabilities(string program)
{
    private static readonly Version FirstWithLogVerbose = new(8, 5);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private readonly Lazy<Task<bool>> _canLogKeys = new(() => QueryAsync(program));

    /// <summary>Returns true if the client can log only the keys that it offers (LogVerbose, OpenSSH 8.5).</summary>
    /// <exception cref="LoginException">The client does not exist.</exception>
    public Task<bool> CanLogKeysAsync(CancellationToken cancellationToken) => _canLogKeys.Value.OrCancelled(cancellationToken);

    /// <summary>Returns true if a version text is that of a client with LogVerbose.</summary>
    /// <param name="version">Version text, for example <c>OpenSSH_9.2p1 Debian-2, OpenSSL 3.0.19</c>.</param>
    public static bool HasLogVerbose(string version) =>
        Number().Match(version) is { Success: true } match
        && new Version(
            int.Parse(match.Groups["major"].Value, CultureInfo.InvariantCulture),
            int.Parse(match.Groups["minor"].Value, CultureInfo.InvariantCulture)
        ) >= FirstWithLogVerbose;

    // Without a response, no optional feature is used. A missing program is reported elsewhere.
    private static async Task<bool> QueryAsync(string program)
    {
        try
        {
            CommandResult result = await LocalCommands.RunAsync(new CommandRequest([program, "-V"]) { Timeout = Deadline });
            return HasLogVerbose(result.Error);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LoginException(SshProblems.ClientMissing(program, ExceptionText.From(failure)), mayRetry: false);
        }
    }

    [GeneratedRegex(
        "^OpenSSH_(?<major>[0-9]{1,4})\\.(?<minor>[0-9]{1,4})",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.Multiline,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Number();
}
