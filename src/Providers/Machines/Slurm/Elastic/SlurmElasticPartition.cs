using Scalewright.Decisions;
using Scalewright.Decisions.Pools;

namespace Scalewright.Providers.Slurm.Elastic;

/// <summary>
/// Scales the nodes of a partition with Slurm's power saving. An engine sets the size; Slurm calls its
/// <c>ResumeProgram</c> and <c>SuspendProgram</c> and schedules jobs on the nodes. Set <c>SuspendTime=INFINITE</c> for
/// the partition if only the engine should remove nodes. Otherwise, Slurm also removes nodes that have been idle for
/// the suspend time.
/// </summary>
/// <param name="options">Slurm cluster; <see cref="SlurmClientOptions.Partition"/> is required.</param>
public sealed class SlurmElasticPartition(SlurmClientOptions options) : IScaledPool
{
    // squeue(1): reasons for which the scheduler does not start a job, regardless of the number of nodes.
    private static readonly HashSet<string> NotNow = new(StringComparer.Ordinal)
    {
        "BeginTime",
        "Dependency",
        "DependencyNeverSatisfied",
        "JobHeldAdmin",
        "JobHeldUser",
        "PartitionDown",
        "PartitionTimeLimit",
    };

    private readonly SlurmClient _client = new(options);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The options have no partition.</exception>
    public string Name { get; } =
        options is { Partition.Length: > 0 } ? options.Partition : throw new ArgumentException("The partition is needed.", nameof(options));

