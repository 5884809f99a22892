namespace Scalewright.Providers.Ssh.Masters;

/// <summary>Who let nobody in is not asked again for a while, whoever wants it: accounts are locked after a few failures, and whoever watches a cluster asks every few seconds.</summary>
internal sealed class Refusals(TimeProvider clock)
{
    private const int DoublingsMax = 6;
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Refusal> _known = new(StringComparer.Ordinal);

    /// <summary>Throws what was told before when it is too early to ask again.</summary>
    /// <exception cref="LoginException">It is.</exception>
    public void Check(NodeAddress address)
    {
        if (_known.TryGetValue(address.ToString(), out Refusal? refusal) && refusal.Pause - clock.GetElapsedTime(refusal.At) is { Ticks: > 0 } left)
        {
            throw new LoginException(refusal.Problem with { Advice = $"{refusal.Problem.Advice}; it is asked again in {Math.Ceiling(left.TotalSeconds):0} s at the earliest, or by another transport" }, mayRetry: false);
        }
    }

    /// <summary>Notes that a login was refused.</summary>
    public void Add(NodeAddress address, Problem problem) => _known.AddOrUpdate(
        address.ToString(),
        _ => new Refusal(problem, clock.GetTimestamp(), 0),
        (_, earlier) => new Refusal(problem, clock.GetTimestamp(), Math.Min(earlier.Doublings + 1, DoublingsMax)));

    /// <summary>Notes that a login came about.</summary>
    public void Remove(NodeAddress address) => _known.TryRemove(address.ToString(), out _);

    private sealed record Refusal(Problem Problem, long At, int Doublings)
    {
        public TimeSpan Pause => First * (1 << Doublings);
    }
}
