namespace Scalewright.Experiments.Loads;

/// <summary>A load that changes in steps. The last step has no end.</summary>
/// <param name="Parts">The steps in order, at least one.</param>
public sealed record StepLoad(ValueList<LoadStep> Parts) : LoadShape
{
    /// <inheritdoc/>
    public override double RateAt(TimeSpan at, LoadFeedback feedback = default)
    {
        foreach (LoadStep part in Parts)
        {
            if (at < part.For)
            {
                return part.Rate;
            }

            at -= part.For;
        }

        return Parts[^1].Rate;
    }

    /// <inheritdoc/>
    public override double RecordsBetween(TimeSpan from, TimeSpan until, LoadFeedback feedback = default)
    {
        double records = 0;
        TimeSpan begin = TimeSpan.Zero;
        for (int index = 0; index < Parts.Count && begin < until; index++)
        {
            TimeSpan end = index == Parts.Count - 1 || Parts[index].For >= until - begin ? until : begin + Parts[index].For;
            records += Parts[index].Rate * Overlap(from, until, begin, end);
            begin = end;
        }

        return records;
    }

    /// <inheritdoc/>
    public override ValueList<Problem> Check()
    {
        FieldChecks checks = new();
        if (Parts.Count == 0)
        {
            checks.Add(ProblemCode.OutOfRange, "steps", "there is none", "use at least one");
        }

        for (int index = 0; index < Parts.Count; index++)
        {
            checks.Rate($"steps[{index}].rate", Parts[index].Rate).Above0($"steps[{index}].for", Parts[index].For);
        }

        return checks.ToList();
    }
}
