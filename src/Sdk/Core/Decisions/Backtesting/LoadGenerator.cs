namespace Scalewright.Decisions.Backtesting;

/// <summary>Loads made by rule; the same for the same seed.</summary>
public static class LoadGenerator
{
    /// <summary>The same load all the time.</summary>
    /// <param name="load">The load, 0 to <see cref="MetricReading.ValueMax"/>.</param>
    /// <param name="step">Length of a step, above 0.</param>
    /// <param name="count">How many steps, 1 to <see cref="TraceOptions.StepsLimit"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is not what it may be, or the load ends after the year 9999.</exception>
    public static LoadTrace Constant(double load, TimeSpan step, int count)
    {
        LoadArguments.CheckLoad(load, nameof(load));
        LoadArguments.CheckLength(step, count, nameof(count));
        return new("constant", step, Enumerable.Repeat(load, count).ToValueList());
    }

    /// <summary>A load that jumps at some steps.</summary>
    /// <param name="step">Length of a step, above 0.</param>
    /// <param name="parts">Loads from 0 to <see cref="MetricReading.ValueMax"/>, and for how many steps each; together 1 to <see cref="TraceOptions.StepsLimit"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is not what it may be, or the load ends after the year 9999.</exception>
    public static LoadTrace Steps(TimeSpan step, params IEnumerable<(double Load, int Count)> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        (double Load, int Count)[] all = [.. parts];
        foreach ((double load, int count) in all)
        {
            LoadArguments.CheckLoad(load, nameof(parts));
            ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(parts));
        }

        LoadArguments.CheckLength(step, all.Sum(part => (long)part.Count), nameof(parts));
        return new("steps", step, all.SelectMany(part => Enumerable.Repeat(part.Load, part.Count)).ToValueList());
    }

    /// <summary>A load with a day and night, noise, and spikes that come without warning and fade.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="step">Length of a step, above 0, at most a day.</param>
    /// <param name="days">How many days, 1 or more; at most <see cref="TraceOptions.StepsLimit"/> steps.</param>
    /// <param name="peak">The load at noon, without noise, 0 to <see cref="MetricReading.ValueMax"/>.</param>
    /// <param name="spikesPerDay">How many spikes a day has, on average, 0 or more; default 2.</param>
    /// <param name="noise">Deviation of the noise, as a part of the load, 0 or more; default 0.05.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is not what it may be, or the load ends after the year 9999.</exception>
    public static LoadTrace Daily(int seed, TimeSpan step, int days, double peak, double spikesPerDay = 2, double noise = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(step, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(step, TimeSpan.FromDays(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        LoadArguments.CheckLength(step, Math.Min(TimeSpan.TicksPerDay / step.Ticks, TraceOptions.StepsLimit + 1L) * days, nameof(days));
        LoadArguments.CheckLoad(peak, nameof(peak));
        LoadArguments.CheckLoad(spikesPerDay, nameof(spikesPerDay));
        LoadArguments.CheckLoad(noise, nameof(noise));
        return MakeDaily(seed, step, days, peak, spikesPerDay, noise);
    }

    private static LoadTrace MakeDaily(int seed, TimeSpan step, int days, double peak, double spikesPerDay, double noise)
    {
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
            values[index] = Math.Clamp(((peak * rhythm) + spike) * (1 + (noise * chance.NextNormal())), 0, MetricReading.ValueMax);
        }

        return new LoadTrace($"daily-{seed}", step, ValueList.Create<double>(values));
    }
}
