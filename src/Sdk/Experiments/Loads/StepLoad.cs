namespace Scalewright.Experiments.Loads;

/// <summary>A load that changes in steps. The last step has no end.</summary>
/// <param name="Steps">The steps in order, at least one.</param>
[DocumentRecord(IsPart = true)]
public sealed record StepLoad(ValueList<LoadStep> Steps) : LoadShape
{
    /// <inheritdoc/>
    public override double RateAt(TimeSpan at, LoadFeedback feedback = default)
    {
        foreach (LoadStep part in Steps)
        {
            if (at < part.Duration)
            {
                return part.Rate;
            }

            at -= part.Duration;
        }

        return Steps[^1].Rate;
    }

    /// <inheritdoc/>
    public override double RecordsBetween(TimeSpan from, TimeSpan until, LoadFeedback feedback = default)
    {
        double records = 0;
        TimeSpan begin = TimeSpan.Zero;
        for (int index = 0; index < Steps.Count && begin < until; index++)
        {
            TimeSpan end = index == Steps.Count - 1 || Steps[index].Duration >= until - begin ? until : begin + Steps[index].Duration;
            records += Steps[index].Rate * Overlap(from, until, begin, end);
            begin = end;
        }

        return records;
    }

    /// <inheritdoc/>
    public override ValueList<Problem> Check()
    {
        FieldChecks checks = new();
        if (Steps.Count == 0)
        {
            checks.Add(ProblemCode.OutOfRange, "steps", "is empty", "use at least one");
        }

        for (int index = 0; index < Steps.Count; index++)
        {
            checks.Rate($"steps[{index}].rate", Steps[index].Rate).Above0($"steps[{index}].duration", Steps[index].Duration);
        }

        return checks.ToList();
    }
}
