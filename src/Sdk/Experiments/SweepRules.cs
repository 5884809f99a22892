namespace Scalewright.Experiments;

/// <summary>Validation rules for the points of one definition together. They share a folder and its files.</summary>
internal static class SweepRules
{
    /// <summary>Maximum number of experiments of one definition.</summary>
    public const int MaxPoints = 10_000;

    public static ValueList<Problem> Check(IReadOnlyList<Experiment> points)
    {
        FieldChecks checks = new();
        if (points.Count > MaxPoints)
        {
            return checks
                .Add(
                    ProblemCode.OutOfRange,
                    "type",
                    $"{points.Count} experiments are more than {MaxPoints}",
                    "use fewer values, or several definitions"
                )
                .ToList();
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (Experiment point in points)
        {
            if (!names.Add(point.PointName))
            {
                checks.Add(
                    ProblemCode.DuplicateName,
                    "type",
                    $"two points are called '{point.PointName}'",
                    "let each have parameters of its own"
                );
            }
        }

        Same(points, "name", point => point.Name, checks);
        Same(points, "runs", point => point.RunCount.ToString(CultureInfo.InvariantCulture), checks);
        Same(points, "task", point => point.ScaledTask, checks);
        return checks.ToList();
    }

    private static void Same(IReadOnlyList<Experiment> points, string field, Func<Experiment, string> value, FieldChecks checks)
    {
        if (points.Select(value).Distinct(StringComparer.Ordinal).Take(2).ToArray() is [var first, var second])
        {
            checks.Add(
                ProblemCode.ConflictingFields,
                field,
                $"points of one definition have {TextEscaping.Escape(first)} and {TextEscaping.Escape(second)}",
                "give them the same, or use several definitions"
            );
        }
    }
}
