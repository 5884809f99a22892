namespace Scalewright.Decisions.Backtesting;

/// <summary>How a recorded load is read.</summary>
public sealed record TraceOptions
{
    /// <summary>What may be repaired; default nothing. Each repair is told in <see cref="LoadTrace.Repairs"/>.</summary>
    public TraceRepair Repair { get; init; }

    /// <summary>Length of a step; null: the most frequent distance of two times. Of AWS activities: 1 minute.</summary>
    public TimeSpan? Step { get; init; }

    /// <summary>Name of the column with the load, and its unit when it has one; null: the second column, whatever it is called.</summary>
    public string? Column { get; init; }

    /// <summary>How many steps it may have; default 10 million.</summary>
    public int StepsMax { get; init; } = 10_000_000;
}
