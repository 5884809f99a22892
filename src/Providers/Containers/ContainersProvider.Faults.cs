using Scalewright.Providers.Containers.Client;
using Scalewright.Providers.Containers.Faults;
using Scalewright.Providers.Containers.Nodes;

namespace Scalewright.Providers.Containers;

/// <content>Faults of nodes: kills, pauses, power losses, partitions, slow or lossy links, and full disks.</content>
public sealed partial class ContainersProvider : INodeFaultInjection, INodePausing
{
    // Also prevents that two rules of the same namespace are replaced at the same time.
    private readonly SemaphoreSlim _faultTurn = new(1);

    /// <inheritdoc/>
    /// <remarks>Link faults other than the isolation of a node, and full disks, require that this program is root on
    /// the machine of the engine.</remarks>
    public ValueList<Problem> CheckFault(NodeFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        try
        {
            return
            [
                .. FaultSupport.CheckValues(fault),
                .. _engines.SelectMany(engine => FaultSupport.Check(fault, engine, _options)).Distinct(),
            ];
        }
        catch (ProviderException failure)
        {
            // No engine was found.
            return failure.Problems;
        }
    }

    /// <inheritdoc/>
    /// <remarks>The engine stops and starts the container, so its main process runs again.</remarks>
    public Task KillAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        return ChangeFaultAsync(node, faults => faults.KillAsync(), cancellationToken);
    }

    /// <inheritdoc/>
    public Task InjectFaultAsync(Resource node, NodeFault fault, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(fault);
        ValueList<Problem> problems = [.. FaultSupport.CheckValues(fault), .. FaultSupport.Check(fault, GetEngine(node), _options)];
        return problems.Count > 0
            ? throw ContainersProblems.Exception(problems)
            : ChangeFaultAsync(node, faults => faults.InjectAsync(fault), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<NodeFault> ReadFaultAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        NodeFault fault = NodeFault.None;
        await ConvertAsync(node, async faults => fault = (await faults.ReadAsync()).Fault, cancellationToken);
        return fault;
    }

    /// <inheritdoc/>
    /// <remarks>Such a pause is not a fault: it remains when the cluster is opened again.</remarks>
    public Task PauseAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        return ConvertAsync(node, faults => faults.PauseAsync(), cancellationToken);
    }

    /// <inheritdoc/>
    public Task ResumeAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        return ConvertAsync(node, faults => faults.ResumeAsync(), cancellationToken);
    }

    /// <summary>Returns true if a fault ended a container, which only its record shows.</summary>
    private static async Task<bool> IsPoweredOffAsync(NodeEngine engine, string container, CancellationToken cancellationToken)
    {
        try
        {
            return (await NodeFaults.ReadRecordAsync(engine.Client, container, cancellationToken)).Fault.IsPoweredOff;
        }
        catch (Exception failure) when (failure is JsonException or EngineException { IsAboutOneContainer: true })
        {
            return false;
        }
    }

    /// <summary>Describes why a container that does not run cannot be connected to.</summary>
    private static async Task<AgentException> DescribeEndAsync(
        NodeEngine engine,
        EngineContainer container,
        string node,
        CancellationToken cancellationToken
    ) =>
        await IsPoweredOffAsync(engine, container.Id, cancellationToken)
            ? new AgentException(node, ContainersProblems.PoweredOff(node)) { IsTransient = true }
            : new AgentException(
                node,
                ContainersProblems.Ended(node, await NodeDetails.ReadEndAsync(engine.Client, container, cancellationToken))
            );

    private NodeEngine GetEngine(Resource node) =>
        _engines.FirstOrDefault(engine => engine.Cloud == node.Cloud)
        ?? throw ContainersProblems.Exception(ContainersProblems.NotFound(node.Tag.Name));

    private async Task ChangeFaultAsync(Resource node, Func<NodeFaults, Task> change, CancellationToken cancellationToken)
    {
        await _faultTurn.WaitAsync(cancellationToken);
        try
        {
            await ConvertAsync(node, change, CancellationToken.None);
        }
        finally
        {
            _faultTurn.Release();
        }
    }

    /// <summary>Runs an operation on the faults of a node, and converts its exceptions.</summary>
    private async Task ConvertAsync(Resource node, Func<NodeFaults, Task> operation, CancellationToken cancellationToken)
    {
        NodeEngine engine = GetEngine(node);
        NodeFaults faults = new(
            node,
            engine,
            _options,
            (call, request) =>
                CallAsync(
                    call,
                    _options.CallTimeout,
                    async token =>
                    {
                        await request(engine.Client, token);
                        return true;
                    },
                    cancellationToken
                ),
            name => FindAddressesAsync(node, name)
        );
        try
        {
            await operation(faults);
        }
        catch (ContainerFaultException failure)
        {
            throw new ProviderException(Name, [failure.Problem], failure);
        }
        catch (JsonException failure)
        {
            throw new ProviderException(Name, [ContainersProblems.DamagedRecord(node.Tag.Name)], failure);
        }
        catch (Exception failure)
            when (failure is EngineException or HttpRequestException or IOException or UnauthorizedAccessException or TimeoutException)
        {
            throw ContainersProblems.Exception(failure);
        }
    }

    private async Task<ValueList<IPAddress>> FindAddressesAsync(Resource node, string name)
    {
        ValueList<string> labels = [$"{ContainerTags.OwnerLabel}={node.Tag.Owner}", $"{ContainerTags.NameLabel}={name}"];
        List<IPAddress> addresses = [];
        ContainerItem[][] lists = await Task.WhenAll(
            _engines.Select(engine => ListContainersAsync(engine, labels, CancellationToken.None))
        );
        foreach (ContainerItem item in lists.SelectMany(list => list))
        {
            ContainerProcess? process = await CallAsync(
                "inspect container",
                _options.CallTimeout,
                token => item.Engine.Client.InspectAsync(item.Container.Id, token),
                CancellationToken.None
            );
            addresses.AddRange(process?.Links.SelectMany(link => link.Addresses).Select(IPAddress.Parse) ?? []);
        }

        return addresses.Count > 0 ? [.. addresses] : throw new ContainerFaultException(ContainersProblems.UnknownNode(name));
    }
}
