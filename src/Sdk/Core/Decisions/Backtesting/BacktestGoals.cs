namespace Scalewright.Decisions.Backtesting;

/// <summary>What a back-test shall reach, each a number from 0. What is null is no goal.</summary>
public sealed record BacktestGoals
{
    /// <summary>At most so many percent of the steps with load that waits too long or is lost.</summary>
    public double? ViolationPercentMax { get; init; }

    /// <summary>At most so many percent of the load lost.</summary>
    public double? LostPercentMax { get; init; }

    /// <summary>At most this cost.</summary>
    public double? CostMax { get; init; }

    /// <summary>At most this part of what as many nodes as the peak needs would cost, as in 0.7.</summary>
    public double? CostOfPeakMax { get; init; }

    /// <summary>At most so many turns a day from growing to shrinking or back.</summary>
    public double? ReversalsPerDayMax { get; init; }

    /// <summary>At least this utilization, in percent.</summary>
    public double? UtilizationPercentMin { get; init; }

    /// <summary>At most this deviation from a perfect elasticity; see <see cref="Elasticity.Deviation"/>.</summary>
    public double? DeviationMax { get; init; }

    /// <summary>All that is wrong with the goals themselves; empty when nothing is.</summary>
    public ValueList<Problem> Check() => new PolicyProblems().NotNegative(nameof(ViolationPercentMax), ViolationPercentMax ?? 0).NotNegative(nameof(LostPercentMax), LostPercentMax ?? 0)
        .NotNegative(nameof(CostMax), CostMax ?? 0).NotNegative(nameof(CostOfPeakMax), CostOfPeakMax ?? 0).NotNegative(nameof(ReversalsPerDayMax), ReversalsPerDayMax ?? 0)
        .NotNegative(nameof(UtilizationPercentMin), UtilizationPercentMin ?? 0).NotNegative(nameof(DeviationMax), DeviationMax ?? 0).ToList();

    /// <summary>The goals that a report misses, in the order of the goals.</summary>
    /// <param name="report">The report.</param>
    /// <exception cref="DecisionException">A goal is no number from 0; all such goals are told at once.</exception>
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

    // A least is the most of the opposite, and is told as what it is. What is no number misses every goal.
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
