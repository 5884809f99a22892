using Scalewright.Agents;
using Scalewright.Providers.Simulation.Models;
using Scalewright.Recording;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Agent of a node: a process of its machine, which loses its state when it exits.</summary>
internal sealed class NodeAgent
{
    public const int Port = 4100;

    private readonly ProcessContext _process;
    private readonly RunningCommands _commands;

    public NodeAgent(World world, SimulatedClusterNode node)
    {
        NodeFiles files = new(world.Nodes.GetDisk(node), call =>
            world.Recording?.RecordNodeCall(RunEventKind.Program, node.Name, $"{call} on {node.Name}")
        );
        AgentHostOptions options = new()
        {
            Node = node.Name,
            BootId = string.Create(CultureInfo.InvariantCulture, $"{node.Number}.{node.Machine.BootCount}.{node.AgentStarts}"),
            Clock = node.Machine.Clock,
            Services = world.Options.Services,
            DataFolder = "/var/lib/scalewright",
            OnServiceCall = (service, method, arguments) =>
                world.Recording?.RecordNodeCall(
                    RunEventKind.ServiceCall,
                    node.Name,
                    ServiceCallText.Create($"{service}.{method}", arguments, node.Name)
                ),
        };
        _commands = new RunningCommands(world.Operations);
        AgentHost host = new(options, new SimulatedPrograms(world, node, files, _commands), files);
        NetworkListener listener = world.Network.Listen(node.Host, Port);
        _process = new ProcessContext(world.Kernel);
        Serving = _process.Start(() => ServeAllAsync(host, listener));
    }

    /// <summary>Completes with the listener; never completes if the process is killed first.</summary>
    public Task Serving { get; }

    public void Freeze() => _process.Freeze();

    public void Thaw() => _process.Thaw();

    public void End()
    {
        _process.End();
        _commands.EndAll();
    }

    private static async Task ServeAllAsync(AgentHost host, NetworkListener listener)
    {
        try
        {
            while (true)
            {
                _ = host.ServeAsync(await listener.AcceptAsync());
            }
        }
        catch (SocketException)
        {
            // The machine lost its network. Turning it on again starts another agent.
        }
    }
}
