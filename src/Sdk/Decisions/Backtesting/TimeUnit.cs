namespace Scalewright.Decisions.Backtesting;

/// <param name="Seconds">Length in seconds.</param>
/// <param name="Aliases">Names in headers, in lowercase.</param>
internal sealed record TimeUnit(string Name, double Seconds, params string[] Aliases)
{
    // As seconds, this is the year 5138; as milliseconds, 1973. Both are outside the range of recorded loads.
    private const double MaxSeconds = 1e11;

    private static readonly TimeUnit Milliseconds = new(
        "ms",
        1e-3,
        "ms",
        "msec",
        "msecs",
        "milli",
        "millis",
        "millisecond",
        "milliseconds"
    );
    private static readonly TimeUnit Microseconds = new(
        "us",
        1e-6,
        "us",
        "\u00b5s",
        "\u03bcs",
        "usec",
        "usecs",
        "micro",
        "micros",
        "microsecond",
        "microseconds"
    );
    private static readonly TimeUnit Nanoseconds = new("ns", 1e-9, "ns", "nsec", "nsecs", "nano", "nanos", "nanosecond", "nanoseconds");

    public static TimeUnit Second { get; } = new("s", 1, "s", "sec", "secs", "second", "seconds");

    /// <summary>All units, in the order of <see cref="TraceTimeUnit"/>.</summary>
    public static ValueList<TimeUnit> All { get; } =
    [
        Second,
        Milliseconds,
        Microseconds,
        Nanoseconds,
        new("min", 60, "min", "mins", "minute", "minutes"),
        new("h", 3600, "h", "hr", "hrs", "hour", "hours"),
        new("days", 86_400, "d", "day", "days"),
        new("weeks", 604_800, "week", "weeks"),
    ];

    public static TimeUnit From(TraceTimeUnit unit) => All[(int)unit];

    /// <summary>Returns the unit that a time since 1970 must have, according to its size.</summary>
    public static TimeUnit FromTime(double time) =>
        Math.Abs(time) switch
        {
            < MaxSeconds => Second,
            < MaxSeconds * 1e3 => Milliseconds,
            < MaxSeconds * 1e6 => Microseconds,
            _ => Nanoseconds,
        };

    /// <summary>
    /// Returns true if a time in seconds is so large that it counts from 1970, and not from the start of a recording:
    /// from 1973 on, or more than three years.
    /// </summary>
    public static bool IsSince1970(double seconds) => Math.Abs(seconds) >= MaxSeconds * Milliseconds.Seconds;

    /// <summary>Reports a unit that differs from the expected one.</summary>
    public void Report(TimeUnit? expected, TraceOptions options, TextPosition position, ProblemList problems)
    {
        if (this == (expected ?? Second))
        {
            return;
        }

        string found = string.Create(
            CultureInfo.InvariantCulture,
            $"times are in {Name}, not in {(expected is null ? "seconds" : $"{expected.Name} as the heading says")}"
        );
        if (options.Repair.HasFlag(TraceRepair.Units))
        {
            problems.AddWarning(ProblemCode.InvalidTrace, position, "time", found, "they were converted");
        }
        else
        {
            problems.AddError(
                ProblemCode.InvalidTrace,
                position,
                "time",
                found,
                "use seconds, name the unit in TraceOptions.TimeUnit, or set TraceOptions.Repair to TraceRepair.Units"
            );
        }
    }

    public bool Equals(TimeUnit? other) => other is not null && Name == other.Name;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}
