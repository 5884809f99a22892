using System.Buffers;
using System.Numerics;
using PhenixScaleApp.Documents;
using Scalewright.Plugins.WindTurbine;

namespace PhenixScaleApp.Compat.Turbines;

/// <summary>Device configuration of a profile's turbines. Read for the first device, as in the reference.</summary>
internal sealed class WindConfigs(MapValue templates, MapValue groundTruth, MapValue helics)
{
    private readonly HashSet<TurbineComponent> _proven = [];

    /// <summary>File with recorded weather; null for none.</summary>
    /// <exception cref="ReferenceException">The templates are invalid.</exception>
    public Value? ReplayData => Weather["replayData"] is { } data && Loose.IsTrue(data) ? data : null;

    /// <summary>The section <c>templates.default</c>.</summary>
    /// <exception cref="ReferenceException">The section is not a map.</exception>
    public TurbineSection Defaults => new TurbineSection(templates).Section("default");

    /// <summary>Configuration of the anemometer.</summary>
    /// <exception cref="ReferenceException">The templates are invalid.</exception>
    public TurbineSection Weather => Defaults.Section("anemometer").Section("weather");

    /// <summary>Ground truth that devices record; null for none.</summary>
    /// <exception cref="ReferenceException">The section is not a map.</exception>
    public TurbineSection? Elastic => groundTruth.Get("elastic") is { } elastic ? new TurbineSection(Loose.AsMap(elastic, "get")) : null;

    /// <summary>Section of the co-simulation.</summary>
    public TurbineSection Helics => new(helics);

    /// <summary>Returns the function that writes a device's configuration.</summary>
    /// <param name="nodes">The topology, which contains the host of the broker.</param>
    /// <exception cref="ReferenceException">The profile is invalid, or the broker is missing.</exception>
    public Action<IBufferWriter<byte>> Describe(WindContainer container, NodeRegister nodes)
    {
        Value? broker = container.Component == TurbineComponent.MainController ? HelicsBroker.Address(this, helics, nodes) : null;
        Action<IBufferWriter<byte>> write = buffer => DeviceConfig.Write(this, container, broker, buffer);
        if (_proven.Add(container.Component))
        {
            // The profile's values are the same for all turbines, so one test of writing covers them all.
            write(new ArrayBufferWriter<byte>());
        }

        return write;
    }

    /// <summary>Sets the number of federates that the broker's host waits for.</summary>
    /// <param name="nodes">The topology.</param>
    /// <param name="mainControllers">Main controllers of the node that was just configured. The reference counts one
    /// more, and ignores other nodes.</param>
    /// <exception cref="ReferenceException">The host's annotations are not a map.</exception>
    public void Annotate(NodeRegister nodes, int mainControllers)
    {
        if (mainControllers == 0 || helics.Get("broker") is not MapValue broker || !broker.Has("hostname") || HelicsBroker.BaseCount(broker) is not { } count)
        {
            return;
        }

        (MapValue node, Value address) = HelicsBroker.Find(nodes, broker.Get("hostname")!);
        if (!Loose.IsTrue(node.Get("annotations")))
        {
            node.Set("annotations", new MapValue());
        }

        Value annotations = node.Get("annotations")!;
        MapValue map = annotations as MapValue
            ?? throw ReferenceException.WrongType($"'{Loose.TypeName(annotations)}' object does not support item assignment");
        BigInteger federates = count + mainControllers + 1;
        map.Set("helics/federate", new ListValue(new MapValue()
            .Set("broker", address)
            .Set("fed-count", new ScalarValue(federates))));
    }
}
