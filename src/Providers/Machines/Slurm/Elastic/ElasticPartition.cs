using Scalewright.Decisions;
using Scalewright.Decisions.Pools;

namespace Scalewright.Providers.Slurm.Elastic;

/// <summary>
/// The nodes of a partition that Slurm's power saving starts and ends, as something that has a size: an engine keeps it, Slurm calls its <c>ResumeProgram</c> and
/// <c>SuspendProgram</c> for it, and schedules jobs on what is there. Give the partition <c>SuspendTime=INFINITE</c> where the engine alone shall decide; else Slurm
/// takes away what is idle for longer.
/// </summary>
/// <param name="options">Which Slurm; <see cref="SlurmOptions.Partition"/> is needed.</param>
public sealed class ElasticPartition(SlurmOptions options) : IScaledPool
{
    // squeue(1): what the scheduler would not start, however many nodes there were.
    private static readonly HashSet<string> NotNow = new(StringComparer.Ordinal) { "BeginTime", "Dependency", "DependencyNeverSatisfied", "JobHeldAdmin", "JobHeldUser", "PartitionDown", "PartitionTimeLimit" };

    private readonly SlurmClient _client = new(options);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">No partition is named.</exception>
    public string Name { get; } = options is { Partition.Length: > 0 } ? options.Partition : throw new ArgumentException("The partition is needed.", nameof(options));

