using Scalewright.Providers.Simulation.Kernel;
using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>A simulated place with all that is in it. Everything here happens on the kernel's loop or while that stands still.</summary>
internal sealed class World
{
    private readonly NodeEvents _events;
    private readonly SortedDictionary<string, Controller> _controllers = new(StringComparer.Ordinal);

    public World(long seed, SimulationOptions options)
    {
        (Seed, Options) = (seed, options.Checked());
        Kernel = new SimulationKernel(new KernelOptions
        {
            Seed = seed,
            Epoch = options.StartsAt,
            StepsMax = options.StepsMax,
            HashSteps = options.HashSteps,
            TraceWaits = options.TraceWaits,
        });
        Network = new SimulatedNetwork(Kernel, options.Link, options.Network);
        Clouds = new CloudSet(Kernel, options);
        Weather = new CallWeather(this);
        Inventory = new Inventory(Kernel, Weather.DrawLag);
        Plane = new ControlPlane(this);
        Nodes = new NodeYard(this);
        Calls = new CallLine(this);
        _events = new NodeEvents(options.EventsKept);
        foreach (TimedFault fault in options.Faults.Faults)
        {
            Kernel.Schedule(fault.At.Ticks, () => Begin(fault.Fault));
        }
    }

    public long Seed { get; }

    public SimulationOptions Options { get; }

    public SimulationKernel Kernel { get; }

    public SimulatedNetwork Network { get; }

    public CloudSet Clouds { get; }

    public CallWeather Weather { get; }

    public Inventory Inventory { get; }

    public ControlPlane Plane { get; }

    public NodeYard Nodes { get; }

    public CallLine Calls { get; }

    public string MakeId(long number) => Inventory.MakeId(number, Weather.ReusesIds);

    public Controller ControllerOf(string host)
    {
        if (!_controllers.TryGetValue(host, out Controller? controller))
        {
            controller = new Controller(this, host);
            _controllers.Add(host, controller);
        }

        return controller;
    }

    public void Inject(Fault fault) => Kernel.Schedule(Kernel.Now, () => Begin(fault));

    public void Tell(HeldNode node, string what) => _events.Add(node.Name, Kernel.Now, what);

    public ValueList<NodeEvent> LastEventsOf(string node) => _events.Of(node);

    private void Begin(Fault fault)
    {
        Action? end = fault.Begin(this);
        if (end is not null && fault.For is { } time)
        {
            Kernel.Schedule(Kernel.Now + time.Ticks, end);
        }
    }
}
