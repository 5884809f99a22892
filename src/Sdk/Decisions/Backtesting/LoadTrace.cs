namespace Scalewright.Decisions.Backtesting;

/// <summary>Load over time, in steps of equal length. Compared by value.</summary>
/// <param name="Name">Name in reports.</param>
/// <param name="Step">Length of a step, above 0.</param>
/// <param name="Values">Load of each step, in any single unit. At least one value; each is finite and 0 or
/// more.</param>
public sealed record LoadTrace(string Name, TimeSpan Step, ValueList<double> Values)
{
    internal static readonly DateTimeOffset StartDefault = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Name in reports; never null.</summary>
    public string Name
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(value));
    } = Name ?? throw new ArgumentNullException(nameof(Name));

    /// <summary>Load of each step, in any single unit; never null.</summary>
    public ValueList<double> Values
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(value));
    } = Values ?? throw new ArgumentNullException(nameof(Values));

    /// <summary>Start of the first step. Default 2000-01-01 in UTC.</summary>
    public DateTimeOffset Start { get; init; } = StartDefault;

    /// <summary>True if <see cref="Start"/> is a date of its own, not the default.</summary>
    public bool HasDates => Start != StartDefault;

    /// <summary>Header of the values in the file, as in <c>cpu_percent</c>, or their unit, as in <c>requests/s</c>;
    /// empty without one, never null.</summary>
    public string Heading
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(value));
    } = "";

    /// <summary>Repairs made when the load was read, as warnings with line numbers; never null.</summary>
    public ValueList<Problem> Repairs
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(value));
    } = [];

    /// <summary>Duration of the load; saturates at the maximum time span.</summary>
    public TimeSpan Duration => TimeSpan.FromTicks((long)Int128.Clamp((Int128)Step.Ticks * Values.Count, long.MinValue, long.MaxValue));

    /// <summary>Maximum load; 0 without values.</summary>
    public double Peak => Values.Count > 0 ? Values.Max() : 0;

    /// <summary>Mean load; 0 without values.</summary>
    public double Mean => Values.Count > 0 ? Values.Average() : 0;

    /// <summary>Returns the load scaled to another peak.</summary>
    /// <param name="peak">New maximum load, 0 to <see cref="MetricReading.MaxValue"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The peak is out of range.</exception>
    public LoadTrace ScaleToPeak(double peak)
    {
        LoadArguments.CheckLoad(peak, nameof(peak));
        double from = Peak;
        double factor = from > 0 ? peak / from : 0;

        // A factor that is subnormal or NaN would lose the peak.
        return this with
        {
            Values = Values
                .Select(value => Math.Min(peak, from > 0 && !double.IsNormal(factor) ? value / from * peak : value * factor))
                .ToValueList(),
        };
    }

    /// <summary>Validates the load. Returns all problems; empty if it is valid.</summary>
    public ValueList<Problem> Check()
    {
        ProblemList problems = new();
        if (Step <= TimeSpan.Zero)
        {
            problems.AddError(ProblemCode.InvalidTrace, default, "step", $"{Step} is not above 0", "use more than 0");
        }
        else if (Duration >= DateTimeOffset.MaxValue - Start)
        {
            problems.AddError(
                ProblemCode.InvalidTrace,
                default,
                "step",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Pluralizer.Format(Values.Count, "step")} of {Step} from {Start:yyyy-MM-dd} end after the year 9999"
                ),
                "use shorter steps, fewer of them, or an earlier start"
            );
        }

        if (Values.Count == 0)
        {
            problems.AddError(ProblemCode.InvalidTrace, default, "values", "is empty", "use at least one");
        }

        for (int index = 0; index < Values.Count; index++)
        {
            if (!MetricReading.IsValid(Values[index]))
            {
                problems.AddError(
                    ProblemCode.InvalidTrace,
                    default,
                    $"values[{index}]",
                    $"{Values[index].ToString(CultureInfo.InvariantCulture)} is not a load",
                    "use a number of 0 or more"
                );
            }
        }

        return problems.ToValueList();
    }

    /// <summary>Formats the load, as in <c>nasa: 10080 steps of 00:01:00, peak 212</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name}: {Pluralizer.Format(Values.Count, "step")} of {Step}, peak {Peak}");
}
