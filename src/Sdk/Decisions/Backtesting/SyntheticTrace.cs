using Scalewright.Statistics;

namespace Scalewright.Decisions.Backtesting;

/// <summary>Generates synthetic loads. The same seed generates the same load.</summary>
public static class SyntheticTrace
{
    /// <summary>Creates a constant load.</summary>
    /// <param name="load">The load, 0 to <see cref="MetricReading.MaxValue"/>.</param>
    /// <param name="step">Length of a step, above 0.</param>
    /// <param name="count">Number of steps, 1 to <see cref="TraceOptions.MaxStepsLimit"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range, or the load ends after the year
    /// 9999.</exception>
    public static LoadTrace Constant(double load, TimeSpan step, int count)
    {
        LoadArguments.CheckLoad(load, nameof(load));
        LoadArguments.CheckLength(step, count, nameof(count));
        return new("constant", step, Enumerable.Repeat(load, count).ToValueList());
    }

    /// <summary>Creates a load with sudden changes.</summary>
    /// <param name="step">Length of a step, above 0.</param>
    /// <param name="parts">Loads from 0 to <see cref="MetricReading.MaxValue"/> and their number of steps; 1 to
    /// <see cref="TraceOptions.MaxStepsLimit"/> steps in total.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range, or the load ends after the year
    /// 9999.</exception>
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

    /// <summary>Creates a load with a daily cycle, noise, and sudden spikes that decay.</summary>
    /// <param name="seed">Random seed.</param>
    /// <param name="step">Length of a step, above 0, at most a day.</param>
    /// <param name="days">Number of days, 1 or more; at most <see cref="TraceOptions.MaxStepsLimit"/> steps.</param>
    /// <param name="peak">Load at noon without noise, 0 to <see cref="MetricReading.MaxValue"/>.</param>
    /// <param name="spikesPerDay">Average number of spikes per day, 0 or more. Default 2.</param>
    /// <param name="noise">Standard deviation of the noise relative to the load, 0 or more. Default 0.05.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range, or the load ends after the year
    /// 9999.</exception>
    public static LoadTrace Daily(int seed, TimeSpan step, int days, double peak, double spikesPerDay = 2, double noise = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(step, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(step, TimeSpan.FromDays(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        LoadArguments.CheckLength(step, Math.Min(TimeSpan.TicksPerDay / step.Ticks, TraceOptions.MaxStepsLimit + 1L) * days, nameof(days));
        LoadArguments.CheckLoad(peak, nameof(peak));
        LoadArguments.CheckLoad(spikesPerDay, nameof(spikesPerDay));
        LoadArguments.CheckLoad(noise, nameof(noise));
        return MakeDaily(seed, step, days, peak, spikesPerDay, noise);
    }

    private static LoadTrace MakeDaily(int seed, TimeSpan step, int days, double peak, double spikesPerDay, double noise)
    {
        SplitMixRandom random = new((ulong)seed);
        int perDay = (int)(TimeSpan.TicksPerDay / step.Ticks);
        double fading = Math.Exp(-step.TotalMinutes / 10);
        double spike = 0;
        double[] values = new double[perDay * days];
        for (int index = 0; index < values.Length; index++)
        {
            double phase = (double)(index % perDay) / perDay;
            double rhythm = 0.55 - (0.45 * Math.Cos(2 * Math.PI * phase));
            spike = random.Next() < spikesPerDay / perDay ? spike + (peak * random.Next()) : spike * fading;
            values[index] = Math.Clamp(((peak * rhythm) + spike) * (1 + (noise * random.NextNormal())), 0, MetricReading.MaxValue);
        }

        return new LoadTrace(string.Create(CultureInfo.InvariantCulture, $"daily-{seed}"), step, ValueList.Create<double>(values));
    }
}
