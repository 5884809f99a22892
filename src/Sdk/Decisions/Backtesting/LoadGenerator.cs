namespace Scalewright.Decisions.Backtesting;

/// <summary>Loads made by rule; the same for the same seed.</summary>
public static class LoadGenerator
{
    /// <summary>The same load all the time.</summary>
    /// <param name="load">The load.</param>
    /// <param name="step">Length of a step.</param>
    /// <param name="count">How many steps.</param>
    public static LoadTrace Constant(double load, TimeSpan step, int count) => new("constant", step, Enumerable.Repeat(load, count).ToValueList());

    /// <summary>A load that jumps at some steps.</summary>
    /// <param name="step">Length of a step.</param>
    /// <param name="parts">Loads, and for how many steps each.</param>
    public static LoadTrace Steps(TimeSpan step, params IEnumerable<(double Load, int Count)> parts) =>
        new("steps", step, parts.SelectMany(part => Enumerable.Repeat(part.Load, part.Count)).ToValueList());

    /// <summary>A load with a day and night, noise, and spikes that come without warning and fade.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="step">Length of a step.</param>
    /// <param name="days">How many days.</param>
    /// <param name="peak">The load at noon, without noise.</param>
    /// <param name="spikesPerDay">How many spikes a day has, on average; default 2.</param>
    /// <param name="noise">Deviation of the noise, as a part of the load; default 0.05.</param>
    public static LoadTrace Daily(int seed, TimeSpan step, int days, double peak, double spikesPerDay = 2, double noise = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(step, TimeSpan.Zero);
        SeededDraw chance = new((ulong)seed);
        int perDay = (int)(TimeSpan.TicksPerDay / step.Ticks);
        double fading = Math.Exp(-step.TotalMinutes / 10);
        double spike = 0;
        double[] values = new double[perDay * days];
        for (int index = 0; index < values.Length; index++)
        {
            double phase = (double)(index % perDay) / perDay;
            double rhythm = 0.55 - (0.45 * Math.Cos(2 * Math.PI * phase));
            spike = chance.Next() < spikesPerDay / perDay ? spike + (peak * chance.Next()) : spike * fading;
            values[index] = Math.Max(0, ((peak * rhythm) + spike) * (1 + (noise * chance.NextNormal())));
        }

        return new LoadTrace($"daily-{seed}", step, ValueList.Create<double>(values));
    }
}
