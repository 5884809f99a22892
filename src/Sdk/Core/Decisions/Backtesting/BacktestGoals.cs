namespace Scalewright.Decisions.Backtesting;

/// <summary>Goals of a back-test, each 0 or more; null for no goal.</summary>
public sealed record BacktestGoals
{
    /// <summary>Maximum percentage of steps in which load waits too long or is lost.</summary>
    public double? ViolationPercentMax { get; init; }

    /// <summary>Maximum percentage of lost load.</summary>
    public double? LostPercentMax { get; init; }

    /// <summary>Maximum cost.</summary>
    public double? CostMax { get; init; }

    /// <summary>Maximum ratio of the cost to that of a static size for the peak, for example 0.7.</summary>
    public double? CostOfPeakMax { get; init; }

    /// <summary>Maximum number of direction changes between scaling out and in, per day.</summary>
    public double? ReversalsPerDayMax { get; init; }

    /// <summary>Minimum utilization, in percent.</summary>
    public double? UtilizationPercentMin { get; init; }

    /// <summary>Maximum deviation from optimal elasticity; see <see cref="Elasticity.Deviation"/>.</summary>
    public double? DeviationMax { get; init; }

    /// <summary>Validates the goals. Returns all problems; empty if they are valid.</summary>
    public ValueList<Problem> Check() => new PolicyProblems().NotNegative(nameof(ViolationPercentMax), ViolationPercentMax ?? 0).NotNegative(nameof(LostPercentMax), LostPercentMax ?? 0)
        .NotNegative(nameof(CostMax), CostMax ?? 0).NotNegative(nameof(CostOfPeakMax), CostOfPeakMax ?? 0).NotNegative(nameof(ReversalsPerDayMax), ReversalsPerDayMax ?? 0)
        .NotNegative(nameof(UtilizationPercentMin), UtilizationPercentMin ?? 0).NotNegative(nameof(DeviationMax), DeviationMax ?? 0).ToList();

    /// <summary>Returns the goals that a report misses, in order.</summary>
    /// <param name="report">Report to check.</param>
    /// <exception cref="DecisionException">A goal is not a number of 0 or more; reports all such goals.</exception>
    public ValueList<Problem> Missed(BacktestReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        ValueList<Problem> wrong = Check();
        return wrong.Count > 0 ? throw new DecisionException("The goals", wrong) : MissedOf(report);
    }

    private ValueList<Problem> MissedOf(BacktestReport report)
    {
        List<Problem> missed = [];
        AtMost("violations", report.ViolationPercent, ViolationPercentMax, " % of the steps", missed);
        AtMost("lost", report.LostPercent, LostPercentMax, " % of the load", missed);
        AtMost("cost", report.Cost, CostMax, "", missed);
        AtMost("cost of peak", CostOfPeakMax is null ? 0 : report.Cost / PeakCost(report), CostOfPeakMax, " of what the peak would cost", missed);
        AtMost("reversals", report.ReversalsPerDay, ReversalsPerDayMax, " a day", missed);
        AtMost("utilization", -report.UtilizationPercent, -UtilizationPercentMin, " %", missed);
        AtMost("deviation", DeviationMax is null ? 0 : report.MeasureElasticity().Deviation, DeviationMax, "", missed);
        return missed.ToValueList();
    }

    private static double PeakCost(BacktestReport report)
    {
        Rival peak = Rivals.Peak(report.Trace, report.Model);
        return Backtest.RunChecked(peak.Policy, report.Trace, peak.Model, peak.Name).Cost;
    }

    // A minimum is the negated maximum, and is reported as a minimum. NaN misses every goal.
    private static void AtMost(string field, double measured, double? goal, string unit, List<Problem> missed)
    {
        if (goal is not { } most || measured <= most)
        {
            return;
        }

        string side = most < 0 ? "below" : "above";
        missed.Add(new Problem(
            ProblemCode.GoalMissed,
            string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(measured):0.####}{unit} is {side} the goal, {Math.Abs(most):0.####}"),
            "change the policy, or the goal when it is not what is needed") { Field = field });
    }
}
