using Scalewright.Charts;

namespace Scalewright.Decisions.Backtesting;

/// <summary>Answer of the page of a back-test: the best policy by the goals, or by cost and violations.</summary>
internal static class BacktestVerdict
{
    // Limits of a finding that asks for attention.
    private const double MaxChangesPerDay = 100;
    private const int MaxDesiredToDemand = 2;
    private const double MinUtilizationPercent = 30;

    /// <param name="loads">Figures by load, each with the policies by cost first.</param>
    public static ChartVerdict Create(BacktestSummary[][] loads, BacktestGoals? goals)
    {
        BacktestSummary[][] candidates =
        [
            .. loads.Select(load => load.Where(row => !row.IsBaseline).ToArray()).Where(load => load.Length > 0),
        ];
        return candidates.Length switch
        {
            0 => new ChartVerdict("There is no policy to compare: only baselines were run."),
            1 => Create(candidates[0], loads.First(load => load.Contains(candidates[0][0])), goals),
            _ => CreateForLoads(candidates, goals),
        };
    }

    /// <summary>Returns the policy for which no other is cheaper, or as cheap with fewer violations.</summary>
    private static BacktestSummary GetCheapest(IEnumerable<BacktestSummary> policies) =>
        policies.OrderBy(row => row.Report.Cost).ThenBy(row => row.Violations).First();

    private static ChartVerdict Create(BacktestSummary[] policies, BacktestSummary[] load, BacktestGoals? goals)
    {
        string note = GetNote(policies, goals);
        if (goals is null)
        {
            BacktestSummary best = GetCheapest(policies);
            return new ChartVerdict($"{GetCostSentence(best, policies, load)} {GetViolationSentence(best, policies)}")
            {
                Findings = [.. GetSavings(policies, load), .. GetTradeOffs(best, policies), .. GetChecks(policies)],
                Note = note,
            };
        }

        (BacktestSummary Row, ValueList<Problem> Missed)[] judged = [.. policies.Select(row => (row, goals.FindMissed(row.Report)))];
        BacktestSummary[] passed = [.. judged.Where(policy => policy.Missed.Count == 0).Select(policy => policy.Row)];
        return new ChartVerdict(GetGoalSentence(policies, passed))
        {
            IsPassed = passed.Length > 0,
            Findings =
            [
                .. judged
                    .Where(policy => policy.Missed.Count > 0)
                    .Select(policy =>
                        $"fail: {policy.Row.Report.Name}: {string.Join("; ", policy.Missed.Select(problem => problem.Message))}."
                    ),
                .. GetSavings(policies, load),
                .. GetChecks(policies),
            ],
            Note = note,
        };
    }

    private static string GetGoalSentence(BacktestSummary[] policies, BacktestSummary[] passed)
    {
        if (passed.Length == 0)
        {
            return policies.Length > 1 ? "No policy meets all goals." : $"{policies[0].Report.Name} misses a goal.";
        }

        BacktestSummary best = GetCheapest(passed);
        string lowest = passed.Length > 1 ? " at the lowest cost" : "";
        return $"{best.Report.Name} meets all goals{lowest}: {BacktestSummary.FormatCost(best.Report.Cost)}.";
    }

    private static ChartVerdict CreateForLoads(BacktestSummary[][] loads, BacktestGoals? goals)
    {
        BacktestSummary[] winners =
        [
            .. loads
                .Select(policies => policies.Where(row => goals is null || goals.FindMissed(row.Report).Count == 0).ToArray())
                .Where(policies => policies.Length > 0)
                .Select(GetCheapest),
        ];
        string wins = string.Join(
            ", ",
            winners
                .CountBy(row => row.Report.Name)
                .OrderByDescending(entry => entry.Value)
                .Select(entry => $"{entry.Key} for {entry.Value} of {Pluralizer.Format(loads.Length, "load")}")
        );
        string condition = goals is null ? "" : " that meets all goals";
        string note = goals is null ? "" : $" {DescribeGoals(goals)}";
        return new ChartVerdict($"Cheapest policy{condition}: {(wins.Length > 0 ? wins : "none")}.")
        {
            IsPassed = goals is null ? null : winners.Length == loads.Length,
            Note = "Costs of different loads are not compared; a tournament compares policies over several loads." + note,
        };
    }

