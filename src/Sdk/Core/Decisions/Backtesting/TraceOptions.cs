namespace Scalewright.Decisions.Backtesting;

/// <summary>How a recorded load is read.</summary>
public sealed record TraceOptions
{
    /// <summary>The largest <see cref="StepsMax"/>: 50 million.</summary>
    public const int StepsLimit = 50_000_000;

    /// <summary>What may be repaired; default nothing. Each repair is told in <see cref="LoadTrace.Repairs"/>.</summary>
    public TraceRepair Repair { get; init; }

    /// <summary>Length of a step, above 0, counted from the first time; null: the one that the times follow. Of AWS activities: 1 minute. Times may jitter by a quarter of a
    /// step; what they then follow is their mean distance, or a rounder one that is as likely.</summary>
    public TimeSpan? Step { get; init; }

    /// <summary>What times count that are written as numbers, whatever their heading says; null: seconds. Without it another unit is an error, or converted when
    /// <see cref="TraceRepair.Units"/> is asked for: one that the heading names (<c>time_ms</c>, <c>Time [ms]</c>, <c>minutes</c>), or that the first time must have to be
    /// one since 1970. A heading that may mean several (<c>ticks</c>, <c>time_m</c>, <c>time_5min</c>) is an error until this names the unit. Dates have none.</summary>
    public TraceTimeUnit? TimeUnit { get; init; }

    /// <summary>Name of the column with the load; null: the second column, whatever it is called.</summary>
    public string? Column { get; init; }

    /// <summary>How many steps it may have, 1 to <see cref="StepsLimit"/>; default 10 million.</summary>
    public int StepsMax { get; init; } = 10_000_000;

    /// <summary>All that is wrong with it; empty when nothing is.</summary>
    public ValueList<Problem> Check()
    {
        PolicyProblems problems = new PolicyProblems().Positive("Step", Step ?? TimeSpan.FromSeconds(1));
        if (TimeUnit is { } unit && !Enum.IsDefined(unit))
        {
            problems.Say(ProblemCode.OutOfRange, "TimeUnit", $"{(int)unit} is no unit", $"use one of {string.Join(", ", Enum.GetNames<TraceTimeUnit>())}");
        }

        return StepsMax is >= 1 and <= StepsLimit
            ? problems.ToList()
            : problems.Say(ProblemCode.OutOfRange, "StepsMax", $"{StepsMax} is not from 1 to {StepsLimit}", $"use 1 to {StepsLimit}").ToList();
    }
}