    /// <summary>Looks at its nodes, in the order of <c>slurm.conf</c>.</summary>
    /// <param name="cancellationToken">Ends the looking.</param>
    /// <exception cref="ProviderException">Slurm does not answer, or knows no such partition.</exception>
    public async Task<ValueList<SlurmNode>> ListAsync(CancellationToken cancellationToken = default)
    {
        string partition = (await _client.AskAsync(["scontrol", "--oneliner", "show", "partition", Name], "", cancellationToken)).Output;
        string nodes = Fields(partition).GetValueOrDefault("Nodes", "(null)");
        if (nodes == "(null)")
        {
            return [];
        }

        string said = (await _client.AskAsync(["scontrol", "--oneliner", "--all", "show", "node", nodes], "", cancellationToken)).Output;
        return said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read).ToValueList();
    }

    /// <summary>What its jobs ask for.</summary>
    /// <param name="cancellationToken">Ends the looking.</param>
    /// <exception cref="ProviderException">Slurm does not answer.</exception>
    public async Task<SlurmDemand> ReadDemandAsync(CancellationToken cancellationToken = default)
    {
        // An array of jobs as its elements, or a hundred of them would be one.
        string said = (await _client.AskAsync(["squeue", "--noheader", "--all", "--array", $"--partition={Name}", "--states=PENDING,CONFIGURING,RUNNING", "--format=%T|%D|%r"], "", cancellationToken)).Output;
        (int running, int waiting) = (0, 0);
        foreach (string line in said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.Split('|') is not [var state, var count, var reason] || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int nodes))
            {
                throw SlurmProblems.Unreadable("squeue", line);
            }

            running += state == "PENDING" ? 0 : nodes;
            waiting += state == "PENDING" && !NotNow.Contains(reason) ? nodes : 0;
        }

        return new SlurmDemand(running, waiting);
    }

    /// <summary>How many nodes its jobs ask for, those that run and those that wait, as a metric of an engine.</summary>
    /// <param name="name">The metric's name.</param>
    public IMetricSource Demand(string name = "demand") => new FunctionMetricSource(name, async (_, cancellationToken) =>
    {
        SlurmDemand demand = await ReadDemandAsync(cancellationToken);
        return demand.Running + demand.Waiting;
    });

    /// <inheritdoc/>
    public async Task<PoolReading> LookAsync(CancellationToken cancellationToken)
    {
        ValueList<SlurmNode> nodes = await ListAsync(cancellationToken);
        return new PoolReading(nodes.Count(node => node.IsReady), nodes.Count(node => node.IsStarting));
    }

    /// <inheritdoc/>
    /// <remarks>Slurm would start any node without power that a job can have, so those beyond the size are drained, with a reason of their own; nodes that others drained are left
    /// alone. Idle nodes are taken away first, those of <c>slurm.conf</c>'s end before others; one with jobs gets no more of them, and loses its power when the same is
    /// asked again after the last. A partition that has not so many nodes gets all it has.</remarks>
    public async Task ResizeAsync(int size, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ValueList<SlurmNode> nodes = await ListAsync(cancellationToken);
        SlurmNode[] up = [.. nodes.Where(node => node.IsReady || node.IsStarting)];
        // Those that still have power serve at once.
        SlurmNode[] spare = [.. nodes.Where(node => node.IsSpare).OrderBy(node => node.IsOff)];
        SlurmNode[] more = [.. spare.Take(Math.Max(0, size - up.Length))];
        SlurmNode[] less = [.. up.AsEnumerable().Reverse().OrderByDescending(node => node.IsIdle).Take(Math.Max(0, up.Length - size))];
        await ChangeAsync(more.Where(node => node.IsHeld), cancellationToken, "state=resume");
        await ChangeAsync(more.Where(node => node.IsOff), cancellationToken, "state=power_up");
        await ChangeAsync(less.Concat(spare.Except(more).Where(node => !node.IsHeld)), cancellationToken, "state=drain", $"reason={SlurmNode.HoldReason}");
        // Only what is idle by now: Slurm would forget that a node with jobs is drained when it takes away its power.
        ValueList<SlurmNode> drained = less.Length > 0 ? await ListAsync(cancellationToken) : nodes.Except(more).ToValueList();
        await ChangeAsync(drained.Where(node => node is { IsHeld: true, IsIdle: true } && !node.Has("POWER_DOWN", "POWERING_DOWN", "POWERED_DOWN", "COMPLETING")), cancellationToken, "state=power_down");
    }

    /// <summary>Tells Slurm where a node is, when that is not what <c>slurm.conf</c> says.</summary>
    /// <param name="node">Its name.</param>
    /// <param name="address">Its address, or a name that finds it.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ProviderException">Slurm refuses, or does not answer.</exception>
    public Task TellAddressAsync(string node, string address, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(node);
        ArgumentException.ThrowIfNullOrEmpty(address);
        return _client.AskAsync(["scontrol", "update", $"nodename={node}", $"nodeaddr={address}"], "", cancellationToken);
    }

    /// <summary>Gives nodes up: their jobs are queued again, and <c>SuspendProgram</c> is called for them.</summary>
    /// <param name="nodes">Their names.</param>
    /// <param name="reason">Why, for <c>sinfo --list-reasons</c>.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ProviderException">Slurm refuses, or does not answer.</exception>
    public Task GiveUpAsync(IEnumerable<string> nodes, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return _client.AskAsync(["scontrol", "update", $"nodename={HostList.Compress(nodes)}", "state=power_down_force", $"reason={Printable.Escape(reason)}"], "", cancellationToken);
    }

    private async Task ChangeAsync(IEnumerable<SlurmNode> nodes, CancellationToken cancellationToken, params string[] change)
    {
        string list = HostList.Compress(nodes.Select(node => node.Name));
        if (list.Length > 0)
        {
            await _client.AskAsync(["scontrol", "update", $"nodename={list}", .. change], "", cancellationToken);
        }
    }

    private static SlurmNode Read(string line)
    {
        Dictionary<string, string> fields = Fields(line);
        if (!fields.TryGetValue("NodeName", out string? name) || !fields.TryGetValue("State", out string? state))
        {
            throw SlurmProblems.Unreadable("scontrol", line);
        }

        // DOWN*+CLOUD: a sign behind the state says again what a flag says.
        string[] words = state.Split('+');
        int reason = line.IndexOf(" Reason=", StringComparison.Ordinal);
        return new SlurmNode(name, words[0].TrimEnd('*', '~', '#', '!', '%', '$', '@', '^', '-'), words[1..].ToValueList(), reason < 0 ? "" : line[(reason + " Reason=".Length)..].Trim());
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