    /// <summary>Lists the nodes in the order of <c>slurm.conf</c>.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ProviderException">Slurm does not respond, or has no such partition.</exception>
    public async Task<ValueList<SlurmNode>> ListAsync(CancellationToken cancellationToken = default)
    {
        string partition = (await _client.RunAsync(["scontrol", "--oneliner", "show", "partition", Name], "", cancellationToken)).Output;
        string nodes = Fields(partition).GetValueOrDefault("Nodes", "(null)");
        if (nodes == "(null)")
        {
            return [];
        }

        string output = (await _client.RunAsync(["scontrol", "--oneliner", "--all", "show", "node", nodes], "", cancellationToken)).Output;
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read).ToValueList();
    }

    /// <summary>Reads the number of nodes that the partition's jobs request.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ProviderException">Slurm does not respond.</exception>
    public async Task<SlurmDemand> ReadDemandAsync(CancellationToken cancellationToken = default)
    {
        // Lists each task of a job array; otherwise the array would count as a single job.
        string output = (
            await _client.RunAsync(
                [
                    "squeue",
                    "--noheader",
                    "--all",
                    "--array",
                    $"--partition={Name}",
                    "--states=PENDING,CONFIGURING,RUNNING",
                    "--format=%T|%D|%r",
                ],
                "",
                cancellationToken
            )
        ).Output;
        (int running, int waiting) = (0, 0);
        foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (
                line.Split('|') is not [var state, var count, var reason]
                || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int nodes)
            )
            {
                throw SlurmProblems.Unreadable("squeue", line);
            }

            running += state == "PENDING" ? 0 : nodes;
            waiting += state == "PENDING" && !NotNow.Contains(reason) ? nodes : 0;
        }

        return new SlurmDemand(running, waiting);
    }

    /// <summary>Creates a metric for an engine: the number of nodes that running and pending jobs request.</summary>
    /// <param name="name">Name of the metric.</param>
    public IMetricSource CreateDemandMetric(string name = "demand") => new FunctionMetricSource(name, async (_, cancellationToken) =>
        {
            SlurmDemand demand = await ReadDemandAsync(cancellationToken);
            return demand.Running + demand.Pending;
        });

    /// <inheritdoc/>
    public async Task<PoolObservation> ObserveAsync(CancellationToken cancellationToken)
    {
        ValueList<SlurmNode> nodes = await ListAsync(cancellationToken);
        return new PoolObservation(nodes.Count(node => node.IsReady), nodes.Count(node => node.IsPoweringUp));
    }

    /// <inheritdoc/>
    /// <remarks>Slurm would start any powered-down node that a job can use, so nodes beyond the size are drained with a
    /// specific reason. Nodes drained by others are not changed. Idle nodes are removed first, starting at the end of
    /// <c>slurm.conf</c>. A node to remove that still has jobs receives no new jobs. It is powered down when the same
    /// size is requested again after its last job. If the partition has fewer nodes than requested, all of them are
    /// used.</remarks>
    public async Task ResizeAsync(int size, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ValueList<SlurmNode> nodes = await ListAsync(cancellationToken);
        SlurmNode[] up = [.. nodes.Where(node => node.IsReady || node.IsPoweringUp)];
        // Nodes that are still powered up come first, because they are available immediately.
        SlurmNode[] spare = [.. nodes.Where(node => node.IsSpare).OrderBy(node => node.IsPoweredDown)];
        SlurmNode[] more = [.. spare.Take(Math.Max(0, size - up.Length))];
        SlurmNode[] less = [.. up.AsEnumerable().Reverse().OrderByDescending(node => node.IsIdle).Take(Math.Max(0, up.Length - size))];
        await ChangeAsync(more.Where(node => node.IsDrained), cancellationToken, "state=resume");
        await ChangeAsync(more.Where(node => node.IsPoweredDown), cancellationToken, "state=power_up");
        await ChangeAsync(
            less.Concat(spare.Except(more).Where(node => !node.IsDrained)),
            cancellationToken,
            "state=drain",
            $"reason={SlurmNode.HoldReason}"
        );
        // Only nodes that are idle now are powered down, because powering down a node with jobs would clear its drain
        // state.
        ValueList<SlurmNode> drained = less.Length > 0 ? await ListAsync(cancellationToken) : nodes.Except(more).ToValueList();
        await ChangeAsync(
            drained.Where(node =>
                node is { IsDrained: true, IsIdle: true } && !node.Has("POWER_DOWN", "POWERING_DOWN", "POWERED_DOWN", "COMPLETING")
            ),
            cancellationToken,
            "state=power_down"
        );
    }

    /// <summary>Sets the address of a node in Slurm. Required if it differs from <c>slurm.conf</c>.</summary>
    /// <param name="node">Name of the node.</param>
    /// <param name="address">IP address, or a host name that resolves to it.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ProviderException">Slurm refuses, or does not respond.</exception>
    public Task SetNodeAddressAsync(string node, string address, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(node);
        ArgumentException.ThrowIfNullOrEmpty(address);
        return _client.RunAsync(["scontrol", "update", $"nodename={node}", $"nodeaddr={address}"], "", cancellationToken);
    }

    /// <summary>Marks nodes as failed: Slurm requeues their jobs and calls <c>SuspendProgram</c> for them.</summary>
    /// <param name="nodes">Names of the nodes.</param>
    /// <param name="reason">Reason shown by <c>sinfo --list-reasons</c>.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ProviderException">Slurm refuses, or does not respond.</exception>
    public Task MarkFailedAsync(IEnumerable<string> nodes, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return _client.RunAsync(
            [
                "scontrol",
                "update",
                $"nodename={HostList.Compress(nodes)}",
                "state=power_down_force",
                $"reason={TextEscaping.Escape(reason)}",
            ],
            "",
            cancellationToken
        );
    }

    private async Task ChangeAsync(IEnumerable<SlurmNode> nodes, CancellationToken cancellationToken, params string[] change)
    {
        string list = HostList.Compress(nodes.Select(node => node.Name));
        if (list.Length > 0)
        {
            await _client.RunAsync(["scontrol", "update", $"nodename={list}", .. change], "", cancellationToken);
        }
    }

    private static SlurmNode Read(string line)
    {
        Dictionary<string, string> fields = Fields(line);
        if (!fields.TryGetValue("NodeName", out string? name) || !fields.TryGetValue("State", out string? state))
        {
            throw SlurmProblems.Unreadable("scontrol", line);
        }

        // DOWN*+CLOUD: a symbol after the state duplicates a flag.
        string[] words = state.Split('+');
        int reason = line.IndexOf(" Reason=", StringComparison.Ordinal);
        return new SlurmNode(
            name,
            words[0].TrimEnd('*', '~', '#', '!', '%', '$', '@', '^', '-'),
            words[1..].ToValueList(),
            reason < 0 ? "" : line[(reason + " Reason=".Length)..].Trim()
        );
    }

    private static Dictionary<string, string> Fields(string line)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach (string word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (word.IndexOf('=', StringComparison.Ordinal) is > 0 and int at)
            {
                fields.TryAdd(word[..at], word[(at + 1)..]);
            }
        }

        return fields;
    }
}

/// <summary>Number of nodes that jobs of a partition request.</summary>
/// <param name="Running">Nodes of running jobs; a node is counted once for each of its jobs.</param>
/// <param name="Pending">Nodes requested by pending jobs, except jobs that are held, dependent or scheduled for
/// later.</param>
public readonly record struct SlurmDemand(int Running, int Pending);
