namespace Scalewright.Experiments.Loads;

/// <summary>A load over time, in records a second. A value; it draws no chance.</summary>
public abstract record LoadShape
{
    private const int Looks = 16;

    /// <summary>Records a second at an instant, 0 or more.</summary>
    /// <param name="at">Time since the load began, 0 or more.</param>
    /// <param name="feedback">What a closed loop must know; others do not look at it.</param>
    public abstract double RateAt(TimeSpan at, LoadFeedback feedback = default);

    /// <summary>
    /// Records that come between two instants; parts of a time add up to all of it. The shapes that are built in have it exactly; one that does not say is looked at
    /// often enough for what lasts longer than a sixteenth of the time.
    /// </summary>
    /// <param name="from">The one, time since the load began, 0 or more.</param>
    /// <param name="until">The other, not before it.</param>
    /// <param name="feedback">What a closed loop must know; others do not look at it.</param>
    public virtual double RecordsBetween(TimeSpan from, TimeSpan until, LoadFeedback feedback = default)
    {
        TimeSpan piece = (until - from) / Looks;
        double sum = 0;
        for (int index = 0; index < Looks; index++)
        {
            sum += RateAt(from + (piece * (index + 0.5)), feedback);
        }

        return sum / Looks * (until - from).TotalSeconds;
    }

    /// <summary>Seconds for which two times overlap; 0 or more.</summary>
    internal static double Overlap(TimeSpan from, TimeSpan until, TimeSpan begin, TimeSpan end)
    {
        TimeSpan overlap = (until < end ? until : end) - (from > begin ? from : begin);
        return Math.Max(0, overlap.TotalSeconds);
    }

    /// <summary>All that is wrong with it; empty when nothing is.</summary>
    public virtual ValueList<Problem> Check() => [];
}
