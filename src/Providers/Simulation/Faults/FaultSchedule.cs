namespace Scalewright.Providers.Simulation;

/// <summary>Faults and their times. Immutable. Removing one does not change the times or random numbers of the
/// others.</summary>
/// <param name="Faults">The faults, in any order. Faults at the same time start in the given order.</param>
public sealed record FaultSchedule(ValueList<TimedFault> Faults)
{
    /// <summary>Schedule without faults.</summary>
    public static FaultSchedule Empty { get; } = new([]);

    /// <summary>Returns a schedule with one more fault.</summary>
    /// <param name="at">Virtual time since the start, 0 or more.</param>
    /// <param name="fault">The fault.</param>
    public FaultSchedule Add(TimeSpan at, Fault fault) => new(Faults.Add(new TimedFault(at, fault)));

    /// <summary>Returns all problems that do not depend on existing targets. Empty when valid.</summary>
    public ValueList<Problem> Check() => Problems(new SimulationOptions());

    /// <exception cref="ProviderException">Values are out of range. All problems are reported.</exception>
    internal void ThrowIfInvalid(SimulationOptions options)
    {
        if (Problems(options) is { Count: > 0 } problems)
        {
            throw new ProviderException(SimulationProvider.Kind, problems);
        }
    }

    private ValueList<Problem> Problems(SimulationOptions options)
    {
        List<Problem> problems = [];
        for (int index = 0; index < Faults.Count; index++)
        {
            if (Faults[index] is not { Fault: { } fault, At: var at })
            {
                problems.Add(
                    new Problem(ProblemCode.OutOfRange, "it is null", "leave it out, or give it a fault") { Field = $"Faults[{index}]" }
                );
                continue;
            }

            FaultCheck check = new($"Faults[{index}] {fault.KindName}", options);
            check.Length(nameof(TimedFault.At), at);
            fault.Check(check);
            problems.AddRange(check.Problems);
        }

        return problems.ToValueList();
    }

    /// <summary>Returns one line per fault, for example <c>00:01:30 crash of node web-1</c>.</summary>
    public override string ToString() => string.Join('\n', Faults);
}
