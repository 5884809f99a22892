namespace Scalewright.Experiments.Streams;

/// <summary>Placement of a running job: edges, instances, key shares, cores and links.</summary>
internal sealed class JobLayout
{
    private readonly TaskManager[] _slots;
    private readonly int[] _nodes;
    private readonly string[] _names;

    /// <summary>Creates the plan. Instance n of each operator is in slot n.</summary>
    public JobLayout(StreamJob job, StreamEnvironment site)
    {
        Job = job;
        int used = Math.Max(1, job.Operators.Max(item => item.Parallelism));
        _slots = [.. site.TaskManagers.SelectMany(manager => Enumerable.Repeat(manager, manager.Slots)).Take(used)];
        _names = [.. _slots.Select(slot => slot.Node).Distinct(StringComparer.Ordinal)];
        _nodes = [.. _slots.Select(slot => Array.IndexOf(_names, slot.Node))];
        Shares = [.. job.Operators.Select(item => KeyShares.Compute(item, item.Parallelism, job.GetPartitions(item)))];
        Edges = [.. job.Operators.Select(item => job.Operators.SelectMany((reader, to) => reader.Inputs
            .Where(input => input.From == item.Name && input.Ratio > 0)
            .Select(input => new JobEdge(to, input.Ratio))).ToArray())];
        double state = job.Operators.Sum(item => item.StateMiB);
        Slowness = [.. _slots.Select(
            slot => Math.Max(1, state * Math.Min(slot.Slots, used) / used / (slot.MemoryMiB / 2.0)))];
        Cores = [.. _names.Select(
            name => site.Nodes.FirstOrDefault(node => node.Name == name)?.Cores ?? double.PositiveInfinity)];
    }

    public StreamJob Job { get; }

    /// <summary>For each operator, the operators that read from it.</summary>
    public JobEdge[][] Edges { get; }

    /// <summary>For each operator, the ratio of records that each instance receives.</summary>
    public double[][] Shares { get; }

    /// <summary>For each slot, the factor of the processing time.</summary>
    public double[] Slowness { get; }

    /// <summary>Cores of each machine.</summary>
    public double[] Cores { get; }

    /// <summary>Returns the task managers in use, in the order of their slots.</summary>
    public IEnumerable<TaskManager> Managers => _slots.Distinct();

    /// <summary>Indicates whether the instance of an operator in a slot receives records.</summary>
    public bool IsUsed(int index, int slot) =>
        Shares[index][slot] > 0 || Job.Operators[index].Partitioning == StreamPartitioning.Pool;

    /// <summary>Returns the index of a slot's machine.</summary>
    public int GetNode(int slot) => _nodes[slot];

    public TaskManager GetManager(int slot) => _slots[slot];

    /// <summary>Returns the latencies between machines in seconds, by sender and receiver; infinite if cut.</summary>
    public double[][] GetLatencies(StreamEnvironment site)
    {
        double[][] latencies = [.. _names.Select((_, from) =>
            _names.Select((_, to) => from == to ? 0 : site.Latency.TotalSeconds).ToArray())];
        foreach (StreamLink link in site.Links)
        {
            (int first, int second) = (Array.IndexOf(_names, link.First), Array.IndexOf(_names, link.Second));
            if (first >= 0 && second >= 0 && first != second)
            {
                double seconds =
                    link.Latency == TimeSpan.MaxValue ? double.PositiveInfinity : link.Latency.TotalSeconds;
                latencies[first][second] = latencies[second][first] = seconds;
            }
        }

        return latencies;
    }
}

/// <summary>An operator that reads, and its records for each record written.</summary>
internal readonly record struct JobEdge(int To, double Ratio);
