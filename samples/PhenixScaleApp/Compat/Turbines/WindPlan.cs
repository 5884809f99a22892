using System.Buffers;
using System.Globalization;
using System.Numerics;
using PhenixScaleApp.Documents;
using PhenixScaleApp.Logs;
using Scalewright.Plugins.WindTurbine;

namespace PhenixScaleApp.Compat.Turbines;

/// <summary>The plugin <c>wind_turbine</c>: six containers for each turbine.</summary>
internal sealed class WindPlan : ProfilePlan
{
    private const string FallbackStart = "192.168.100.1";
    private readonly MapValue _profile;
    private readonly Experiment _experiment;
    private readonly AppLog _log;
    private readonly bool _dryRun;

    private WindPlan(MapValue profile, Experiment experiment, bool dryRun, AppLog log) =>
        (_profile, _experiment, _dryRun, _log) = (profile, experiment, dryRun, log);

    public override IReadOnlyList<string> StartupCommands { get; } = ["sysctl -w net.ipv4.ip_forward=1", "tar -C / -xzf /wind-configs.tgz"];

    /// <summary>Prefix of host names.</summary>
    public required string Name { get; init; }

    public required BigInteger TurbineCount { get; init; }

    /// <summary>Number of containers of all turbines.</summary>
    public required BigInteger Total { get; init; }

    /// <summary>Number of containers on a full node.</summary>
    public required BigInteger PerNode { get; init; }

    /// <summary>Network for access to the main controllers.</summary>
    public required Value ExternalNetwork { get; init; }

    /// <summary>Configuration of the devices.</summary>
    public required WindConfigs Configs { get; init; }

    /// <exception cref="ReferenceException">Fields are invalid. The message lists all of them.</exception>
    public static WindPlan Read(MapValue profile, Experiment experiment, bool dryRun, AppLog log)
    {
        FieldCheck fields = new(profile, "WindTurbineConfig");
        string name = fields.Text("name", "");
        BigInteger count = fields.Integer("count", 1, 1);
        BigInteger perNode = fields.Integer("containers_per_node", TurbineDevices.Count, null);
        MapValue node = fields.Map("node_template");
        MapValue container = fields.Map("container_template");
        MapValue templates = fields.Map("templates");
        MapValue groundTruth = fields.Map("ground-truth-module");
        MapValue helics = fields.Map("helics");
        MapValue labels = fields.Map("labels");
        fields.Done();
        Value? external = container.Get("external_network");
        external = external is ListValue { Count: > 0 } list ? list[0] : external;
        if (!Loose.IsTrue(external))
        {
            throw fields.Refuse("external_network must be defined in container_template when count > 0");
        }

        BigInteger total = count * TurbineDevices.Count;
        return new WindPlan(profile, experiment, dryRun, log)
        {
            Fields = new MapValue()
                .Set("name", name)
                .Set("count", new ScalarValue(count))
                .Set("containers_per_node", new ScalarValue(perNode))
                .Set("node_template", node)
                .Set("container_template", container)
                .Set("templates", templates)
                .Set("ground_truth", groundTruth)
                .Set("helics", helics)
                .Set("labels", labels)
                .Set("ext_net", external!),
            Name = name,
            TurbineCount = count,
            Total = total,
            PerNode = perNode,
            NodeCount = Checked(perNode > 0 ? DivideUp(total, perNode) : count),
            ExternalNetwork = external!,
            Configs = new WindConfigs(templates, groundTruth, helics),
        };
    }

    public override void Announce(AppLog log, string profile) => log.Debug($"WindTurbine plugin configured for {TurbineCount} nodes.");

    public override string HostnameOf(int number) => $"{Name}-{number}";

    public override long CountContainers(int number)
    {
        if (number * PerNode <= Total)
        {
            return Checked(PerNode);
        }

        BigInteger rest = Total % PerNode;
        return rest > 0 && number == NodeCount ? Checked(rest) : 0;
    }

    public override MapValue DescribeNode()
    {
        MapValue template = _profile.Get("node_template") as MapValue ?? new MapValue();
        MapValue hardware = new MapValue()
            .Set("os_type", "linux")
            .Set("vcpus", template.Get("cpu") is { } cpu && Loose.IsTrue(cpu) ? cpu : new ScalarValue(8))
            .Set("memory", template.Get("memory") is { } memory && Loose.IsTrue(memory) ? memory : new ScalarValue(16384));
        MapValue labels = new MapValue().Set("infra", "wind");
        if (_profile.Get("labels") is MapValue written)
        {
            for (int i = 0; i < written.Count; i++)
            {
                labels.Set(written.KeyAt(i), written.ValueAt(i));
            }
        }

        return NodeShape.Make(_profile, hardware, labels);
    }

