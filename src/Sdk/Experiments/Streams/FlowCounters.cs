namespace Scalewright.Experiments.Streams;

internal sealed class FlowCounters(int operators, int sources)
{
    // Wait times are computed from the load over this period, because the load of one second varies too much.
    private const double SmoothSeconds = 30;
    private readonly double[] _records = new double[operators];
    private readonly double[] _busy = new double[operators];
    private readonly double[] _held = new double[operators];
    private readonly double[] _paths = new double[operators];
    private readonly double[] _smoothLoads = new double[operators];
    private readonly double[] _smoothBindings = new double[operators];
    private bool _isSmooth;
    private double _latency;
    private double _active;

    public double[] Arrivals { get; } = new double[sources];

    public double Seconds { get; set; }

    /// <summary>Latency from the sources to the last operator in seconds, without time in topics.</summary>
    public double PipelineSeconds { get; private set; }

    /// <summary>Seconds that a checkpoint barrier needs through full buffers.</summary>
    public double FullSeconds { get; private set; }

    public void Add(FlowConstraints plan, FlowSolver solver, double[] loads, double seconds)
    {
        double part = _isSmooth ? seconds / (SmoothSeconds + seconds) : 1;
        (PipelineSeconds, FullSeconds, _isSmooth) = (0, 0, true);
        for (int index = 0; index < loads.Length; index++)
        {
            double busy = solver.IsBinding[index]
                ? BusyWhenBinding(plan, index, loads[index])
                : Math.Min(1, loads[index] * plan.Costs[index] / plan.Shares[index].Length);
            _records[index] += loads[index] * seconds;
            _busy[index] += busy * seconds;
            _held[index] += solver.IsHeld[index] ? (1 - busy) * seconds : 0;
            _smoothLoads[index] += part * (loads[index] - _smoothLoads[index]);
            _smoothBindings[index] += part * ((solver.IsBinding[index] ? 1 : 0) - _smoothBindings[index]);
            Follow(plan, index);
        }

        _latency += PipelineSeconds * seconds;
        _active += seconds;
    }

    /// <summary>Returns the reading and resets the sums.</summary>
    public FlowReading Read(StreamJob job, FlowConstraints? plan, int[] positions, double[] lags)
    {
        double seconds = Math.Max(Seconds, double.Epsilon);
        OperatorReading[] readings = [.. job.Operators.Select(
            (item, index) => new OperatorReading(item.Name, GetShares(plan, item, index))
            {
                RecordsPerSecond = _records[index] / seconds,
                BusyMs = 1000 * _busy[index] / seconds,
                BackpressuredMs = 1000 * _held[index] / seconds,
            })];
        for (int source = 0; source < positions.Length; source++)
        {
            readings[positions[source]] =
                readings[positions[source]] with { Lag = lags[source], ArrivalsPerSecond = Arrivals[source] / seconds };
        }

        double throughput = positions.Sum(index => _records[index]) / seconds;
        double lag = lags.Sum();
        double idleLatency = lag > 0 ? double.NaN : 0;
        FlowReading reading = new(default, default)
        {
            Operators = [.. readings],
            ArrivalsPerSecond = Arrivals.Sum() / seconds,
            Throughput = throughput,
            Lag = lag,
            LatencySeconds = throughput > 0 ? (_latency / _active) + (lag / throughput) : idleLatency,
        };
        Clear();
        return reading;
    }

    private static ValueList<double> GetShares(FlowConstraints? plan, JobOperator item, int index) =>
        plan is null
            ? [.. Enumerable.Repeat(1.0 / item.Parallelism, item.Parallelism)]
            : ValueList.Create<double>(plan.Shares[index]);

    // An instance that waits for shared cores counts as busy.
    private static double BusyWhenBinding(FlowConstraints plan, int index, double load)
    {
        double hottest = plan.Shares[index].Max();
        double own = load * plan.Costs[index] / plan.Shares[index].Length;
        return hottest > 0 ? Math.Clamp(Math.Max(own, 1 / (hottest * plan.Shares[index].Length)), 0, 1) : own;
    }

