namespace Scalewright.Experiments.Links;

/// <summary>
/// Impairs packets from some hosts to others, independent of the backend. <see cref="LinkFaults"/> converts it to
/// faults of the simulation, <see cref="TrafficControl"/> to Linux commands, and <see cref="NetworkChaos"/> to objects
/// of Chaos Mesh. <see cref="TcpRelay"/> applies it to TCP connections. Targets reject unsupported impairments; none
/// is silently ignored.
/// </summary>
/// <param name="From">Names of the sending hosts, or a label of pods for Chaos Mesh, for example
/// <c>app=producer</c>.</param>
/// <param name="To">Names of the receiving hosts, or a label of pods.</param>
public sealed record LinkImpairment(ValueList<string> From, ValueList<string> To)
{
    private const int MinRate = 1000;

    /// <summary>Additional delay of each packet, 0 to 1 hour. Default 0.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Variation of the delay in both directions, at most the delay. Default 0.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Correlation of jitter and loss between consecutive packets, 0 to 1. Default 0.</summary>
    public double Correlation { get; init; }

    /// <summary>Probability that a packet is lost, 0 to 1. Default 0.</summary>
    public double Loss { get; init; }

    /// <summary>Probability that a packet arrives twice, 0 to 1. Default 0.</summary>
    public double Duplication { get; init; }

    /// <summary>Probability that a packet overtakes delayed ones, 0 to 1. Default 0. Requires a delay.</summary>
    public double Reordering { get; init; }

    /// <summary>Maximum throughput in bytes per second, at least 1,000. Default null: unlimited.</summary>
    public long? MaxBytesPerSecond { get; init; }

    /// <summary>Indicates whether packets in the opposite direction are impaired in the same way. Default
    /// true.</summary>
    public bool IsSymmetric { get; init; } = true;

    /// <summary>Returns all problems of the rule; empty if it is valid.</summary>
    public ValueList<Problem> Check()
    {
        FieldChecks checks = new();
        foreach ((string field, ValueList<string> names) in new[] { ("from", From), ("to", To) })
        {
            if (names.Count == 0 || names.Any(string.IsNullOrWhiteSpace))
            {
                checks.Add(ProblemCode.MissingField, field, "it names no host", "name one host or more");
            }
        }

        checks.Within("delay", Delay, TimeSpan.Zero, TimeSpan.FromHours(1))
            .Within("jitter", Jitter, TimeSpan.Zero, Delay > TimeSpan.Zero ? Delay : TimeSpan.Zero)
            .Within("correlation", Correlation, 0, 1).Within("loss", Loss, 0, 1).Within("duplicate", Duplication, 0, 1)
            .Within("reorder", Reordering, 0, 1);
        if (MaxBytesPerSecond is < MinRate)
        {
            checks.AtLeast("bytes_per_second", MaxBytesPerSecond.Value, MinRate);
        }

        if (Reordering > 0 && Delay == TimeSpan.Zero)
        {
            checks.Add(ProblemCode.ConflictingFields, "reorder", "without a delay there is nothing to overtake",
                "give a delay too");
        }

        if (From.Intersect(To, StringComparer.Ordinal).FirstOrDefault() is { } both)
        {
            checks.Add(ProblemCode.ConflictingFields, "to",
                $"'{TextEscaping.Escape(both)}' would have a link to itself", "name other hosts than in 'from'");
        }

        return checks.ToList();
    }

    /// <exception cref="ExperimentException">The rule is not valid, or the target does not support it.</exception>
    internal void Require(string target, params ReadOnlySpan<(bool IsSet, string Field)> impossible)
    {
        List<Problem> problems = [.. Check()];
        foreach ((bool isSet, string field) in impossible)
        {
            if (isSet)
            {
                problems.Add(new Problem(ProblemCode.ConflictingFields, $"{target} cannot do that",
                    "leave it out, or use another target") { Field = field });
            }
        }

        if (problems.Count > 0)
        {
            throw new ExperimentException([.. problems]);
        }
    }
}
