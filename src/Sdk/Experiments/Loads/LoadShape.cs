namespace Scalewright.Experiments.Loads;

/// <summary>A load over time, in records per second. Immutable and without random numbers.</summary>
public abstract record LoadShape
{
    private const int SampleCount = 16;

    /// <summary>Returns the rate at a time, in records per second, at least 0.</summary>
    /// <param name="at">Time since the start of the load, at least 0.</param>
    /// <param name="feedback">State of the job; only closed loops use it.</param>
    public abstract double RateAt(TimeSpan at, LoadFeedback feedback = default);

    /// <summary>
    /// Returns the number of records between two times. Sums over adjacent intervals equal the total. Built-in shapes
    /// compute it exactly. Shapes without an override are sampled often enough for changes that last longer than one
    /// sixteenth of the interval.
    /// </summary>
    /// <param name="from">Start of the interval since the start of the load, at least 0.</param>
    /// <param name="until">End of the interval, not before <paramref name="from"/>.</param>
    /// <param name="feedback">State of the job; only closed loops use it.</param>
    public virtual double RecordsBetween(TimeSpan from, TimeSpan until, LoadFeedback feedback = default)
    {
        TimeSpan sampleInterval = (until - from) / SampleCount;
        double sum = 0;
        for (int index = 0; index < SampleCount; index++)
        {
            sum += RateAt(from + (sampleInterval * (index + 0.5)), feedback);
        }

        return sum / SampleCount * (until - from).TotalSeconds;
    }

    /// <summary>Overlap of two intervals in seconds, at least 0.</summary>
    internal static double Overlap(TimeSpan from, TimeSpan until, TimeSpan begin, TimeSpan end)
    {
        TimeSpan last = until < end ? until : end;
        TimeSpan first = from > begin ? from : begin;
        return Math.Max(0, (last - first).TotalSeconds);
    }

    /// <summary>Returns all problems of the shape; empty if it is valid.</summary>
    public virtual ValueList<Problem> Check() => [];
}
