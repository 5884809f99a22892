namespace Scalewright.Charts;

/// <summary>Positions and labels of the tick marks of an axis.</summary>
internal readonly record struct ChartAxis(double Step, double End)
{
    private const double Minute = 60;
    private const double Hour = 3600;
    private const double Day = 86_400;

    // Smaller values are not visible in a chart.
    private const double MinVisibleValue = 1e-12;

    // More labels of a logarithmic axis would overlap.
    private const int MaxDecades = 5;

    // Space in pixels around a tick label, between the left edge and the axis.
    private const int TickGap = 12;

    private static readonly double[] TimeSteps =
    [
        1,
        2,
        5,
        10,
        15,
        30,
        Minute,
        2 * Minute,
        5 * Minute,
        10 * Minute,
        15 * Minute,
        30 * Minute,
        Hour,
        2 * Hour,
        3 * Hour,
        6 * Hour,
        12 * Hour,
        Day,
        2 * Day,
        7 * Day,
        14 * Day,
        28 * Day,
        91 * Day,
        182 * Day,
        364 * Day,
    ];

    /// <summary>Minimum position of the first tick mark. Default 0.</summary>
    public double Start { get; init; }

    /// <summary>Value of a round number before position 0: tick marks are multiples of the step minus it.</summary>
    public double Offset { get; init; }

    /// <summary>Creates an axis from zero to a value, with a tick interval of 1, 2 or 5 times a power of ten.</summary>
    /// <param name="most">Maximum value, 0 or more.</param>
    public static ChartAxis FromValues(double most, int maxCount, bool areWhole = false)
    {
        double step = ComputeStep(most >= MinVisibleValue ? most : 1, maxCount, areWhole);
        return new(step, Math.Max(1, Math.Ceiling((most / step) - 1e-9)) * step);
    }

    /// <summary>Creates an axis between two values, with a tick interval of 1, 2 or 5 times a power of ten.</summary>
    /// <param name="most">Maximum value, above <paramref name="least"/>.</param>
    public static ChartAxis FromRange(double least, double most, int maxCount, bool areWhole) =>
        new(ComputeStep(most - least, maxCount, areWhole), most) { Start = least };

    /// <summary>Creates an axis from zero to a time, with a round duration as tick interval.</summary>
    /// <param name="end">End, in seconds, 0 or more.</param>
    public static ChartAxis FromTime(double end, int maxCount)
    {
        double least = end / maxCount;
        double step = TimeSteps.FirstOrDefault(step => step >= least);
        return new(step > 0 ? step : Math.Ceiling(least / TimeSteps[^1]) * TimeSteps[^1], Math.Max(end, 1));
    }

    /// <summary>True for powers of ten as tick marks, from <see cref="Start"/> above 0.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Creates a logarithmic axis between the powers of ten around two values.</summary>
    /// <param name="least">Minimum value, above 0.</param>
    public static ChartAxis FromLogarithms(double least, double most)
    {
        (double low, double high) = (Math.Floor(Math.Log10(least)), Math.Ceiling(Math.Log10(most)));
        return new(1, Math.Pow(10, Math.Max(high, low + 1))) { Start = Math.Pow(10, low), IsLogarithmic = true };
    }

    /// <summary>Returns the position of a value between start and end, as a ratio that can be outside of 0 to 1.
    /// </summary>
    public double ToRatio(double value) =>
        IsLogarithmic ? Math.Log(value / Start) / Math.Log(End / Start) : (value - Start) / (End - Start);

    public IEnumerable<double> GetTicks()
    {
        if (IsLogarithmic)
        {
            double start = Start;
            int decades = (int)Math.Round(Math.Log10(End / Start));
            int every = (decades + MaxDecades - 1) / MaxDecades;
            return Enumerable.Range(0, (decades / every) + 1).Select(index => start * Math.Pow(10, index * every));
        }

        (double step, double first, double last) = (
            Step,
            Math.Ceiling(((Start + Offset) / Step) - 1e-9),
            Math.Floor(((End + Offset) / Step) + 1e-9)
        );
        double offset = Offset;
        return Enumerable.Range(0, (int)(last - first) + 1).Select(index => ((first + index) * step) - offset);
    }

    /// <summary>Returns the width in pixels that the tick labels need at the left of a chart.</summary>
    public int LabelWidth(int least) =>
        Math.Max(least, (int)Math.Ceiling(GetTicks().Max(at => TextWidth.Measure(Format(at), SvgCanvas.LetterSize))) + TickGap);

    /// <summary>Formats a value, as in <c>250</c>, <c>1.5k</c>, <c>20M</c>, <c>0.0002</c>.</summary>
    public static string Format(double value) =>
        Math.Abs(value) switch
        {
            >= 1e15 => value.ToString("0.##E0", CultureInfo.InvariantCulture),
            >= 1e12 => Number(value / 1e12, "T"),
            >= 1e9 => Number(value / 1e9, "G"),
            >= 1e6 => Number(value / 1e6, "M"),
            >= 10_000 => Number(value / 1000, "k"),
            _ => Number(value, ""),
        };

    /// <summary>Formats a time, as in <c>0</c>, <c>40 s</c>, <c>1 h 30 min</c>, <c>2 d 12 h</c>.</summary>
    public static string FormatTime(double seconds)
    {
        if (seconds <= 0)
        {
            return "0";
        }

        (double Number, string Unit)[] parts =
        [
            (Math.Floor(seconds / Day), "d"),
            (Math.Floor(seconds % Day / Hour), "h"),
            (Math.Floor(seconds % Hour / Minute), "min"),
            (seconds % Minute, "s"),
        ];
        return string.Join(' ', parts.Where(part => part.Number > 0).Select(part => Number(part.Number, " " + part.Unit)));
    }

    /// <summary>Formats a date at an axis: <c>Tue 24 Nov</c> at midnight, else <c>06:00</c>.</summary>
    /// <param name="isFirst">True to include the day in any case.</param>
    public static string FormatDate(DateTimeOffset at, bool isFirst)
    {
        string time = at.ToString(at.Second == 0 ? "HH:mm" : "HH:mm:ss", CultureInfo.InvariantCulture);
        string day = at.ToString("ddd d MMM", CultureInfo.InvariantCulture);
        string prefix = isFirst ? $"{day} " : "";
        return at.TimeOfDay == TimeSpan.Zero ? day : prefix + time;
    }

    private static double ComputeStep(double range, int maxCount, bool areWhole)
    {
        double least = Math.Max(range / maxCount, areWhole ? 1 : 0);
        double power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return new[] { 1.0, 2, 5, 10 }.Select(factor => factor * power).First(step => step >= least * 0.999999);
    }

    private static string Number(double value, string unit) => MeasurementFormatter.FormatTick(value) + unit;
}