    /// <summary>Resets the smoothed load after a stop.</summary>
    public void Restart() => _isSmooth = false;

    private void Follow(FlowConstraints plan, int index)
    {
        double load = _smoothLoads[index];
        bool isFull = _smoothBindings[index] > 0.5;
        double wait = isFull ? 0 : QueueWaitTimes.Compute(plan, index, load);
        FullSeconds +=
            isFull ? plan.Job.Operators[index].BufferSize * plan.Shares[index].Length / Math.Max(load, 1) : 0;
        double before = 0;
        foreach (int input in plan.Inputs[index])
        {
            before = Math.Max(before, _paths[input]);
        }

        _paths[index] = before + plan.Hops[index] + wait + plan.Costs[index];
        PipelineSeconds = Math.Max(PipelineSeconds, _paths[index]);
    }

    private void Clear()
    {
        Array.Clear(_records);
        Array.Clear(_busy);
        Array.Clear(_held);
        Array.Clear(Arrivals);
        (Seconds, _latency, _active) = (0, 0, 0);
    }
}

/// <summary>Estimates the wait times before an operator from its load.</summary>
internal static class QueueWaitTimes
{
    /// <summary>Returns the mean wait time over all instances in seconds.</summary>
    public static double Compute(FlowConstraints plan, int index, double load)
    {
        JobOperator item = plan.Job.Operators[index];
        double[] shares = plan.Shares[index];
        double cost = plan.Costs[index];
        double full = load > 0 ? item.BufferSize / load : 0;
        if (item.Partitioning == StreamPartitioning.Pool)
        {
            return Math.Min(QueueingTheory.GetPoolWaitTime(load, cost, shares.Length), full);
        }

        double wait = 0;
        foreach (double share in shares)
        {
            // The wait is at most the time to process a full buffer.
            double max = share > 0 && load > 0 ? item.BufferSize / (load * share) : 0;
            wait += share * Math.Min(QueueingTheory.GetWaitTime(load * share, cost, item.CpuTimeVariation), max);
        }

        return wait;
    }
}

/// <summary>Wait times of simple queues in steady state.</summary>
internal static class QueueingTheory
{
    /// <summary>Returns the mean wait time of one instance with Poisson arrivals (Pollaczek-Khinchine).</summary>
    /// <param name="rate">Arrivals per second, at least 0.</param>
    /// <param name="cost">Service time in seconds, above 0.</param>
    /// <param name="spread">Coefficient of variation of the service time; 1 for M/M/1, 0 for M/D/1.</param>
    /// <returns>Wait time in seconds; infinite if the arrivals exceed the capacity.</returns>
    public static double GetWaitTime(double rate, double cost, double spread = 1)
    {
        double busy = rate * cost;
        return busy >= 1 ? double.PositiveInfinity : busy / (1 - busy) * cost * (1 + (spread * spread)) / 2;
    }

    /// <summary>Returns the mean wait time before several instances with one queue (M/M/c, Erlang C formula).</summary>
    /// <param name="rate">Arrivals per second, at least 0.</param>
    /// <param name="cost">Service time in seconds, above 0.</param>
    /// <param name="count">Number of instances, at least 1.</param>
    /// <returns>Wait time in seconds; infinite if the arrivals exceed the capacity.</returns>
    public static double GetPoolWaitTime(double rate, double cost, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        double load = rate * cost;
        if (load >= count)
        {
            return double.PositiveInfinity;
        }

        // Erlang B by recursion, which does not overflow.
        double blocked = 1;
        for (int servers = 1; servers <= count; servers++)
        {
            blocked = load * blocked / (servers + (load * blocked));
        }

        double waits = blocked / (1 - (load / count * (1 - blocked)));
        return waits * cost / (count - load);
    }
}
