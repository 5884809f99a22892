namespace Scalewright.Decisions.Backtesting;

/// <summary>Steps of equal length that fit the times of rows, despite jitter and missing rows.</summary>
internal sealed class StepGrid
{
    /// <summary>Maximum distance of a row from its step, relative to the length of a step.</summary>
    public const double Slack = 0.25;

    // A step length does not fit if at least two rows, and more than one in this number, are not on a step, or if more
    // than half of the rows follow a gap.
    private const int MisfitShare = 10;
    private const int GapShare = 2;

    // A rounder step length within this number of standard errors of the mean is as likely as the mean itself.
    private const double RoundErrors = 2;

    // Maximum distance of a random walk from the line between its ends, in standard errors of its end. The distance is
    // smaller in 999 of 1,000 cases (Kolmogorov).
    private const double WalkErrors = 1.95;

    // Times are rounded to milliseconds, and a distance depends on two times.
    private const double Exact = 0.001;

    private static readonly double[] RoundUnits = [3600, 60, 1, 0.1, 0.01, 0.001];

    private StepGrid(double length, long[] numbers, int[] misfits, int[] gaps, int judged)
    {
        (Length, StepNumbers, Misfits, Gaps) = (length, numbers, misfits, gaps);
        bool isNone = (misfits.Length > 1 && (long)misfits.Length * MisfitShare > judged) || (long)gaps.Length * GapShare > judged;
        FirstMisfit = isNone ? Math.Min(misfits.FirstOrDefault(int.MaxValue), gaps.FirstOrDefault(int.MaxValue)) : -1;
    }

    /// <summary>Length of a step, in seconds.</summary>
    public double Length { get; }

    public long[] StepNumbers { get; }

    /// <summary>Indexes of rows that are between two steps, or on the step of the previous row.</summary>
    public int[] Misfits { get; }

    /// <summary>Indexes of rows that are more than one step after the previous row.</summary>
    public int[] Gaps { get; }

    /// <summary>Index of the first row that contradicts steps of equal length; -1 if the rows fit.</summary>
    public int FirstMisfit { get; private init; }

    /// <summary>True if the rows are evenly spaced but drift away from steps of any equal length.</summary>
    public bool Drifts { get; private init; }

    /// <summary>Assigns rows to steps of a given length, counted from the first row.</summary>
    public static StepGrid Create(List<TraceRow> rows, double length) => Assign(rows, length, isFixed: true);

    /// <summary>
    /// Selects the step length that fits the rows best. Candidates are the most frequent, the median and the mean
    /// distance. The one with the fewest misfits is used, or the median if none fits. If times jitter, the length is
    /// the mean over all steps, or a rounder length that is as likely.
    /// </summary>
    public static StepGrid Create(List<TraceRow> rows)
    {
        double[] distances = GetDistances(rows);
        if (distances.Length == 0)
        {
            return Assign(rows, 1, isFixed: false);
        }

        StepGrid? best = new[] { MostFrequent(distances), Median(distances), distances.Average() }
            .Where(length => length > 0)
            .Select(length => Assign(rows, length, isFixed: false))
            .Where(steps => steps.FirstMisfit < 0)
            .MinBy(steps => steps.Misfits.Length);
        StepGrid? fitted = best?.Misses(rows) <= Exact ? best : best?.Fitted(rows);
        return fitted ?? Assign(rows, Median(distances), isFixed: false);
    }

    public static double GetMedian(List<TraceRow> rows) => GetDistances(rows) is { Length: > 0 } distances ? Median(distances) : 1;

    private static double[] GetDistances(List<TraceRow> rows)
    {
        double[] distances =
        [
            .. Enumerable
                .Range(1, Math.Max(0, rows.Count - 1))
                .Where(row => !rows[row].FollowsUnread)
                .Select(row => rows[row].Seconds - rows[row - 1].Seconds),
        ];
        Array.Sort(distances);
        return distances;
    }

