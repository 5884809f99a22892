using Renci.SshNet.Common;
using Renci.SshNet.Messages.Transport;

namespace Scalewright.Providers.Ssh.Carriers.SshNet;

/// <summary>Derives the reason of a failed login from an exception of SSH.NET.</summary>
internal static class SshNetFailure
{
    /// <summary>Returns the problem that an exception reports.</summary>
    /// <param name="keys">Types of the private keys.</param>
    /// <param name="jump">Jump host that forwards the connection; empty for a direct connection.</param>
    public static LoginProblem Describe(string where, Exception failure, string keys, string jump)
    {
        string reason = TextEscaping.Escape(failure.Message.TrimEnd('.'));
        return failure switch
        {
            // SSH.NET does not report why a jump host did not forward a connection.
            _ when jump.Length > 0 && Has(reason, "closed before a valid SSH identification") => new(
                SshProblems.NotReached(where, $"{jump} did not forward the connection")
            ),
            SocketException socket => Describe(where, socket),
            _ when Has(reason, "Too many authentication failures") => new(SshProblems.TooManyKeys(where, keys)),
            SshAuthenticationException => new(SshProblems.NotLoggedIn(where, keys, reason)),
            SshOperationTimeoutException => new(SshProblems.NotReached(where, reason)),
            SshConnectionException { DisconnectReason: DisconnectReason.HostKeyNotVerifiable } => new(
                SshProblems.HostKeyUnknown(where, "")
            ),
            SshConnectionException { DisconnectReason: DisconnectReason.ProtocolVersionNotSupported } => new(
                SshProblems.NoServer(where, reason)
            ),
            _ when Has(reason, "identification") || Has(reason, "Bad packet length") => new(SshProblems.NoServer(where, reason)),
            SshConnectionException { DisconnectReason: DisconnectReason.KeyExchangeFailed } => new(SshProblems.NotReached(where, reason)),
            _ => new(SshProblems.ServerBusy(where, reason), MayRetry: true),
        };
    }

    private static LoginProblem Describe(string where, SocketException failure) =>
        failure.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => new(SshProblems.ConnectionRefused(where)),
            SocketError.HostNotFound or SocketError.NoData => new(SshProblems.NameUnknown(where, ExceptionText.From(failure))),
            SocketError.TryAgain => new(SshProblems.NameUnknown(where, ExceptionText.From(failure)), MayRetry: true),
            SocketError.ConnectionReset or SocketError.ConnectionAborted => new(
                SshProblems.ServerBusy(where, ExceptionText.From(failure)),
                MayRetry: true
            ),
            _ => new(SshProblems.NotReached(where, ExceptionText.From(failure))),
        };

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
}
