namespace Scalewright.Decisions.Policies;

/// <summary>
/// Checks the steps of one policy. Sources: Amazon EC2 Auto Scaling User Guide, "Step adjustments for step scaling" and
/// "Quotas"; API reference, StepAdjustment.
/// </summary>
internal static class StepRanges
{
    // User Guide, "Quotas": step adjustments per step scaling policy.
    private const int MaxCount = 20;

    /// <summary>Returns a problem without a field for each violated rule; empty for valid steps.</summary>
    /// <param name="type">Meaning of the adjustments.</param>
    public static IEnumerable<Problem> FindProblems(IReadOnlyCollection<StepAdjustment> steps, AdjustmentType type)
    {
        if (steps.Count > MaxCount)
        {
            yield return new(ProblemCode.OutOfRange, $"{steps.Count} steps are given; at most {MaxCount} are allowed", "use fewer steps");
        }

        foreach (double bound in steps.SelectMany(GetBounds).Where(bound => !double.IsFinite(bound)))
        {
            yield return new(
                ProblemCode.OutOfRange,
                $"{Text(bound)} is not a finite number",
                "use a number, and null for a step without bound"
            );
        }

        foreach (Problem problem in steps.SelectMany(step => FindAdjustmentProblems(type, step.ScalingAdjustment)))
        {
            yield return problem;
        }

        if (steps.SelectMany(GetBounds).All(double.IsFinite))
        {
            foreach (Problem problem in FindRangeProblems(steps))
            {
                yield return problem;
            }
        }
    }

    /// <summary>Returns a problem without a field for the value of one adjustment; empty if it is valid.</summary>
    public static IEnumerable<Problem> FindAdjustmentProblems(AdjustmentType type, double value)
    {
        if (!double.IsFinite(value))
        {
            yield return new(ProblemCode.OutOfRange, $"{Text(value)} is not a finite number", "use a number");
        }
        else if (type == AdjustmentType.ExactCapacity && value < 0)
        {
            yield return new(ProblemCode.OutOfRange, $"an exact capacity must be 0 or more, not {Text(value)}", "use 0 or more");
        }
    }

    private static IEnumerable<Problem> FindRangeProblems(IReadOnlyCollection<StepAdjustment> steps)
    {
        StepAdjustment[] reversed = [.. steps.Where(step => step.LowerBound >= step.UpperBound)];
        foreach (StepAdjustment step in reversed)
        {
            yield return Conflict(
                $"a lower bound must be below its upper bound: {Text(step.LowerBound)} is not below the upper bound "
                    + Text(step.UpperBound),
                "exchange or change the bounds"
            );
        }

        if (steps.Any(step => step is { LowerBound: null, UpperBound: null }))
        {
            yield return Conflict("a step must have a lower or an upper bound", "add a bound");
        }

        // Gaps and overlaps of reversed ranges only repeat their problem.
        if (reversed.Length > 0)
        {
            yield break;
        }

        foreach (Problem problem in FindGapsAndOverlaps(steps))
        {
            yield return problem;
        }

        if (steps.Any(step => step.LowerBound < 0) && steps.All(step => step.LowerBound is not null))
        {
            yield return Conflict("a negative lower bound requires a step without lower bound", "add the step");
        }

        if (steps.Any(step => step.UpperBound > 0) && steps.All(step => step.UpperBound is not null))
        {
            yield return Conflict("a positive upper bound requires a step without upper bound", "add the step");
        }
    }

    /// <summary>
    /// Visits the steps by lower bound and remembers the highest upper bound so far. A later start is a gap, an earlier
    /// one an overlap, which is reported once because one wide step can overlap all others.
    /// </summary>
    private static IEnumerable<Problem> FindGapsAndOverlaps(IReadOnlyCollection<StepAdjustment> steps)
    {
        bool overlaps = false;
        double? end = null;
        foreach (StepAdjustment step in steps.OrderBy(GetLower))
        {
            overlaps |= GetLower(step) < end;
            if (GetLower(step) > end)
            {
                yield return Conflict(
                    $"there is a gap from {Text(end)} to {Text(step.LowerBound)} between two steps",
                    "start each step where the step below it ends"
                );
            }

            end = Math.Max(end ?? double.NegativeInfinity, GetUpper(step));
        }

        if (overlaps)
        {
            yield return Conflict("the ranges of two steps overlap", "start each step where the step below it ends");
        }
    }

    private static Problem Conflict(string found, string advice) => new(ProblemCode.ConflictingFields, found, advice);

    private static IEnumerable<double> GetBounds(StepAdjustment step) => new[] { step.LowerBound, step.UpperBound }.OfType<double>();

    private static double GetLower(StepAdjustment step) => step.LowerBound ?? double.NegativeInfinity;

    private static double GetUpper(StepAdjustment step) => step.UpperBound ?? double.PositiveInfinity;

    private static string Text(double? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
