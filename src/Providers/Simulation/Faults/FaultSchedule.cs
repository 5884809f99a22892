namespace Scalewright.Providers.Simulation;

/// <summary>What goes wrong, and when. A value: leave one fault out, and all the others stay as they are, with their time and their chance.</summary>
/// <param name="Faults">In any order; of those at the same time the first one comes first.</param>
public sealed record FaultSchedule(ValueList<TimedFault> Faults)
{
    /// <summary>Nothing goes wrong.</summary>
    public static FaultSchedule Empty { get; } = new([]);

    /// <summary>A schedule with one more fault.</summary>
    /// <param name="at">Virtual time since the start, 0 or more.</param>
    /// <param name="fault">What goes wrong.</param>
    public FaultSchedule Add(TimeSpan at, Fault fault) => new(Faults.Add(new TimedFault(at, fault)));

    /// <summary>A schedule without some of its faults.</summary>
    /// <param name="start">Index of the first to leave out.</param>
    /// <param name="count">How many; default one.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public FaultSchedule Without(int start, int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + count, Faults.Count, nameof(count));
        return new FaultSchedule([.. Faults.AsSpan()[..start], .. Faults.AsSpan()[(start + count)..]]);
    }

    /// <summary>All that is wrong with it whatever there is to strike; empty when nothing is.</summary>
    public ValueList<Problem> Check() => Problems(new SimulationOptions());

    /// <exception cref="ProviderException">Values are out of their range; all of them are told.</exception>
    internal void Check(SimulationOptions options)
    {
        if (Problems(options) is { Count: > 0 } problems)
        {
            throw new ProviderException(SimulationProvider.Word, problems);
        }
    }

    private ValueList<Problem> Problems(SimulationOptions options)
    {
        List<Problem> problems = [];
        for (int index = 0; index < Faults.Count; index++)
        {
            if (Faults[index] is not { Fault: { } fault, At: var at })
            {
                problems.Add(new Problem(ProblemCode.OutOfRange, "it is null", "leave it out, or give it a fault") { Field = $"Faults[{index}]" });
                continue;
            }

            FaultCheck check = new($"Faults[{index}] {fault.Word}", options);
            check.Length(nameof(TimedFault.At), at);
            fault.Check(check);
            problems.AddRange(check.Problems);
        }

        return problems.ToValueList();
    }

    /// <summary>A line for each fault, as in <c>00:01:30 crash of node web-1</c>.</summary>
    public override string ToString() => string.Join('\n', Faults);
}
