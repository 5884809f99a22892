using Scalewright.Charts;

namespace Scalewright.Decisions.Backtesting;

/// <summary>Facts of a back-test page: the model and the load, and the terms.</summary>
internal static class BacktestFacts
{
    /// <summary>Explains the columns of a page.</summary>
    /// <param name="maxWait">Time for which load may wait without a violation.</param>
    public static ValueList<ChartFact> CreateTerms(string maxWait) =>
        [
            new("violation", $"A step in which load waited longer than {maxWait} or was lost."),
            new("at start", "Violations before enough nodes were ready for the first time; all others are after it."),
            new("of the time", "Violations after the start, in percent of the time."),
            new("cost", "Price of all nodes from their requests on."),
            new(
                "saving",
                "Part of the possible saving: at 0 % as expensive as static peak, at 100 % as cheap as "
                    + "clairvoyant. A policy that lets load wait can be cheaper."
            ),
            new("clairvoyant", "Baseline that knows the load in advance and never lets load wait."),
            new("static mean, static peak", "Baselines of constant size, for the mean and for the peak of the load."),
            new("nodes, peak", "Ready nodes: mean and maximum."),
            new("busy", "Served load in percent of the capacity of the ready nodes."),
            new("changes a day", "Changes of the desired size per day."),
            new("direction changes a day", "Changes from scaling out to scaling in, or back, per day (oscillation)."),
            new("lost, %", "Lost load in percent of the load."),
            new("failures", "Nodes that failed."),
            new("θ under, θ over", "Missing or superfluous nodes, in percent of the needed ones (SPEC research group). Less is better."),
            new("τ under, τ over", "Time with missing or superfluous nodes, in percent. Less is better."),
            new("jitter", "Changes per hour beyond those of the need. Nearest to 0 is best."),
            new("instability", "Time in which ready and needed nodes move in different directions, in percent."),
            new("deviation", "All of these as one distance to the perfect policy. Less is better."),
            new(
                "elastic speedup",
                "Number of times better than static mean. Empty if one of them never lacks nodes or never has too many."
            ),
        ];

    /// <summary>Explains the columns that only a tournament has, then those of all pages.</summary>
    /// <param name="maxWaits">Times for which load may wait without a violation, by load.</param>
    /// <param name="hasDefaultScore">False if the program computes the score.</param>
    public static ValueList<ChartFact> CreateTournamentTerms(IEnumerable<string> maxWaits, bool hasDefaultScore)
    {
        string formula = hasDefaultScore
            ? "the cost per hour, plus a tenth of it for each percent of violations"
            : "as the program of the tournament computes it";
        string[] waits = [.. maxWaits.Distinct(StringComparer.Ordinal)];
        return
        [
            new("score", $"Figure that determines the rank: {formula}. Less is better."),
            new(
                "difference to the winner",
                "Mean difference of the scores run by run, with its 95 % confidence "
                    + "interval. An interval with 0 does not distinguish a policy from the winner."
            ),
            new("★", "No other policy is better in cost or violations without being worse in the other."),
            new("cost/hour", "Cost of the nodes per hour of the load."),
            new("violations %", "Violations, with those at the start, in percent of the steps."),
            new("rank", "1 has the lowest mean score for a load. Equal scores have equal ranks."),
            .. CreateTerms(waits.Length == 1 ? waits[0] : "the limit of its load"),
        ];
    }

    public static IEnumerable<ChartFact> Create(BacktestModel model, LoadTrace trace)
    {
        string unit = BacktestPage.FormatHeading(trace).Length > 0 ? $" {TextEscaping.Escape(trace.Heading)}" : ", in the unit of the load";
        yield return new("Capacity", $"A node serves a load of {Number(model.NodeCapacity)}{unit}");
        string jitter =
            model.BootJitter > TimeSpan.Zero
                ? $", and up to {BacktestSummary.Format(model.BootJitter)} more at random"
                : ", without jitter";
        string warmUp =
            model.WarmUpPeriod > TimeSpan.Zero
                ? $"; then {MeasurementFormatter.Ratio(model.WarmUpCapacityRatio)} of the capacity for "
                    + BacktestSummary.Format(model.WarmUpPeriod)
                : "";
        yield return new("Boot", $"{BacktestSummary.Format(model.BootDelay)} after the request{jitter}{warmUp}");
        yield return new(
            "Price",
            model.Clouds.Count == 0
                ? $"{Price(model.PricePerHour)} per node and hour, from the request"
                : string.Join(
                    "; ",
                    model.Clouds.Select(cloud => $"{cloud.Name}: {Price(cloud.PricePerHour)} per node and hour, from the request")
                )
        );
        TimeSpan delay = trace.Step * Math.Floor(model.MetricDelay / trace.Step);
        string metrics = delay > TimeSpan.Zero ? $"that are {BacktestSummary.Format(delay)} old" : "without delay";
        yield return new("Decisions", $"Every {BacktestSummary.Format(trace.Step * model.StepsPerDecision)}, from metrics {metrics}");
        yield return new(
            "Nodes",
            $"{Pluralizer.FormatGrouped(model.InitialNodes, "node")} at the start, at most "
                + model.MaxNodes.ToString("N0", CultureInfo.InvariantCulture)
        );
        yield return new(
            "Queue",
            (model.MaxQueue < double.MaxValue ? $"At most {Number(model.MaxQueue)} waits, the rest is lost" : "Unlimited")
                + $"; a step is a violation if load waits longer than {GetMaxWait(model, trace)}"
        );
        string failures = string.Join("; ", GetFailures(model));
        yield return new("Failures", failures.Length > 0 ? failures : "None");
        int[] demand = [.. trace.Values.Select(value => SizeMath.FromNumber(Math.Ceiling(value / model.NodeCapacity)))];
        yield return new(
            "Load",
            $"{Load(trace.Mean)} on average, {Load(trace.Peak)} at most; needs "
                + $"{demand.Min().ToString("N0", CultureInfo.InvariantCulture)} to "
                + Pluralizer.FormatGrouped(demand.Max(), "node")
        );
        if (trace.Repairs.Count > 0)
        {
            yield return new("Repairs", $"{trace.Repairs.Count}, the first: {trace.Repairs[0]}");
        }
    }

    private static IEnumerable<string> GetFailures(BacktestModel model)
    {
        if (model.FailuresPerHour > 0)
        {
            yield return $"{Number(model.FailuresPerHour)} per node and hour";
        }

        if (model.BootFailureProbability > 0)
        {
            yield return $"{MeasurementFormatter.Ratio(model.BootFailureProbability)} of the boots";
        }

        if (model.MetricFailureProbability > 0)
        {
            yield return $"metrics of {MeasurementFormatter.Ratio(model.MetricFailureProbability)} of the steps";
        }

        if (model.Outages.Count > 0)
        {
            yield return Pluralizer.Format(model.Outages.Count, "metric outage");
        }
    }

    /// <summary>Formats the time for which load may wait without a violation.</summary>
    public static string GetMaxWait(BacktestModel model, LoadTrace trace) => BacktestSummary.Format(model.MaxQueueDelay ?? trace.Step);

    private static string Number(double value) => value.ToString("#,0.###", CultureInfo.InvariantCulture);

    // A mean of measured values has no more digits of interest.
    private static string Load(double value) => value.ToString(value >= 100 ? "N0" : "0.##", CultureInfo.InvariantCulture);

    private static string Price(double value) => value.ToString("#,0.00##", CultureInfo.InvariantCulture);
}