    /// <summary>
    /// Returns the most frequent distance, rounded to ms (the smallest on a tie); 0 if all are below 0.5 ms.
    /// </summary>
    private static double MostFrequent(double[] sorted)
    {
        (double best, int most, int begin) = (0, 0, 0);
        for (int index = 0; index < sorted.Length; index++)
        {
            double distance = Math.Round(sorted[index], 3);
            begin = index > 0 && distance == Math.Round(sorted[index - 1], 3) ? begin : index;
            if (distance > 0 && index - begin + 1 > most)
            {
                (best, most) = (distance, index - begin + 1);
            }
        }

        return best;
    }

    private static double Median(double[] sorted)
    {
        double median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        return median < 1 ? median : Math.Round(median, 3);
    }

    /// <summary>
    /// Assigns rows to steps, each relative to the last row on a step, or to the previous row after a clock change.
    /// </summary>
    private static StepGrid Assign(List<TraceRow> rows, double length, bool isFixed)
    {
        long[] numbers = new long[rows.Count];
        List<int> misfits = [];
        List<int> gaps = [];
        (int anchor, int judged) = (0, 0);
        for (int row = 1; row < rows.Count; row++)
        {
            double exact = ExactFrom(anchor);
            if (!isFixed && !IsOn(exact) && IsOn(ExactFrom(row - 1)))
            {
                exact = ExactFrom(row - 1);
            }

            numbers[row] = (long)Math.Clamp(Math.Round(exact, MidpointRounding.AwayFromZero), 0, int.MaxValue);
            judged += rows[row].FollowsUnread ? 0 : 1;
            if (rows[row].FollowsUnread || (IsOn(exact) && numbers[row] > numbers[row - 1]))
            {
                anchor = isFixed ? 0 : row;
            }
            else
            {
                misfits.Add(row);
            }

            if (!rows[row].FollowsUnread && numbers[row] > numbers[row - 1] + 1)
            {
                gaps.Add(row);
            }

            double ExactFrom(int from) => numbers[from] + ((rows[row].Seconds - rows[from].Seconds) / length);
        }

        return new StepGrid(length, numbers, [.. misfits], [.. gaps], judged);
    }

    private static bool IsOn(double exact) => Math.Abs(exact - Math.Round(exact, MidpointRounding.AwayFromZero)) <= Slack;

    /// <summary>Returns the maximum distance of rows from their steps, in seconds.</summary>
    private double Misses(List<TraceRow> rows) =>
        rows.Select((row, index) => Math.Abs(row.Seconds - rows[0].Seconds - (StepNumbers[index] * Length))).Max();

    private StepGrid Fitted(List<TraceRow> rows)
    {
        double mean = (rows[^1].Seconds - rows[0].Seconds) / Math.Max(1, StepNumbers[^1]);
        double spread = Math.Sqrt(
            Enumerable
                .Range(1, rows.Count - 1)
                .Average(row => Squared(rows[row].Seconds - rows[row - 1].Seconds - ((StepNumbers[row] - StepNumbers[row - 1]) * mean)))
        );
        double error = spread / Math.Sqrt(rows.Count - 1);
        double round = RoundUnits
            .Select(unit => Math.Round(mean / unit) * unit)
            .FirstOrDefault(length => length > 0 && Math.Abs(length - mean) <= RoundErrors * error, mean);
        StepGrid evened = Assign(rows, mean, isFixed: false);
        double bound = Math.Max(Slack * mean, WalkErrors * spread * Math.Sqrt(rows.Count - 1));
        int drifting =
            evened.Misfits.Length > 0
                ? -1
                : Enumerable
                    .Range(0, rows.Count)
                    .FirstOrDefault(row => Math.Abs(rows[row].Seconds - rows[0].Seconds - (evened.StepNumbers[row] * mean)) > bound, -1);
        return drifting < 0
            ? new StepGrid(round, evened.StepNumbers, evened.Misfits, evened.Gaps, rows.Count - 1)
            : new StepGrid(mean, evened.StepNumbers, evened.Misfits, evened.Gaps, rows.Count - 1) { FirstMisfit = drifting, Drifts = true };
    }

    private static double Squared(double value) => value * value;
}
