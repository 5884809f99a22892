using System.Globalization;

namespace Scalewright.Decisions.Backtesting;

/// <summary>The unit of the times of a recorded load.</summary>
/// <param name="Name">Its short name.</param>
/// <param name="Seconds">How many seconds it is.</param>
internal sealed record TimeUnit(string Name, double Seconds)
{
    // The year 5138 in seconds, 1973 in milliseconds: no recording of ours is from either.
    private const double SecondsMax = 1e11;

    private static readonly TimeUnit[] Others = [new("ms", 1e-3), new("us", 1e-6), new("ns", 1e-9), new("min", 60), new("h", 3600)];

    /// <summary>Seconds.</summary>
    public static TimeUnit Second { get; } = new("s", 1);

    /// <summary>The unit that a heading names behind its last underscore, or in brackets; null when it names none.</summary>
    public static TimeUnit? OfHeading(string heading) => Array.Find(
        [Second, .. Others], unit => heading.EndsWith("_" + unit.Name, StringComparison.OrdinalIgnoreCase) || heading.EndsWith($"({unit.Name})", StringComparison.OrdinalIgnoreCase));

    /// <summary>The unit that a time since 1970 must have.</summary>
    public static TimeUnit OfTime(double time) => time < SecondsMax ? Second : time < SecondsMax * 1000 ? Others[0] : time < SecondsMax * 1e6 ? Others[1] : Others[2];

    /// <summary>Notes that it is another unit than seconds.</summary>
    public void Note(TraceOptions options, TextSpot spot, ProblemList problems)
    {
        if (this == Second)
        {
            return;
        }

        string found = string.Create(CultureInfo.InvariantCulture, $"times are in {Name}, not in seconds");
        if (options.Repair.HasFlag(TraceRepair.Units))
        {
            problems.AddWarning(ProblemCode.BadTrace, spot, "time", found, "they were converted");
        }
        else
        {
            problems.AddError(ProblemCode.BadTrace, spot, "time", found, "use seconds, or ask for repair");
        }
    }
}
