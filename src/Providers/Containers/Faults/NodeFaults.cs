using Scalewright.Providers.Containers.Client;
using Scalewright.Providers.Containers.Nodes;

namespace Scalewright.Providers.Containers.Faults;

/// <summary>Faults of one container.</summary>
/// <remarks>
/// Faults are injected in this order, and reverted by the same steps: record, power, networks, rules, disk, pause. The
/// record is removed last. Each step is idempotent, so an interrupted change is reverted completely.
/// </remarks>
/// <param name="node">The node.</param>
/// <param name="engine">Engine of the node.</param>
/// <param name="options">Options of the provider.</param>
/// <param name="send">
/// Sends a request to the engine, with its name in log lines and the timeout of the provider.
/// </param>
/// <param name="findAddresses">Finds the addresses of another node of the same owner by its name.</param>
internal sealed class NodeFaults(
    Resource node,
    NodeEngine engine,
    ContainersOptions options,
    Func<string, Func<EngineClient, CancellationToken, Task>, Task> send,
    Func<string, Task<ValueList<IPAddress>>> findAddresses
)
{
    /// <summary>Path of the record in the container, without a leading slash.</summary>
    public const string RecordPath = ".scalewright/fault.json";

    private readonly FaultCommands _commands = new(options.Clock, options.CallTimeout);

    /// <summary>Reads the record of a container in any state.</summary>
    /// <returns>An empty record if there are no faults, or if the container does not exist.</returns>
    /// <exception cref="JsonException">The record is damaged.</exception>
    public static async Task<FaultRecord> ReadRecordAsync(EngineClient client, string container, CancellationToken cancellationToken) =>
        FaultRecord.Parse(await client.ReadFileAsync(container, $"/{RecordPath}", cancellationToken));

    public async Task<FaultRecord> ReadAsync()
    {
        FaultRecord record = FaultRecord.Empty;
        await send("read faults", async (client, token) => record = await ReadRecordAsync(client, node.Id, token));
        return record;
    }

    /// <summary>Replaces the faults of the node. After a failure, the node has no faults.</summary>
    public async Task InjectAsync(NodeFault fault)
    {
        ContainerProcess? process = await InspectAsync();
        if (fault == NodeFault.None)
        {
            if (process is not null)
            {
                await RevertAsync(process);
            }

            return;
        }

        try
        {
            await ApplyAsync(process ?? throw Missing(), await ReadOrRepairAsync(), fault);
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            await RevertAfterAsync(exception);
            throw;
        }
    }

    /// <summary>Ends all programs of the node and a pause, and starts its main process again.</summary>
    public async Task KillAsync()
    {
        ContainerProcess process = await InspectAsync() ?? throw Missing();
        FaultRecord record = await ReadAsync();
        if (record.Fault.IsPoweredOff)
        {
            return;
        }

        NodeFault remaining = record.Fault with { IsPaused = false };

        // The container has no processes for a moment, in which it must not count as failed.
        FaultRecord restarting = record with { Fault = remaining with { IsPoweredOff = true } };
        await WriteAsync(restarting);

        // After a 'restart', Docker 20.10 may start no further program in the container.
        await StopAsync(process);
        await ApplyAsync(await InspectAsync() ?? throw Missing(), restarting with { HasPause = false }, remaining);
    }

    public async Task PauseAsync()
    {
        try
        {
            await send("pause container", (client, token) => client.PauseAsync(node.Id, token));
        }
        catch (EngineException exception) when (exception.Meaning == EngineMeaning.WrongState)
        {
            if ((await InspectAsync())?.IsPaused != true)
            {
                throw;
            }
        }
    }

    public Task ResumeAsync() => send("unpause container", (client, token) => client.UnpauseAsync(node.Id, token));

    public async Task<ContainerProcess?> InspectAsync()
    {
        ContainerProcess? process = null;
        await send("inspect container", async (client, token) => process = await client.InspectAsync(node.Id, token));
        return process;
    }

    private static bool IsFailure(Exception exception) =>
        exception
            is ContainerFaultException
                or EngineException
                or HttpRequestException
                or IOException
                or UnauthorizedAccessException
                or TimeoutException;

    private ContainerFaultException Missing() => new(ContainersProblems.NotFound(node.Tag.Name));

    // A program in the container can change the record. Then all that a fault may have changed is reverted.
    private async Task<FaultRecord> ReadOrRepairAsync()
    {
        try
        {
            return await ReadAsync();
        }
        catch (JsonException)
        {
            return new FaultRecord { HasPause = true, HasRules = FaultSupport.UsesNamespaces(engine, options) };
        }
    }

    private async Task RevertAsync(ContainerProcess process)
    {
        FaultRecord record = await ReadOrRepairAsync();

        if (record != FaultRecord.Empty)
        {
            await ApplyAsync(process, record, NodeFault.None);
        }
    }

    private async Task RevertAfterAsync(Exception failure)
    {
        try
        {
            if (await InspectAsync() is { } process)
            {
                await RevertAsync(process);
            }
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            throw new ContainerFaultException(ContainersProblems.NotReverted(node.Tag.Name, failure.Message, exception.Message), failure);
        }
    }

    private Task WriteAsync(FaultRecord record) =>
        send("write faults", (client, token) => client.WriteFileAsync(node.Id, RecordPath, record.Write(), token));

    private async Task ApplyAsync(ContainerProcess process, FaultRecord before, NodeFault fault)
    {
        bool hasLinkFault = FaultSupport.HasLinkFault(fault) && !fault.IsPoweredOff;
        bool usesRules = hasLinkFault && FaultSupport.UsesNamespaces(engine, options);
        bool isIsolated = hasLinkFault && !usesRules;

        // Addresses are found before the first change: a node that does not exist cannot be named.
        Dictionary<string, ValueList<IPAddress>> addresses = usesRules ? await FindAddressesAsync(fault) : [];
        FaultRecord record = RecordOriginals(process, before.WithFault(fault, usesRules), isIsolated);

        // While faults are reverted, the record still contains them.
        FaultRecord stored = fault == NodeFault.None ? before : record;

        if (stored != before)
        {
            await WriteAsync(stored);
        }

        if (process.IsPaused && record.HasPause && (!fault.IsPaused || fault.IsPoweredOff))
        {
            await ResumeAsync();
        }

        if (fault.IsPoweredOff)
        {
            await StopAsync(process);
            return;
        }

        ContainerProcess current = await StartAsync(process, before);
        await ConnectAsync(record, isIsolated);
        if (current.IsUp)
        {
            await ApplyInsideAsync(current, record, usesRules ? fault : NodeFault.None, addresses);
        }
        else if (fault != NodeFault.None)
        {
            throw new ContainerFaultException(ContainersProblems.NotReady(node.Tag.Name, current.Status));
        }

        long diskBytes = fault.IsDiskFull ? record.DiskBytes : 0;
        FaultRecord after = new()
        {
            Fault = fault,
            HasPause = fault.IsPaused,
            HasRules = usesRules,
            DiskBytes = diskBytes,
            Links = isIsolated ? record.Links : [],
        };

        if (after != stored)
        {
            await WriteAsync(after);
        }
    }

    /// <summary>Adds the connections and the size of the data folder before the first fault that changes them.</summary>
    private FaultRecord RecordOriginals(ContainerProcess process, FaultRecord record, bool isIsolated)
    {
        if (isIsolated && record.Links.Count == 0)
        {
            record = record with { Links = process.Links };
        }

        return record.Fault.IsDiskFull && record.DiskBytes == 0 && process.IsUp
            ? record with
            {
                DiskBytes = new DataDisk(Enter(process), options.DataFolder).GetSize(),
            }
            : record;
    }

    private async Task ApplyInsideAsync(
        ContainerProcess process,
        FaultRecord record,
        NodeFault links,
        Dictionary<string, ValueList<IPAddress>> addresses
    )
    {
        if (record.HasRules)
        {
            await Enter(process).SetAsync(links, addresses);
        }

        if (record.DiskBytes > 0)
        {
            DataDisk disk = new(Enter(process), options.DataFolder);
            if (record.Fault.IsDiskFull)
            {
                disk.Fill();
            }
            else
            {
                disk.Resize(record.DiskBytes);
            }
        }

        if (record.Fault.IsPaused)
        {
            await PauseAsync();
        }
    }

    private async Task StopAsync(ContainerProcess process)
    {
        if (process.IsUp)
        {
            // Not all engines stop a paused container.
            if (process.IsPaused)
            {
                await ResumeAsync();
            }

            await send("stop container", (client, token) => client.StopAsync(node.Id, token));
        }
    }

    private async Task<ContainerProcess> StartAsync(ContainerProcess process, FaultRecord before)
    {
        if (process.IsUp || !before.Fault.IsPoweredOff)
        {
            return process;
        }

        await send("start container", (client, token) => client.StartAsync(node.Id, token));
        ContainerProcess started = await InspectAsync() ?? throw Missing();
        return started.IsUp ? started : throw new ContainerFaultException(ContainersProblems.NotReady(node.Tag.Name, started.Status));
    }

    /// <summary>Connects the container as the record describes it, or disconnects it from all networks.</summary>
    private async Task ConnectAsync(FaultRecord record, bool isIsolated)
    {
        foreach (ContainerLink link in record.Links)
        {
            if (isIsolated)
            {
                await send("disconnect container", (client, token) => client.DisconnectAsync(node.Id, link.Network, token));
            }
            else
            {
                await send("connect container", (client, token) => client.ConnectAsync(node.Id, link, token));
            }
        }
    }

    private NodeNamespace Enter(ContainerProcess process) => new(_commands, node.Id, process);

    private async Task<Dictionary<string, ValueList<IPAddress>>> FindAddressesAsync(NodeFault fault)
    {
        Dictionary<string, ValueList<IPAddress>> addresses = new(StringComparer.Ordinal);
        foreach (
            string name in fault
                .BlockedInboundNodes.Concat(fault.InboundLinks.Select(link => link.FromNode))
                .Distinct(StringComparer.Ordinal)
        )
        {
            addresses[name] = await findAddresses(name);
        }

        return addresses;
    }
}
