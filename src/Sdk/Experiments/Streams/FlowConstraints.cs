namespace Scalewright.Experiments.Streams;

/// <summary>Limits of the flow through a placed job. They change with the job, task managers and links.</summary>
internal sealed class FlowConstraints
{
    private readonly StreamJob _job;
    private readonly StreamEnvironment _site;
    private readonly Dictionary<(string, string), double> _links = [];
    private readonly TaskManager[] _slots;
    private readonly double[] _slowness;

    /// <summary>Creates the plan. Instance n of each operator is in slot n.</summary>
    public FlowConstraints(StreamJob job, StreamEnvironment site)
    {
        (_job, _site) = (job, site);
        _slots = [.. site.TaskManagers.SelectMany(manager => Enumerable.Repeat(manager, manager.Slots))];
        foreach (StreamLink link in site.Links)
        {
            double seconds = link.Latency == TimeSpan.MaxValue ? double.PositiveInfinity : link.Latency.TotalSeconds;
            _links[(link.First, link.Second)] = _links[(link.Second, link.First)] = seconds;
        }

        int count = job.Operators.Count;
        Shares = [.. job.Operators.Select(item => KeyShares.Compute(item, item.Parallelism, job.GetPartitions(item)))];
        Inputs = [.. job.Operators.Select(item => item.Inputs.Select(input => job.IndexOf(input.From)).ToArray())];
        Ancestors = [.. Enumerable.Range(0, count).Select(_ => new bool[count])];
        (Costs, OwnLimits, OutLimits, Hops) =
            (new double[count], new double[count], new double[count], new double[count]);
        _slowness = [.. _slots.Select(GetSlowness)];
        for (int index = 0; index < count; index++)
        {
            Measure(index);
        }

        Limits = [.. CreateLimits(slot => _slots[slot].Name, slot => _slots[slot].Cpus),
            .. CreateLimits(slot => _slots[slot].Node, slot => GetCores(_slots[slot].Node))];
    }

    public StreamJob Job => _job;

    /// <summary>For each operator, the indices of its inputs.</summary>
    public int[][] Inputs { get; }

    /// <summary>For each operator, the ratio of records that each instance receives.</summary>
    public double[][] Shares { get; }

    /// <summary>For each operator, the mean core seconds per record.</summary>
    public double[] Costs { get; }

    /// <summary>For each operator, its maximum records per second without the limits of links.</summary>
    public double[] OwnLimits { get; }

    /// <summary>For each operator, the maximum records per second that its outgoing links allow.</summary>
    public double[] OutLimits { get; }

    /// <summary>For each operator, the mean transfer time of a record in seconds.</summary>
    public double[] Hops { get; }

    public FlowLimit[] Limits { get; }

    /// <summary>Indicates whether records of the first operator reach the second.</summary>
    public bool[][] Ancestors { get; }

    private double GetCores(string node) =>
        _site.Nodes.FirstOrDefault(known => known.Name == node)?.Cores ?? double.PositiveInfinity;

    private double GetSlowness(TaskManager manager)
    {
        int used = Math.Max(1, _job.Operators.Max(item => item.Parallelism));
        double state = _job.Operators.Sum(item => item.StateMiB) * Math.Min(manager.Slots, used) / used;
        return Math.Max(1, state / (manager.MemoryMiB / 2.0));
    }

    private void Measure(int index)
    {
        JobOperator item = _job.Operators[index];
        double[] shares = Shares[index];
        double min = double.PositiveInfinity;
        double speed = 0;
        for (int instance = 0; instance < shares.Length; instance++)
        {
            double cost = item.CpuTimePerRecord.TotalSeconds * _slowness[instance];
            Costs[index] += shares[instance] * cost;
            speed += 1 / cost;
            min = shares[instance] > 0 ? Math.Min(min, 1 / (cost * shares[instance])) : min;
        }

        OwnLimits[index] = item.Partitioning == StreamPartitioning.Pool ? speed : min;
        OutLimits[index] = double.PositiveInfinity;
        for (int at = 0; at < item.Inputs.Count; at++)
        {
            Connect(Inputs[index][at], index, item.Inputs[at].Ratio);
        }
    }

    private void Connect(int from, int to, double ratio)
    {
        if (ratio == 0)
        {
            return;
        }

        Ancestors[from][to] = true;
        for (int before = 0; before < from; before++)
        {
            Ancestors[before][to] |= Ancestors[before][from];
        }

        double hop = 0;
        for (int source = 0; source < Shares[from].Length; source++)
        {
            for (int target = 0; target < Shares[to].Length; target++)
            {
                double part = Shares[from][source] * Shares[to][target];
                double latency = GetLatency(_slots[source].Node, _slots[target].Node);
                if (part <= 0)
                {
                    continue;
                }

                hop += part * latency;

                // Credits: the records in flight on a channel, for the round trip, do not exceed the buffer.
                double max = _job.Operators[to].BufferSize / (2 * latency * part * ratio);
                OutLimits[from] = Math.Min(OutLimits[from], max);
            }
        }

        Hops[to] = Math.Max(Hops[to], hop);
    }

    private double GetLatency(string from, string to) =>
        from == to ? 0 : _links.GetValueOrDefault((from, to), _site.Latency.TotalSeconds);

    private IEnumerable<FlowLimit> CreateLimits(Func<int, string> name, Func<int, double> cores)
    {
        foreach (IGrouping<string, int> group in Enumerable.Range(0, _slots.Length)
            .GroupBy(name, StringComparer.Ordinal))
        {
            List<int> operators = [];
            List<double> uses = [];
            List<double> peaks = [];
            for (int index = 0; index < Shares.Length; index++)
            {
                (double use, double peak) = (0, 0);
                foreach (int slot in group.TakeWhile(slot => slot < Shares[index].Length))
                {
                    double each =
                        Shares[index][slot] * _job.Operators[index].CpuTimePerRecord.TotalSeconds * _slowness[slot];
                    (use, peak) = (use + each, Math.Max(peak, each));
                }

                if (use > 0)
                {
                    operators.Add(index);
                    uses.Add(use);
                    peaks.Add(peak);
                }
            }

            if (operators.Count > 0)
            {
                yield return new FlowLimit([.. operators], [.. uses], [.. peaks], cores(group.First()));
            }
        }
    }
}

/// <summary>A limit that several operators share: the cores of a task manager or of a machine.</summary>
/// <param name="Uses">Cores per record per second, for each operator.</param>
/// <param name="Peaks">Cores of the busiest instance here per record per second, for each operator.</param>
internal sealed record FlowLimit(int[] Operators, double[] Uses, double[] Peaks, double Most);
