using System.Globalization;
using System.Text.RegularExpressions;
using Scalewright.Agents;
using Scalewright.Agents.Processes;

namespace Scalewright.Providers.Ssh.Masters;

/// <summary>What the client can do that not each version can, asked once.</summary>
internal sealed partial class ClientAbilities(string program)
{
    private static readonly Version FirstWithLogVerbose = new(8, 5);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private readonly Lazy<Task<bool>> _tellsKeys = new(() => AskAsync(program));

    /// <summary>Whether it can write down which keys it offers without writing down everything else (LogVerbose, OpenSSH 8.5).</summary>
    /// <param name="cancellationToken">Ends the waiting for its answer.</param>
    /// <exception cref="LoginException">There is no such client.</exception>
    public Task<bool> TellsKeysAsync(CancellationToken cancellationToken) => _tellsKeys.Value.OrCancelled(cancellationToken);

    /// <summary>Whether the words that name a version are those of one that can.</summary>
    /// <param name="words">As in <c>OpenSSH_9.2p1 Debian-2, OpenSSL 3.0.19</c>.</param>
    public static bool HasLogVerbose(string words) =>
        Number().Match(words) is { Success: true } found
        && new Version(int.Parse(found.Groups["major"].Value, CultureInfo.InvariantCulture), int.Parse(found.Groups["minor"].Value, CultureInfo.InvariantCulture)) >= FirstWithLogVerbose;

    // Who does not answer is asked for nothing. What starts it has nobody to tell that there is none.
    private static async Task<bool> AskAsync(string program)
    {
        try
        {
            CommandResult answer = await LocalCommands.RunAsync(new CommandRequest([program, "-V"]) { Deadline = Deadline });
            return HasLogVerbose(answer.Error);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LoginException(SshProblems.ClientMissing(program, FaultText.Of(failure)), mayRetry: false);
        }
    }

    [GeneratedRegex("^OpenSSH_(?<major>[0-9]{1,4})\\.(?<minor>[0-9]{1,4})", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.Multiline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Number();
}
