namespace Scalewright.Decisions.Backtesting;

internal static class LoadArguments
{
    /// <exception cref="ArgumentOutOfRangeException">The load is not from 0 to
    /// <see cref="MetricReading.MaxValue"/>.</exception>
    public static void CheckLoad(double load, string name)
    {
        if (!MetricReading.IsValid(load))
        {
            throw new ArgumentOutOfRangeException(name, load, "Use a number from 0 to 1e15.");
        }
    }

    /// <exception cref="ArgumentOutOfRangeException">The step or the count is out of range, or the steps end after the
    /// year 9999.</exception>
    public static void CheckLength(TimeSpan step, long count, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(step, TimeSpan.Zero);
        if (count is < 1 or > TraceOptions.MaxStepsLimit)
        {
            throw new ArgumentOutOfRangeException(name, count, $"{count} steps: use 1 to {TraceOptions.MaxStepsLimit}.");
        }

        if ((Int128)step.Ticks * count >= (DateTimeOffset.MaxValue - LoadTrace.StartDefault).Ticks)
        {
            throw new ArgumentOutOfRangeException(
                name,
                count,
                $"{count} steps of {step} end after the year 9999: use fewer or shorter ones."
            );
        }
    }
}
