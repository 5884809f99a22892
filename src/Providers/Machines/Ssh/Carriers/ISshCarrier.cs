namespace Scalewright.Providers.Ssh.Carriers;

/// <summary>Logs in to machines. What lies above works the same over any carrier.</summary>
internal interface ISshCarrier : IDisposable
{
    /// <summary>Logs in once, without a retry.</summary>
    /// <exception cref="LoginException">The login failed.</exception>
    Task<ISshLogin> LoginAsync(NodeAddress address, CancellationToken cancellationToken);

    /// <summary>Returns a path for a local socket that only this user can access.</summary>
    /// <exception cref="ForwardRefusedException">The carrier cannot forward sockets.</exception>
    string GetSocketPath();
}

/// <summary>Login to a machine. All sessions and forwardings share its connection.</summary>
internal interface ISshLogin : IDisposable
{
    /// <summary>Completes when the connection has ended.</summary>
    Task Ended { get; }

    bool IsAlive { get; }

    /// <summary>Timeout of a response of this machine: that of the options, longer after a slow login.</summary>
    TimeSpan ResponseTimeout { get; }

    /// <summary>Starts a command in its own session.</summary>
    /// <exception cref="SessionRefusedException">The server refuses another session.</exception>
    /// <exception cref="LinkDownException">The connection is down, or does not respond.</exception>
    Task<IRemoteSession> OpenSessionAsync(string command, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Opens a forwarding.</summary>
    /// <returns>Port at which it listens.</returns>
    /// <exception cref="ForwardRefusedException">The port is in use, or forwarding is not allowed.</exception>
    /// <exception cref="LinkDownException">The connection is down, or does not respond.</exception>
    Task<int> OpenForwardAsync(ForwardRule rule, CancellationToken cancellationToken);

    /// <summary>Closes a forwarding for new connections.</summary>
    /// <exception cref="LinkDownException">The connection is down, or does not respond.</exception>
    Task CloseForwardAsync(ForwardRule rule);

    /// <summary>Checks that the connection responds.</summary>
    /// <exception cref="LinkDownException">The connection is down, or does not respond.</exception>
    Task CheckAsync();
}

/// <summary>A remote command with its three streams, in its own session over a shared connection.</summary>
internal interface IRemoteSession : IDisposable
{
    /// <summary>Exit code; null if the connection broke before it arrived.</summary>
    Task<int?> Exit { get; }

    /// <summary>Writes to standard input, and returns the number of bytes that were accepted.</summary>
    /// <exception cref="IOException">The session ended.</exception>
    ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Reads from standard output; 0 at its end.</summary>
    /// <exception cref="IOException">The session ended.</exception>
    ValueTask<int> ReceiveOutputAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Reads from standard error; 0 at its end.</summary>
    /// <exception cref="IOException">The session ended.</exception>
    ValueTask<int> ReceiveErrorAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Closes standard input.</summary>
    /// <exception cref="IOException">The session ended.</exception>
    void EndInput();
}

/// <summary>Forwarding of connections from one end to the other.</summary>
/// <param name="IsRemote">True if the source is on the other machine.</param>
internal sealed record ForwardRule(bool IsRemote, ForwardEnd Source, ForwardEnd Target);

/// <summary>End point of a forwarding: a host and port, or the path of a Unix socket.</summary>
/// <param name="Port">Port; null for the path of a socket.</param>
internal sealed record ForwardEnd(string Host, int? Port);

/// <summary>Reason of a failed login.</summary>
/// <param name="MayRetry">True if the server did nothing and a retry is possible. Default false.</param>
internal sealed record LoginProblem(Problem Problem, bool MayRetry = false);

/// <summary>A login failed.</summary>
internal sealed class LoginException(Problem problem, bool mayRetry) : IOException(problem.Message)
{
    public Problem Problem => problem;

    /// <summary>True if the server did nothing and a retry is possible.</summary>
    public bool MayRetry => mayRetry;
}

/// <summary>An existing connection broke or does not respond.</summary>
internal sealed class LinkDownException(string found) : IOException(found)
{
    /// <summary>True if no part of the request has started on the machine. Default false.</summary>
    public bool NothingRan { get; init; }

    /// <summary>True if the connection itself responded, but one session over it was late. Default false.</summary>
    public bool OnlySession { get; init; }
}

/// <summary>The server or the client refuses another session over this connection.</summary>
internal sealed class SessionRefusedException(string found) : IOException(found);

/// <summary>The server or the client refuses a forwarding.</summary>
internal sealed class ForwardRefusedException(string found) : IOException(found);
