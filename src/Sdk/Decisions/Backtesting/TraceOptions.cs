namespace Scalewright.Decisions.Backtesting;

/// <summary>How a recorded load is read.</summary>
public sealed record TraceOptions
{
    /// <summary>The largest <see cref="StepsMax"/>: 50 million.</summary>
    public const int StepsLimit = 50_000_000;

    /// <summary>What may be repaired; default nothing. Each repair is told in <see cref="LoadTrace.Repairs"/>.</summary>
    public TraceRepair Repair { get; init; }

    /// <summary>Length of a step, above 0; null: the most frequent distance of two times. Of AWS activities: 1 minute.</summary>
    public TimeSpan? Step { get; init; }

    /// <summary>Name of the column with the load, and its unit when it has one; null: the second column, whatever it is called.</summary>
    public string? Column { get; init; }

    /// <summary>How many steps it may have, 1 to <see cref="StepsLimit"/>; default 10 million.</summary>
    public int StepsMax { get; init; } = 10_000_000;

    /// <summary>All that is wrong with it; empty when nothing is.</summary>
    public ValueList<Problem> Check()
    {
        PolicyProblems problems = new PolicyProblems().Positive("Step", Step ?? TimeSpan.FromSeconds(1));
        return StepsMax is >= 1 and <= StepsLimit
            ? problems.ToList()
            : problems.Say(ProblemCode.OutOfRange, "StepsMax", $"{StepsMax} is not from 1 to {StepsLimit}", $"use 1 to {StepsLimit}").ToList();
    }
}
