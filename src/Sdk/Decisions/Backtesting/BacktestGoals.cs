namespace Scalewright.Decisions.Backtesting;

/// <summary>Goals of a back-test, each 0 or more; null for no goal.</summary>
public sealed record BacktestGoals
{
    /// <summary>Maximum percentage of steps in which load waits too long or is lost.</summary>
    public double? MaxViolationPercent { get; init; }

    /// <summary>Maximum percentage of lost load.</summary>
    public double? MaxLostPercent { get; init; }

    /// <summary>Maximum cost.</summary>
    public double? MaxCost { get; init; }

    /// <summary>Maximum ratio of the cost to the cost of a static size for the peak, for example 0.7.</summary>
    public double? MaxCostRatioToPeak { get; init; }

    /// <summary>Maximum number of direction changes between scaling out and in, per day.</summary>
    public double? MaxDirectionChangesPerDay { get; init; }

    /// <summary>Minimum utilization, in percent.</summary>
    public double? MinUtilizationPercent { get; init; }

    /// <summary>Maximum deviation from optimal elasticity; see <see cref="Elasticity.Deviation"/>.</summary>
    public double? MaxDeviation { get; init; }

    /// <summary>Validates the goals. Returns all problems; empty if they are valid.</summary>
    public ValueList<Problem> Check() =>
        new PolicyOptionsValidator()
            .NotNegative(nameof(MaxViolationPercent), MaxViolationPercent ?? 0)
            .NotNegative(nameof(MaxLostPercent), MaxLostPercent ?? 0)
            .NotNegative(nameof(MaxCost), MaxCost ?? 0)
            .NotNegative(nameof(MaxCostRatioToPeak), MaxCostRatioToPeak ?? 0)
            .NotNegative(nameof(MaxDirectionChangesPerDay), MaxDirectionChangesPerDay ?? 0)
            .NotNegative(nameof(MinUtilizationPercent), MinUtilizationPercent ?? 0)
            .NotNegative(nameof(MaxDeviation), MaxDeviation ?? 0)
            .ToList();

    /// <summary>Returns the goals that a report misses, in order.</summary>
    /// <param name="report">Report to check.</param>
    /// <exception cref="DecisionException">A goal is not a number of 0 or more; reports all such goals.</exception>
    public ValueList<Problem> FindMissed(BacktestReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        ValueList<Problem> invalid = Check();
        return invalid.Count > 0 ? throw new DecisionException("The goals", invalid) : Compare(report);
    }

    /// <summary>Returns the goals as clauses, in the order of the properties.</summary>
    internal IEnumerable<string> Describe()
    {
        (double? Goal, Func<string, string> Describe)[] goals =
        [
            (MaxViolationPercent, static value => $"at most {value} % of the steps are violations"),
            (MaxLostPercent, static value => $"at most {value} % of the load is lost"),
            (MaxCost, static value => $"the cost is at most {value}"),
            (MaxCostRatioToPeak, static value => $"the cost is at most {value} times that of a static size for the peak"),
            (MaxDirectionChangesPerDay, static value => $"at most {value} direction changes a day"),
            (MinUtilizationPercent, static value => $"the utilization is at least {value} %"),
            (MaxDeviation, static value => $"the deviation from optimal elasticity is at most {value}"),
        ];
        return goals.Where(goal => goal.Goal is not null).Select(goal => goal.Describe(Text(goal.Goal!.Value)));
    }

    private ValueList<Problem> Compare(BacktestReport report)
    {
        List<Problem> missed = [];
        AtMost(
            "violations",
            report.ViolationPercent,
            MaxViolationPercent,
            static value => $"{value} % of the steps are violations",
            missed
        );
        AtMost("lost", report.LostPercent, MaxLostPercent, static value => $"{value} % of the load is lost", missed);
        AtMost("cost", report.Cost, MaxCost, static value => $"the cost is {value}", missed);
        AtMost(
            "cost of peak",
            MaxCostRatioToPeak is null ? 0 : report.Cost / PeakCost(report),
            MaxCostRatioToPeak,
            static value => $"the ratio of the cost to that of a static peak is {value}",
            missed
        );
        AtMost(
            "direction changes",
            report.DirectionChangesPerDay,
            MaxDirectionChangesPerDay,
            static value => $"there are {value} direction changes a day",
            missed
        );
        AtMost("utilization", -report.UtilizationPercent, -MinUtilizationPercent, static value => $"the utilization is {value} %", missed);
        AtMost(
            "deviation",
            MaxDeviation is null ? 0 : report.MeasureElasticity().Deviation,
            MaxDeviation,
            static value => $"the deviation is {value}",
            missed
        );
        return missed.ToValueList();
    }

    private static double PeakCost(BacktestReport report)
    {
        BaselinePolicy peak = BaselinePolicies.Peak(report.Trace, report.Model);
        return Backtest.RunChecked(peak.Policy, report.Trace, peak.Model, peak.Name).Cost;
    }

    // A minimum is passed as a negated maximum and reported as a minimum. NaN misses every goal.
    private static void AtMost(string field, double measured, double? goal, Func<string, string> describe, List<Problem> missed)
    {
        if (goal is not { } most || measured <= most)
        {
            return;
        }

        string side = most < 0 ? "below" : "above";
        missed.Add(
            new Problem(
                ProblemCode.GoalMissed,
                $"{describe(Text(measured))}, {side} the goal of {Text(most)}",
                "change the policy, or adjust the goal"
            )
            {
                Field = field,
            }
        );
    }

    private static string Text(double value) => Math.Abs(value).ToString("0.####", CultureInfo.InvariantCulture);
}
