namespace Exploration.Tests;

/// <summary>Operator scenarios under faults. A scenario that a fault interrupts restarts with a new name.</summary>
internal sealed partial class OperatorProgram(SimulationProvider place)
{
    private const int TriesMax = 25;
    private const string Prefix = "day-";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(20);

    private int _names;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await TryAsync(ChangeEverythingAsync, cancellationToken);
        await TryAsync(ChooseNodesAsync, cancellationToken);
        await TryAsync(ShareNodesAsync, cancellationToken);
        await TryAsync(RegisterNodesAsync, cancellationToken);
        await TryAsync(AskWronglyAsync, cancellationToken);
        await TryAsync(MendDriftAsync, cancellationToken);
        await TryAsync(OpenOlderCopyAsync, cancellationToken);
        await TryAsync(KeepMemoryAsync, cancellationToken);
        await TryAsync(CallServicesAsync, cancellationToken);
        await TryAsync(RemoveOnDisposeAsync, cancellationToken);
        await TryAsync(ReapStateAsync, cancellationToken);
        await TryAsync(ReapByTagsAsync, cancellationToken);
        await TryAsync(RefuseSecondAsync, cancellationToken);
        await TryAsync(CountNodesAsync, cancellationToken);
        await TryAsync(AskNonsenseAsync, cancellationToken);
    }

    /// <summary>INV-1: no resource is left after reaping the scenarios by lineage.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        foreach (
            Lineage lineage in (await place.ObserveAsync(null, cancellationToken))
                .Select(resource => resource.Tag.Owner.Lineage)
                .Distinct()
                .ToArray()
        )
        {
            await Reaper.ReapAsync(place, new ReapRequest { Lineage = lineage }, cancellationToken);
        }

        await Task.Delay(TimeSpan.FromMinutes(5), place.Clock, cancellationToken);
        ValueList<Resource> left = await place.ObserveAsync(null, cancellationToken);
        Require(left.Count == 0, $"INV-1: {string.Join(", ", left.Select(resource => resource.Tag.Name))} is left behind");
    }

    private async Task TryAsync(Func<CancellationToken, Task> story, CancellationToken cancellationToken)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                await story(cancellationToken);
                return;
            }
            catch (ScalewrightException) when (tries < TriesMax)
            {
                await Task.Delay(Pause, place.Clock, cancellationToken);
            }
        }
    }

    private static void Require(bool holds, string rule)
    {
        if (!holds)
        {
            throw new WitnessException(rule);
        }
    }

    /// <summary>Requires an exception of type T. A provider fault restarts the scenario instead.</summary>
    private static async Task<T> RefusedAsync<T>(Func<Task> call, string what)
        where T : Exception
    {
        try
        {
            await call();
        }
        catch (T refused)
        {
            return refused;
        }

        throw new WitnessException($"{what} was not refused");
    }

    private string NewName() => $"{Prefix}{place.Seed}-{++_names}";

    private static string FolderOf(string name) => $"/state/{name}";

    private Task<Cluster> MakeAsync(Topology wanted, CancellationToken cancellationToken) =>
        Describe(wanted).ProvisionAsync(cancellationToken);

    private ClusterBuilder Describe(Topology wanted) =>
        Cluster.Create(wanted).UseProvider(place).WithState(FolderOf(wanted.Name)).WithOptions(_ => Settings);

    private ClusterOptions Settings => new() { StoreOptions = Store };

    private DurableStoreOptions Store =>
        new()
        {
            LockHolder = new LockHolder(),
            Random = place.Random,
            ReserveBytes = 64 * 1024,
            SnapshotAfterBytes = 8000,
        };

    private static Topology Sized(string name, int nodes) =>
        Topology.Create(name).AddGroup(new NodeGroup("web", "by-hand") { Nodes = [.. Enumerable.Range(1, nodes).Select(NodeOf)] }).Build();

    private static NodeSpec NodeOf(int number) =>
        new($"web-{number}", number)
        {
            Hardware = new NodeHardware { MemoryMiB = 512 << number },
            Labels = ValueMap<string>
                .Empty.With(
                    "tags",
                    number == 1 ? "ssd"
                        : number == 2 ? "ssd,gpu"
                        : ""
                )
                .With("side", number % 2 == 0 ? "left" : "right"),
        };
}
