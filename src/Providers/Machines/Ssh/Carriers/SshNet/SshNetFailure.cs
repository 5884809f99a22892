using Renci.SshNet.Common;
using Renci.SshNet.Messages.Transport;

namespace Scalewright.Providers.Ssh.Carriers.SshNet;

/// <summary>Derives the reason of a failed login from an exception of SSH.NET.</summary>
internal static class SshNetFailure
{
    /// <summary>Returns the problem, and whether a retry is possible because the server did nothing.</summary>
    /// <param name="keys">Types of the private keys.</param>
    /// <param name="jump">Jump host that forwards the connection; empty for a direct connection.</param>
    public static (Problem Problem, bool MayRetry) Describe(string where, Exception failure, string keys, string jump)
    {
        string reason = TextEscaping.Escape(failure.Message.TrimEnd('.'));
        return failure switch
        {
            // SSH.NET does not report why a jump host did not forward a connection.
            _ when jump.Length > 0 && Has(reason, "closed before a valid SSH identification") => (
                SshProblems.NotReached(where, $"{jump} did not forward the connection"),
                false
            ),
            SocketException socket => Describe(where, socket),
            _ when Has(reason, "Too many authentication failures") => (SshProblems.TooManyKeys(where, keys), false),
            SshAuthenticationException => (SshProblems.NotLoggedIn(where, keys, reason), false),
            SshOperationTimeoutException => (SshProblems.NotReached(where, reason), false),
            SshConnectionException { DisconnectReason: DisconnectReason.HostKeyNotVerifiable } => (
                SshProblems.HostKeyUnknown(where, ""),
                false
            ),
            SshConnectionException { DisconnectReason: DisconnectReason.ProtocolVersionNotSupported } => (
                SshProblems.NoServer(where, reason),
                false
            ),
            _ when Has(reason, "identification") || Has(reason, "Bad packet length") => (SshProblems.NoServer(where, reason), false),
            SshConnectionException { DisconnectReason: DisconnectReason.KeyExchangeFailed } => (
                SshProblems.NotReached(where, reason),
                false
            ),
            _ => (SshProblems.ServerBusy(where, reason), true),
        };
    }

    private static (Problem Problem, bool MayRetry) Describe(string where, SocketException failure) =>
        failure.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => (SshProblems.ConnectionRefused(where), false),
            SocketError.HostNotFound or SocketError.NoData => (SshProblems.NameUnknown(where, ExceptionText.From(failure)), false),
            SocketError.TryAgain => (SshProblems.NameUnknown(where, ExceptionText.From(failure)), true),
            SocketError.ConnectionReset or SocketError.ConnectionAborted => (
                SshProblems.ServerBusy(where, ExceptionText.From(failure)),
                true
            ),
            _ => (SshProblems.NotReached(where, ExceptionText.From(failure)), false),
        };

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
}
