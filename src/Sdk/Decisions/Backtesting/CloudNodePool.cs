using Scalewright.Statistics;

namespace Scalewright.Decisions.Backtesting;

/// <summary>Counts the ready, booting and warming nodes of one modeled cloud, in constant time per step.</summary>
internal sealed class CloudNodePool
{
    // Up to this number of nodes, random numbers are drawn for each node; above it, expected values are used.
    private const int MaxDrawn = 1000;

    private readonly BacktestModel _model;
    private readonly double _stepHours;
    private readonly int _bootSteps;
    private readonly int _warmSteps;
    private readonly double _spreadSteps;

    // Number of nodes by the step in which they become ready or warm, in ring buffers that cover the slowest node.
    private readonly int[] _boots;
    private readonly int[] _warms;
    private double _untilFailure;

    public CloudNodePool(BacktestModel model, LoadTrace trace, int nodes)
    {
        _model = model;
        _stepHours = trace.Step.TotalHours;

        // Nodes that take longer than the load lasts never become ready.
        int never = trace.Values.Count + 1;
        _bootSteps = ToSteps(model.BootDelay, trace.Step, never);
        _warmSteps = ToSteps(model.WarmUpPeriod, trace.Step, never);
        _spreadSteps = Math.Min(model.BootJitter / trace.Step, never);
        _boots = new int[_bootSteps + (int)Math.Ceiling(_spreadSteps) + 1];
        _warms = new int[_warmSteps + 1];
        (Ready, _untilFailure) = (nodes, double.NaN);
    }

    public int Ready { get; private set; }

    public int Booting { get; private set; }

    public int Warming { get; private set; }

    /// <summary>Number of nodes that failed before they were ready. Placement policies can learn from it.</summary>
    public int LaunchFailures { get; private set; }

    /// <summary>Number of nodes that failed after they were ready.</summary>
    public int Losses { get; private set; }

    public int Healthy => Ready + Booting;

    /// <summary>Node count summed over all steps.</summary>
    public long PaidSteps { get; private set; }

    /// <summary>Capacity for a step, in warm nodes.</summary>
    public double Strength => Ready - (Warming * (1 - _model.WarmUpCapacityRatio));

    public void Pass(int step, ref SplitMixRandom random)
    {
        Warm(step);
        int due = Booting == 0 ? 0 : Drain(ref _boots[step % _boots.Length]);
        if (due > 0)
        {
            Booting -= due;
            Serve(step, Survivors(due, ref random));
        }

        if (_model.FailuresPerHour > 0)
        {
            ApplyFailures(ref random);
        }

        PaidSteps += Healthy;
    }

    /// <summary>Creates or removes nodes to reach a count; the youngest are removed first.</summary>
    public void Resize(int step, int count, ref SplitMixRandom random)
    {
        int missing = count - Healthy;
        if (missing > 0)
        {
            Request(step, missing, ref random);
        }

        int superfluous = Healthy - count;
        if (superfluous > 0)
        {
            int cancelled = Remove(_boots, step, Math.Min(superfluous, Booting));
            Booting -= cancelled;
            int remaining = Math.Min(superfluous - cancelled, Ready);
            Warming -= Remove(_warms, step, Math.Min(remaining, Warming));
            Ready -= remaining;
        }
    }

    private static int ToSteps(TimeSpan time, TimeSpan step, int never) => (int)Math.Min(Math.Ceiling(time / step), never);

    private void Request(int step, int count, ref SplitMixRandom random)
    {
        if (_spreadSteps > 0 && count <= MaxDrawn)
        {
            for (int node = 0; node < count; node++)
            {
                Boot(step, _bootSteps + (int)(random.Next() * (_spreadSteps + 1)), 1, ref random);
            }

            return;
        }

        // Distributed uniformly over the steps of the jitter, as individual draws would approximately be for this many
        // nodes.
        int parts = Math.Min(count, _spreadSteps > 0 ? (int)_spreadSteps + 1 : 1);
        for (int part = 0; part < parts; part++)
        {
            int share = (int)(((part + 1L) * count / parts) - ((long)part * count / parts));
            Boot(step, _bootSteps + (int)((long)part * ((int)_spreadSteps + 1) / parts), share, ref random);
        }
    }

    private void Boot(int step, int steps, int count, ref SplitMixRandom random)
    {
        if (steps == 0)
        {
            Serve(step, Survivors(count, ref random));
        }
        else
        {
            _boots[(step + Math.Min(steps, _boots.Length - 1)) % _boots.Length] += count;
            Booting += count;
        }
    }

    private static int Drain(ref int slot)
    {
        int count = slot;
        slot = 0;
        return count;
    }

    private static int Remove(int[] wheel, int step, int count)
    {
        int remaining = count;
        for (int ahead = wheel.Length - 1; ahead > 0 && remaining > 0; ahead--)
        {
            ref int slot = ref wheel[(step + ahead) % wheel.Length];
            int removed = Math.Min(slot, remaining);
            slot -= removed;
            remaining -= removed;
        }

        return count - remaining;
    }

    private void Warm(int step)
    {
        if (Warming > 0)
        {
            // A node that failed meanwhile is still in the ring buffer.
            Warming = Math.Max(0, Warming - Drain(ref _warms[step % _warms.Length]));
        }
    }

    private void Serve(int step, int count)
    {
        Ready += count;
        if (_warmSteps > 0)
        {
            _warms[(step + _warmSteps) % _warms.Length] += count;
            Warming += count;
        }
    }

    private int Survivors(int count, ref SplitMixRandom random)
    {
        if (_model.BootFailureProbability == 0)
        {
            return count;
        }

        int alive = count > MaxDrawn ? (int)Math.Floor((count * (1 - _model.BootFailureProbability)) + random.Next()) : 0;
        for (int node = 0; node < count && count <= MaxDrawn; node++)
        {
            alive += random.Next() >= _model.BootFailureProbability ? 1 : 0;
        }

        alive = Math.Min(alive, count);
        LaunchFailures = SizeMath.FromCount((long)LaunchFailures + count - alive);
        return alive;
    }

    /// <summary>Applies failures with exponentially distributed intervals over all nodes together.</summary>
    private void ApplyFailures(ref SplitMixRandom random)
    {
        _untilFailure = double.IsNaN(_untilFailure) ? random.NextExponential() : _untilFailure;
        _untilFailure -= Ready * _stepHours * _model.FailuresPerHour;
        if (_untilFailure < -MaxDrawn)
        {
            Lose((int)Math.Min(Ready, -_untilFailure));
            _untilFailure = random.NextExponential();
        }

        for (; _untilFailure <= 0 && Ready > 0; _untilFailure += random.NextExponential())
        {
            Lose(1);
        }
    }

    private void Lose(int count)
    {
        Ready -= count;
        Losses = SizeMath.FromCount((long)Losses + count);
        Warming = Math.Min(Warming, Ready);
    }
}
