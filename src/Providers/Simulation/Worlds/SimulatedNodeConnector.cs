using Scalewright.Agents;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Connects a controller to node agents by streams over the simulated network.</summary>
internal sealed class SimulatedNodeConnector(World world, SimulatedController controller)
{
    private const int SessionBytes = 16;

    public async Task<INodeConnection> OpenAsync(Resource resource, CancellationToken cancellationToken) =>
        world.Recording is { } recording
            ? await recording.Start(() => OpenRecordedAsync(recording, resource, cancellationToken))
            : await OpenAsOperationAsync(resource, cancellationToken);

    private async Task<INodeConnection> OpenRecordedAsync(RunRecording recording, Resource resource, CancellationToken cancellationToken)
    {
        string callName = $"connect to {resource.Tag.Name}";
        int call = recording.BeginCall(controller, callName);
        try
        {
            AgentConnection connection = await OpenAsOperationAsync(resource, cancellationToken);
            recording.EndCall(call, callName, failure: null);
            return new RecordedConnection(connection, recording, controller, world.Network.Lost);
        }
        catch (AgentException failure)
        {
            recording.EndCall(
                call,
                callName,
                failure.Problems[0].Message,
                recording.FindLost(call, world.Network.Lost, controller, resource.Tag.Name)
            );
            throw;
        }
    }

    /// <summary>Opens a connection as an operation of the controller, so that faults can be scheduled during it.</summary>
    private async Task<AgentConnection> OpenAsOperationAsync(Resource resource, CancellationToken cancellationToken)
    {
        ProcessOperations operations = controller.Operations;
        operations.Begin(SimulatedOperation.Connect);
        try
        {
            return await OpenWithTimeoutAsync(resource, cancellationToken);
        }
        finally
        {
            operations.End(SimulatedOperation.Connect);
        }
    }

    private async Task<AgentConnection> OpenWithTimeoutAsync(Resource resource, CancellationToken cancellationToken)
    {
        if (world.Inventory.FindId(resource.Id) is not SimulatedClusterNode node || node.Tag.Token != resource.Tag.Token)
        {
            throw new AgentException(resource.Tag.Name, CloudProblems.NotFound(resource.Tag));
        }

        using CancellationTokenSource timeout = new(world.Options.ConnectTimeout, controller.Clock);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await AgentConnection.OpenAsync(token => ConnectAsync(node, token), CreateOptions(resource), linked.Token);
        }
        catch (OperationCanceledException failure) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new AgentException(node.Name, CloudProblems.NoConnection(node.Name, world.Options.ConnectTimeout), failure);
        }
    }

    private async Task<Stream> ConnectAsync(SimulatedClusterNode node, CancellationToken cancellationToken)
    {
        if (node.IsDeleted)
        {
            // The name of the node may belong to another node by now.
            throw new SocketException((int)SocketError.HostNotFound);
        }

        world.Nodes.Prepare(node);
        try
        {
            return await world.Network.ConnectAsync(controller.Host, node.Host, NodeAgent.Port, cancellationToken);
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.ConnectionRefused && node.IsAgentFailing)
        {
            throw new AgentException(node.Name, CloudProblems.AgentExited, failure) { LogTail = world.Nodes.StartFailingAgent(node) };
        }
    }

    private AgentConnectionOptions CreateOptions(Resource resource)
    {
        byte[] session = new byte[SessionBytes];
        controller.Random.NextBytes(session);
        return new AgentConnectionOptions
        {
            Node = resource.Tag.Name,
            SessionId = Convert.ToHexStringLower(session),
            Epoch = resource.Tag.Epoch,
            Clock = controller.Clock,
        };
    }
}
