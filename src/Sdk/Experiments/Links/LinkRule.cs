namespace Scalewright.Experiments.Links;

/// <summary>
/// How packets from some hosts to others fare, in words of no place: <see cref="LinkFaults"/> makes faults of the simulation of it, <see cref="TrafficControl"/> commands of
/// Linux, <see cref="NetworkChaos"/> objects of Chaos Mesh, and <see cref="LinkRelay"/> a program between two sockets. What a target cannot do it refuses; nothing is left out silently.
/// </summary>
/// <param name="From">Names of the hosts that send, or a label of pods for Chaos Mesh, as in <c>app=producer</c>.</param>
/// <param name="To">Those that receive.</param>
public sealed record LinkRule(ValueList<string> From, ValueList<string> To)
{
    private const int RateMin = 1000;

    /// <summary>Time that each packet takes longer, 0 to an hour; default 0.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>By how much the delay varies, up or down, at most as much as the delay; default 0.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>How much a packet's jitter and loss follow those of the one before, 0 to 1; default 0.</summary>
    public double Correlation { get; init; }

    /// <summary>Chance of a packet to get lost, 0 to 1; default 0.</summary>
    public double Loss { get; init; }

    /// <summary>Chance of a packet to arrive twice, 0 to 1; default 0.</summary>
    public double Duplicate { get; init; }

    /// <summary>Chance of a packet to overtake those that are delayed, 0 to 1; default 0. Needs a delay.</summary>
    public double Reorder { get; init; }

    /// <summary>Bytes a second that go through, 1,000 or more; null, the default: without limit.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>True, the default, when packets the other way fare alike.</summary>
    public bool IsSymmetric { get; init; } = true;

    /// <summary>Everything about it that cannot be; empty when all is well.</summary>
    public ValueList<Problem> Check()
    {
        FieldChecks checks = new();
        foreach ((string field, ValueList<string> names) in new[] { ("from", From), ("to", To) })
        {
            if (names.Count == 0 || names.Any(string.IsNullOrWhiteSpace))
            {
                checks.Add(ProblemCode.MissingField, field, "it names nobody", "name one host or more");
            }
        }

        checks.Within("delay", Delay, TimeSpan.Zero, TimeSpan.FromHours(1)).Within("jitter", Jitter, TimeSpan.Zero, Delay > TimeSpan.Zero ? Delay : TimeSpan.Zero)
            .Within("correlation", Correlation, 0, 1).Within("loss", Loss, 0, 1).Within("duplicate", Duplicate, 0, 1).Within("reorder", Reorder, 0, 1);
        if (BytesPerSecond is < RateMin)
        {
            checks.AtLeast("bytes_per_second", BytesPerSecond.Value, RateMin);
        }

        if (Reorder > 0 && Delay == TimeSpan.Zero)
        {
            checks.Add(ProblemCode.Conflict, "reorder", "without a delay there is nothing to overtake", "give a delay too");
        }

        if (From.Intersect(To, StringComparer.Ordinal).FirstOrDefault() is { } both)
        {
            checks.Add(ProblemCode.Conflict, "to", $"'{Printable.Escape(both)}' would have a link to itself", "name other hosts than in 'from'");
        }

        return checks.ToList();
    }

    /// <exception cref="ExperimentException">Something about it cannot be, or the target cannot do it.</exception>
    internal void Require(string target, params ReadOnlySpan<(bool IsWanted, string Field)> impossible)
    {
        List<Problem> problems = [.. Check()];
        foreach ((bool isWanted, string field) in impossible)
        {
            if (isWanted)
            {
                problems.Add(new Problem(ProblemCode.Conflict, $"{target} cannot do that", "leave it out, or use another target") { Field = field });
            }
        }

        if (problems.Count > 0)
        {
            throw new ExperimentException([.. problems]);
        }
    }
}
