namespace Scalewright.Experiments.Streams;

/// <summary>Placement of a running job: edges, instances, key shares, cores and links.</summary>
internal sealed class JobLayout
{
    private readonly TaskManager[] _slots;
    private readonly int[] _nodes;
    private readonly string[] _names;

    /// <summary>Creates the layout. Instance n of each operator is in slot n.</summary>
    public JobLayout(StreamJob job, StreamEnvironment environment)
    {
        Job = job;
        int used = Math.Max(1, job.Operators.Max(jobOperator => jobOperator.Parallelism));
        _slots = [.. environment.TaskManagers.SelectMany(manager => Enumerable.Repeat(manager, manager.Slots)).Take(used)];
        _names = [.. _slots.Select(slot => slot.Node).Distinct(StringComparer.Ordinal)];
        _nodes = [.. _slots.Select(slot => Array.IndexOf(_names, slot.Node))];
        RecordRatios =
        [
            .. job.Operators.Select(jobOperator => KeyShares.Compute(jobOperator, jobOperator.Parallelism, job.GetPartitions(jobOperator))),
        ];
        Edges =
        [
            .. job.Operators.Select(jobOperator =>
                job.Operators.SelectMany(
                        (reader, to) =>
                            reader
                                .Inputs.Where(input => input.From == jobOperator.Name && input.Ratio > 0)
                                .Select(input => new JobEdge(to, input.Ratio))
                    )
                    .ToArray()
            ),
        ];
        double state = job.Operators.Sum(jobOperator => jobOperator.StateMiB);
        ProcessingTimeFactors = [.. _slots.Select(slot => Math.Max(1, state * Math.Min(slot.Slots, used) / used / (slot.MemoryMiB / 2.0)))];
        Cores = [.. _names.Select(name => environment.Nodes.FirstOrDefault(node => node.Name == name)?.Cores ?? double.PositiveInfinity)];
    }

    public StreamJob Job { get; }

    /// <summary>For each operator, the operators that read from it.</summary>
    public JobEdge[][] Edges { get; }

    /// <summary>For each operator, the ratio of records that each instance receives.</summary>
    public double[][] RecordRatios { get; }

    /// <summary>For each slot, the factor of the processing time.</summary>
    public double[] ProcessingTimeFactors { get; }

    /// <summary>Cores of each machine.</summary>
    public double[] Cores { get; }

    /// <summary>Returns the task managers in use, in the order of their slots.</summary>
    public IEnumerable<TaskManager> Managers => _slots.Distinct();

    /// <summary>Indicates whether the instance of an operator in a slot receives records.</summary>
    public bool IsUsed(int index, int slot) =>
        RecordRatios[index][slot] > 0 || Job.Operators[index].Partitioning == StreamPartitioning.Pool;

    /// <summary>Returns the index of a slot's machine.</summary>
    public int GetNode(int slot) => _nodes[slot];

    public TaskManager GetManager(int slot) => _slots[slot];

    /// <summary>Returns the latencies between machines in seconds, by sender and receiver; infinite if cut.</summary>
    public double[][] GetLatencies(StreamEnvironment environment)
    {
        double[][] latencies =
        [
            .. _names.Select((_, from) => _names.Select((_, to) => from == to ? 0 : environment.Latency.TotalSeconds).ToArray()),
        ];
        foreach (StreamLink link in environment.Links)
        {
            (int first, int second) = (Array.IndexOf(_names, link.First), Array.IndexOf(_names, link.Second));
            if (first >= 0 && second >= 0 && first != second)
            {
                double seconds = link.Latency == TimeSpan.MaxValue ? double.PositiveInfinity : link.Latency.TotalSeconds;
                latencies[first][second] = latencies[second][first] = seconds;
            }
        }

        return latencies;
    }
}

/// <summary>Edge to a reading operator, with the records it receives per record written.</summary>
internal readonly record struct JobEdge(int To, double Ratio);
