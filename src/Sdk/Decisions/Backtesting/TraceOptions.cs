namespace Scalewright.Decisions.Backtesting;

/// <summary>Options for reading a recorded load.</summary>
public sealed record TraceOptions
{
    /// <summary>Upper limit of <see cref="MaxSteps"/>: 50 million.</summary>
    public const int MaxStepsLimit = 50_000_000;

    /// <summary>Allowed repairs. Default none. Each repair is reported in <see cref="LoadTrace.Repairs"/>.</summary>
    public TraceRepair Repair { get; init; }

    /// <summary>
    /// Length of a step, above 0, counted from the first time. Default null: detected, or 1 minute for AWS activities.
    /// Times can jitter by a quarter of a step. The detected length is then their mean distance, or a rounder length
    /// that is as likely.
    /// </summary>
    public TimeSpan? Step { get; init; }

    /// <summary>
    /// Unit of numeric times, regardless of their header. Default null: times must be in seconds. Times in another unit
    /// are then an error, or are converted if <see cref="TraceRepair.Units"/> is set. Another unit is detected by the
    /// header (<c>time_ms</c>, <c>Time [ms]</c>, <c>minutes</c>), or because the first time is too large for seconds
    /// since 1970. An ambiguous header (<c>ticks</c>, <c>time_m</c>, <c>time_5min</c>) is an error unless this property
    /// is set. Has no effect on dates.
    /// </summary>
    public TraceTimeUnit? TimeUnit { get; init; }

    /// <summary>Name of the column with the load; null for the second column.</summary>
    public string? Column { get; init; }

    /// <summary>Maximum number of steps, 1 to <see cref="MaxStepsLimit"/>. Default 10 million.</summary>
    public int MaxSteps { get; init; } = 10_000_000;

    /// <summary>Validates the options. Returns all problems; empty if they are valid.</summary>
    public ValueList<Problem> Check()
    {
        PolicyOptionsValidator problems = new PolicyOptionsValidator().Positive("Step", Step ?? TimeSpan.FromSeconds(1));
        if (TimeUnit is { } unit && !Enum.IsDefined(unit))
        {
            problems.Add(
                ProblemCode.OutOfRange,
                "TimeUnit",
                string.Create(CultureInfo.InvariantCulture, $"{(int)unit} is not a unit"),
                $"use one of {string.Join(", ", Enum.GetNames<TraceTimeUnit>())}"
            );
        }

        return MaxSteps is >= 1 and <= MaxStepsLimit
            ? problems.ToList()
            : problems
                .Add(
                    ProblemCode.OutOfRange,
                    "MaxSteps",
                    string.Create(CultureInfo.InvariantCulture, $"{MaxSteps} is not from 1 to {MaxStepsLimit}"),
                    $"use 1 to {MaxStepsLimit}"
                )
                .ToList();
    }
}
