namespace Scalewright.Providers.Ssh.Carriers;

/// <summary>Limits the number of concurrent logins, per server and in total.</summary>
internal sealed class HandshakeThrottle(SshClientOptions options, ISshCarrier carrier) : IDisposable
{
    private readonly LoginRejections _rejections = new(options.Clock);
    private readonly SemaphoreSlim _all = new(options.MaxHandshakes);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _servers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _randomGate = new();

    /// <summary>Logs in as soon as a slot is free.</summary>
    /// <param name="busyRetry">Retries while the server is too busy; null for those of the options.</param>
    /// <exception cref="LoginException">The login failed.</exception>
    public Task<ISshLogin> LoginAsync(NodeAddress address, RetryOptions? busyRetry, CancellationToken cancellationToken)
    {
        _rejections.Check(address);
        return new Retry(busyRetry ?? options.BusyRetry, options.Clock, NextDouble).CallAsync(
            token => LoginOnceAsync(address, token),
            static failure => new RetryDecision(failure is LoginException { MayRetry: true }),
            onRetry: null,
            cancellationToken
        );
    }

    public void Dispose()
    {
        _all.Dispose();
        foreach (SemaphoreSlim server in _servers.Values)
        {
            server.Dispose();
        }
    }

    private async Task<ISshLogin> LoginOnceAsync(NodeAddress address, CancellationToken cancellationToken)
    {
        SemaphoreSlim server = _servers.GetOrAdd($"{address.Host}:{address.Port}", _ => new SemaphoreSlim(options.MaxHandshakesPerHost));
        await server.WaitAsync(cancellationToken);
        try
        {
            await _all.WaitAsync(cancellationToken);
            try
            {
                ISshLogin login = await carrier.LoginAsync(address, cancellationToken);
                _rejections.Remove(address);
                return login;
            }
            finally
            {
                _all.Release();
            }
        }
        catch (LoginException exception) when (SshProblems.IsRefusal(exception.Problem))
        {
            _rejections.Add(address, exception.Problem);
            throw;
        }
        finally
        {
            server.Release();
        }
    }

    private double NextDouble()
    {
        lock (_randomGate)
        {
            return options.Random.NextDouble();
        }
    }
}

/// <summary>
/// Prevents logins of all callers for a while after a refused login, because accounts may be locked after a few
/// failures, and monitoring retries every few seconds.
/// </summary>
internal sealed class LoginRejections(TimeProvider clock)
{
    private const int MaxDoublings = 6;
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, LoginRejection> _rejections = new(StringComparer.Ordinal);

    /// <summary>Throws the previous failure if it is too early for another attempt.</summary>
    /// <exception cref="LoginException">It is too early.</exception>
    public void Check(NodeAddress address)
    {
        if (
            _rejections.TryGetValue(address.ToString(), out LoginRejection? rejection)
            && rejection.Pause - clock.GetElapsedTime(rejection.At) is { Ticks: > 0 } remaining
        )
        {
            throw new LoginException(
                rejection.Problem with
                {
                    Advice =
                        $"{rejection.Problem.Advice}; it is tried again in {Math.Ceiling(remaining.TotalSeconds):0} s at "
                        + "the earliest, or by another transport",
                },
                mayRetry: false
            );
        }
    }

    /// <summary>Records a refused login.</summary>
    public void Add(NodeAddress address, Problem problem) =>
        _rejections.AddOrUpdate(
            address.ToString(),
            _ => new LoginRejection(problem, clock.GetTimestamp(), 0),
            (_, earlier) => new LoginRejection(problem, clock.GetTimestamp(), Math.Min(earlier.Doublings + 1, MaxDoublings))
        );

    /// <summary>Records a successful login.</summary>
    public void Remove(NodeAddress address) => _rejections.TryRemove(address.ToString(), out _);

    private sealed record LoginRejection(Problem Problem, long At, int Doublings)
    {
        public TimeSpan Pause => First * (1 << Doublings);
    }
}