    public override void OnNodeConfigured(ConfigureStage stage, int number)
    {
        string hostname = HostnameOf(number);
        List<WindContainer> containers = Describe(number);
        int mainControllers = 0;
        for (int i = 0; i < containers.Count; i++)
        {
            mainControllers += containers[i].Component == TurbineComponent.MainController ? 1 : 0;
            stage.AddConfig(hostname, i + 1, Configs.Describe(containers[i], stage.Nodes));
        }

        Value? replayData = Configs.ReplayData;
        string archive = stage.MarkArchive();
        if (replayData is { } data)
        {
            stage.Nodes.Inject(hostname, data, "/scale/shared/weather.csv");
        }

        stage.Nodes.Inject(hostname, archive, "/wind-configs.tgz");
        Configs.Annotate(stage.Nodes, mainControllers);
    }

    public override Action<IBufferWriter<byte>> Render(int number, NetworkList networks, string? gateway, ContainerSettings settings)
    {
        bool hasShared = Configs.ReplayData is not null;
        List<WindContainer> containers = Describe(number);
        string hostname = HostnameOf(number);
        return buffer => WindScript.Write(containers, hostname, hasShared, settings, buffer);
    }

    private List<WindContainer> Describe(int number)
    {
        if (CountContainers(number) == 0)
        {
            return [];
        }

        long start = StartAddress();
        NetworkList network = NetworkList.Resolve(new ListValue(ExternalNetwork), _experiment, _dryRun, _log);
        int prefix = network.Networks.Count > 0 ? network.Networks[0].Prefix : TurbineDevices.PrivatePrefix;
        string? gateway = GatewayRule.Resolve(Loose.Find(ExternalNetwork, "gateway"), _experiment, _dryRun, _log);
        long first = (number - 1) * (long)PerNode;
        List<WindContainer> containers = [];
        for (long i = 0; i < CountContainers(number); i++)
        {
            (long turbine, long component) = Math.DivRem(first + i, TurbineDevices.Count);
            containers.Add(component == 0
                ? MainController(turbine + 1, network.Text, AddressOf(start, turbine), prefix, gateway)
                : Device((TurbineComponent)component, turbine + 1));
        }

        return containers;
    }

    private static WindContainer MainController(long turbine, string networks, long address, int prefix, string? gateway)
    {
        string external = Ipv4.ToAddress(address).ToString();
        string own = string.Create(CultureInfo.InvariantCulture, $"wtg-{turbine}");
        return new WindContainer(TurbineComponent.MainController, turbine)
        {
            Networks = networks.Length > 0 ? $"{networks} {own}" : own,
            Addresses = [$"{external}/{prefix}", $"{TurbineDevices.MainAddress}/{TurbineDevices.PrivatePrefix}"],
            Gateway = gateway,
            ExternalAddress = external,
        };
    }

    private static WindContainer Device(TurbineComponent component, long turbine) => new(component, turbine)
    {
        Networks = string.Create(CultureInfo.InvariantCulture, $"wtg-{turbine}"),
        Addresses = [$"{TurbineDevices.GetAddress(component)}/{TurbineDevices.PrivatePrefix}"],
        Gateway = TurbineDevices.MainAddress,
    };

    /// <summary>Address of a turbine. As in the reference, the address after it must exist as well.</summary>
    private static long AddressOf(long start, long turbine) => Ipv4.Add(Ipv4.Add(start, turbine + 1), -1);

    private long StartAddress()
    {
        if (Loose.Find(ExternalNetwork, "start_ip") is { } start && Loose.IsTrue(start))
        {
            return Loose.TryInteger(start, out _) ? Ipv4.ParseInterface(start).Address : Ipv4.ParseAddress(Loose.Text(start));
        }

        if (Loose.Find(ExternalNetwork, "network") is not { } network || !Loose.IsTrue(network))
        {
            return Ipv4.ParseAddress(FallbackStart);
        }

        (long address, int prefix) = Ipv4.ParseInterface(network);
        long hostMask = (1L << (32 - prefix)) - 1;
        return (address & hostMask) == 0 ? Ipv4.Add(address, 1) : address;
    }
}