    private static string GetCostSentence(BacktestSummary best, BacktestSummary[] policies, BacktestSummary[] load)
    {
        string cost = BacktestSummary.FormatCost(best.Report.Cost);
        BacktestSummary[] otherPolicies = [.. policies.Where(row => row != best)];
        if (otherPolicies.Length > 0)
        {
            BacktestSummary next = GetCheapest(otherPolicies);
            return next.Report.Cost > best.Report.Cost
                ? $"{best.Report.Name} is the cheapest: {cost}, {GetLess(best, next)} less than {next.Report.Name}."
                : $"{best.Report.Name} costs {cost}, as much as {next.Report.Name}.";
        }

        BacktestSummary? peak = load.FirstOrDefault(row => row.Report.Name == BaselinePolicies.StaticPeak);
        if (peak is null)
        {
            return $"{best.Report.Name} costs {cost}.";
        }

        return peak.Report.Cost >= best.Report.Cost
            ? $"{best.Report.Name} costs {cost}, {GetLess(best, peak)} less than a constant size for the peak."
            : $"{best.Report.Name} costs {cost}, {GetLess(peak, best)} more than a constant size for the peak.";
    }

    // The difference relative to the second, which is the more expensive one, unless the first is the static peak.
    private static string GetLess(BacktestSummary row, BacktestSummary next)
    {
        double reference = row.Report.Name == BaselinePolicies.StaticPeak ? row.Report.Cost : next.Report.Cost;
        return MeasurementFormatter.Ratio(reference > 0 ? (next.Report.Cost - row.Report.Cost) / reference : 0);
    }

    // Violations at the start do not count.
    private static string GetViolationSentence(BacktestSummary best, BacktestSummary[] policies)
    {
        BacktestSummary[] otherPolicies = [.. policies.Where(row => row != best)];
        if (otherPolicies.Length == 0)
        {
            return best.Violations > TimeSpan.Zero
                ? $"Load waits too long {GetTime(best)}."
                : "After the start, load never waits too long.";
        }

        BacktestSummary next = GetCheapest(otherPolicies);
        bool isPair = policies.Length == 2;
        if (best.Violations == next.Violations && best.Violations > TimeSpan.Zero)
        {
            string both = isPair ? "both policies" : $"{best.Report.Name} and {next.Report.Name} alike";
            return $"With {both}, load waits too long {GetTime(best)}.";
        }

        if (best.Violations == next.Violations)
        {
            string policyNames = isPair ? "either policy" : $"{best.Report.Name} or {next.Report.Name}";
            return $"After the start, load never waits too long with {policyNames}.";
        }

        return (best.Violations > TimeSpan.Zero, next.Violations > TimeSpan.Zero) switch
        {
            (true, true) => $"Load waits too long {GetTime(best)}, and for {BacktestSummary.Format(next.Violations)} "
                + $"with {next.Report.Name}.",
            (true, false) => $"Load waits too long {GetTime(best)}, and never with {next.Report.Name}.",
            _ => $"After the start, load never waits too long; with {next.Report.Name}, it does {GetTime(next)}.",
        };
    }

    private static string GetTime(BacktestSummary row) =>
        $"for {BacktestSummary.Format(row.Violations)} in {BacktestSummary.FormatDays(row.Report.Trace.Duration)}";

