using Scalewright.Agents.Services;
using Scalewright.Providers.Simulation.Kernel;
using Scalewright.Providers.Simulation.Models;

namespace Tests.Shared;

internal sealed class SimulatedNode
{
    public const string Controller = "controller";

    public const int Port = 22;

    private readonly NetworkListener _listener;

    /// <param name="files">Null for files of this node alone.</param>
    public SimulatedNode(SimulationKernel kernel, SimulatedNetwork network, string name, InMemoryFiles? files = null)
    {
        (Kernel, Network, Name, Files) = (kernel, network, name, files ?? new InMemoryFiles());
        Programs = new ScriptedPrograms(kernel.Clock);
        Start("boot-1", null);
        _listener = network.Listen(name, Port);
    }

    public SimulationKernel Kernel { get; }

    public SimulatedNetwork Network { get; }

    public string Name { get; }

    public ScriptedPrograms Programs { get; }

    public InMemoryFiles Files { get; }

    public ServiceSet Services { get; init; } = ServiceSet.Empty;

    /// <summary>Concurrent calls of the agent, from its next start on.</summary>
    public int CallsMax { get; set; } = 4096;

    public AgentHost Host { get; private set; } = null!;

    /// <summary>Null for an orderly end.</summary>
    public List<Problem?> Ends { get; } = [];

    /// <summary>Folder for data, from the next start on.</summary>
    public string DataFolder { get; set; } = "";

    public void Start(string boot, AgentSecret? secret) =>
        Host = new AgentHost(
            new AgentHostOptions
            {
                Node = Name,
                BootId = boot,
                DataFolder = DataFolder,
                Clock = Kernel.Clock,
                Secret = secret,
                Services = Services,
                MaxConcurrentCalls = CallsMax,
            },
            Programs,
            Files
        );

    public void Serve() => Kernel.Spawn(Name, async () =>
        {
            while (true)
            {
                _ = ServeOneAsync(await _listener.AcceptAsync());
            }
        });

    public async Task<Stream> ConnectAsync(CancellationToken cancellationToken) =>
        await Network.ConnectAsync(Controller, Name, Port, cancellationToken);

    public AgentConnectionOptions Options(string session) =>
        new()
        {
            Node = Name,
            SessionId = session,
            Clock = Kernel.Clock,
        };

    private async Task ServeOneAsync(Stream stream) => Ends.Add(await Host.ServeAsync(stream));
}
