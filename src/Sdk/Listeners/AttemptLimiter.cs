namespace Scalewright.Listeners;

/// <summary>
/// Limits password attempts per source. The fifth failure starts a delay of 1 second, which doubles with each further
/// failure up to 1 minute. Thread-safe.
/// </summary>
/// <param name="clock">Time provider of the delays.</param>
public sealed class AttemptLimiter(TimeProvider clock)
{
    private const int FreeAttempts = 5;
    private const int MaxSources = 10_000;
    private const int NetworkBytes = 8;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromMinutes(15);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int Count, DateTimeOffset NotBefore)> _failures = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>
    /// Checks a password. During the delay of its source, rejects the attempt without comparing the password.
    /// </summary>
    /// <param name="address">Address of the caller. All callers with a null address count as one source.</param>
    /// <param name="accepts">Compares the password.</param>
    /// <param name="retryAfter">Remaining delay of the source. Zero if the password was compared.</param>
    /// <returns>True if the password was compared and is accepted.</returns>
    public bool TryAccept(IPAddress? address, Func<bool> accepts, out TimeSpan retryAfter)
    {
        ArgumentNullException.ThrowIfNull(accepts);
        retryAfter = TimeSpan.Zero;
        string source = GetSource(address);
        lock (_gate)
        {
            DateTimeOffset now = clock.GetUtcNow();
            (int count, DateTimeOffset notBefore) = _failures.GetValueOrDefault(source);
            if (now < notBefore)
            {
                retryAfter = notBefore - now;
                return false;
            }

            if (accepts())
            {
                _failures.Remove(source);
                return true;
            }

            Remember(source, count > 0 && now - notBefore > ForgetAfter ? 1 : count + 1, now);
            return false;
        }
    }

    private void Remember(string source, int count, DateTimeOffset now)
    {
        if (!_failures.ContainsKey(source))
        {
            _order.Enqueue(source);
        }

        if (_order.Count > MaxSources)
        {
            _failures.Remove(_order.Dequeue());
        }

        _failures[source] = (count, now + DelayAfter(count));
    }

    private static TimeSpan DelayAfter(int failures)
    {
        int doublings = Math.Min(failures - FreeAttempts, 6);
        if (doublings < 0)
        {
            return TimeSpan.Zero;
        }

        TimeSpan delay = FirstDelay * (1 << doublings);
        return delay < MaxDelay ? delay : MaxDelay;
    }

    // An IPv6 user usually has a network of 2^64 addresses, which counts as one source.
    private static string GetSource(IPAddress? address) =>
        address switch
        {
            null => "",
            { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
            { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, NetworkBytes)),
            _ => address.ToString(),
        };
}