    private static IEnumerable<string> GetSavings(BacktestSummary[] policies, BacktestSummary[] load)
    {
        if (
            load.FirstOrDefault(row => row.Report.Name == BaselinePolicies.StaticPeak) is { } peak
            && policies.All(row => row.Saving is not null)
        )
        {
            yield return $"Part of the possible saving over a constant size for the peak "
                + $"({BacktestSummary.FormatCost(peak.Report.Cost)}): "
                + $"{string.Join(", ", policies.Select(
                    row => $"{row.Report.Name} {MeasurementFormatter.Ratio(row.Saving!.Value)}"))}.";
        }
    }

    private static IEnumerable<string> GetTradeOffs(BacktestSummary best, BacktestSummary[] policies)
    {
        List<BacktestSummary> efficient = [];
        foreach (BacktestSummary row in policies)
        {
            if (policies.FirstOrDefault(other => IsBetter(other, row)) is { } better)
            {
                string cost = better.Report.Cost < row.Report.Cost ? "less" : "no more";
                string violations = better.Violations < row.Violations ? "less" : "no more";
                yield return $"{better.Report.Name} costs {cost} than {row.Report.Name} and has {violations} time in violation.";
            }
            else
            {
                efficient.Add(row);
            }
        }

        if (efficient.FirstOrDefault(row => row.Violations < best.Violations) is { } safer)
        {
            double price = (safer.Report.Cost - best.Report.Cost) / (best.Violations - safer.Violations).TotalMinutes;
            yield return $"Between {best.Report.Name} and {safer.Report.Name}, the price of a minute of violation "
                + $"decides: below {BacktestSummary.FormatCost(price)}, {best.Report.Name} is cheaper.";
        }
    }

    private static bool IsBetter(BacktestSummary other, BacktestSummary row) =>
        other.Report.Cost <= row.Report.Cost
        && other.Violations <= row.Violations
        && (other.Report.Cost < row.Report.Cost || other.Violations < row.Violations);

    private static IEnumerable<string> GetChecks(BacktestSummary[] policies)
    {
        foreach (BacktestSummary row in policies)
        {
            string[] checks = [.. GetChecks(row)];
            if (checks.Length > 0)
            {
                yield return $"check: {row.Report.Name} {string.Join(", ", checks)}.";
            }
        }
    }

    private static IEnumerable<string> GetChecks(BacktestSummary row)
    {
        BacktestReport report = row.Report;
        if (row.ChangesPerDay > MaxChangesPerDay)
        {
            yield return $"changes its size {BacktestSummary.FormatNumber(row.ChangesPerDay)} times a day";
        }

        int demand = row.MaxDemand;
        int desired = report.Steps.Max(step => step.DesiredCount);
        if (desired > (long)MaxDesiredToDemand * Math.Max(1, demand))
        {
            yield return $"requests up to {Pluralizer.FormatGrouped(desired, "node")} where at most "
                + $"{demand.ToString("N0", CultureInfo.InvariantCulture)} are needed";
        }

        if (report.UtilizationPercent < MinUtilizationPercent)
        {
            yield return $"keeps its nodes only {MeasurementFormatter.Ratio(report.UtilizationPercent / 100)} busy";
        }

        if (report.LostPercent > 0)
        {
            yield return $"loses {MeasurementFormatter.Ratio(report.LostPercent / 100)} of the load";
        }
    }

    private static string GetNote(BacktestSummary[] policies, BacktestGoals? goals)
    {
        TimeSpan[] starts = [.. policies.Select(row => row.Report.Trace.Step * row.StartSteps).Order()];
        string length =
            starts[0] == starts[^1]
                ? BacktestSummary.Format(starts[^1])
                : $"{BacktestSummary.Format(starts[0])} to {BacktestSummary.Format(starts[^1])}";
        string start = starts[^1] > TimeSpan.Zero ? $" The first {length}, before enough nodes were ready, do not count." : "";
        return "One load and one seed, so there are no intervals: the result holds for this load. A tournament over "
            + "several loads shows whether it holds for others."
            + (
                goals is null
                    ? $"{start} No goals are set; BacktestGoals add pass and fail."
                    : $" {DescribeGoals(goals)} They include the violations at the start."
            );
    }

    private static string DescribeGoals(BacktestGoals goals) => $"Goals: {string.Join("; ", goals.Describe().DefaultIfEmpty("none"))}.";
}
