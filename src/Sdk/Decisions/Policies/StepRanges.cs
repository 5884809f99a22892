namespace Scalewright.Decisions.Policies;

/// <summary>
/// Rules for the steps of one policy. Sources: Amazon EC2 Auto Scaling User Guide, "Step adjustments for step scaling"
/// and "Quotas"; API reference, StepAdjustment.
/// </summary>
internal static class StepRanges
{
    private const int MaxCount = 20;

    /// <summary>Returns the violated rules with the accepted values; empty for valid steps.</summary>
    /// <param name="type">Meaning of the adjustments.</param>
    public static IEnumerable<(ProblemCode Code, string Found, string Advice)> FindFaults(
        IReadOnlyCollection<StepAdjustment> steps,
        AdjustmentType type
    )
    {
        if (steps.Count > MaxCount)
        {
            yield return (ProblemCode.OutOfRange, $"{steps.Count} steps are given; at most {MaxCount} are allowed", "use fewer steps");
        }

        foreach (double bound in steps.SelectMany(GetBounds).Where(bound => !double.IsFinite(bound)))
        {
            yield return (
                ProblemCode.OutOfRange,
                $"{Text(bound)} is not a finite number",
                "use a number, and null for a step without bound"
            );
        }

        foreach ((ProblemCode, string, string) fault in steps.SelectMany(step => FindAdjustmentFaults(type, step.ScalingAdjustment)))
        {
            yield return fault;
        }

        if (steps.SelectMany(GetBounds).All(double.IsFinite))
        {
            foreach ((string found, string advice) in FindRangeFaults(steps))
            {
                yield return (ProblemCode.ConflictingFields, found, advice);
            }
        }
    }

    /// <summary>Returns the violated rule for the value of one adjustment; empty if it is valid.</summary>
    public static IEnumerable<(ProblemCode Code, string Found, string Advice)> FindAdjustmentFaults(AdjustmentType type, double value)
    {
        if (!double.IsFinite(value))
        {
            yield return (ProblemCode.OutOfRange, $"{Text(value)} is not a finite number", "use a number");
        }
        else if (type == AdjustmentType.ExactCapacity && value < 0)
        {
            yield return (ProblemCode.OutOfRange, $"an exact capacity must be 0 or more, not {Text(value)}", "use 0 or more");
        }
    }

    private static IEnumerable<(string Found, string Advice)> FindRangeFaults(IReadOnlyCollection<StepAdjustment> steps)
    {
        StepAdjustment[] reversed = [.. steps.Where(step => step.LowerBound >= step.UpperBound)];
        foreach (StepAdjustment step in reversed)
        {
            yield return (
                $"a lower bound must be below its upper bound: {Text(step.LowerBound)} is not below the upper bound "
                    + Text(step.UpperBound),
                "exchange or change the bounds"
            );
        }

        if (steps.Any(step => step is { LowerBound: null, UpperBound: null }))
        {
            yield return ("a step must have a lower or an upper bound", "add a bound");
        }

        if (reversed.Length > 0)
        {
            yield break;
        }

        bool overlaps = false;
        double? end = null;
        foreach (StepAdjustment step in steps.OrderBy(GetLower))
        {
            overlaps |= GetLower(step) < end;
            if (GetLower(step) > end)
            {
                yield return (
                    $"there is a gap from {Text(end)} to {Text(step.LowerBound)} between two steps",
                    "start each step where the step below it ends"
                );
            }

            end = Math.Max(end ?? double.NegativeInfinity, GetUpper(step));
        }

        if (overlaps)
        {
            yield return ("the ranges of two steps overlap", "start each step where the step below it ends");
        }

        if (steps.Any(step => step.LowerBound < 0) && steps.All(step => step.LowerBound is not null))
        {
            yield return ("a negative lower bound requires a step without lower bound", "add the step");
        }

        if (steps.Any(step => step.UpperBound > 0) && steps.All(step => step.UpperBound is not null))
        {
            yield return ("a positive upper bound requires a step without upper bound", "add the step");
        }
    }

    private static IEnumerable<double> GetBounds(StepAdjustment step) => [step.LowerBound ?? 0, step.UpperBound ?? 0];

    private static double GetLower(StepAdjustment step) => step.LowerBound ?? double.NegativeInfinity;

    private static double GetUpper(StepAdjustment step) => step.UpperBound ?? double.PositiveInfinity;

    private static string Text(double? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
