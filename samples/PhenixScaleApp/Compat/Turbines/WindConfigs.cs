using System.Buffers;
using System.Numerics;
using PhenixScaleApp.Documents;
using Scalewright.Plugins.WindTurbine;

namespace PhenixScaleApp.Compat.Turbines;

/// <summary>What the devices of a profile's turbines are configured with. Read when the first device needs it, as in the reference.</summary>
internal sealed class WindConfigs(MapValue templates, MapValue groundTruth, MapValue helics)
{
    private readonly HashSet<TurbineComponent> _proven = [];

    /// <summary>File with recorded weather; null for none.</summary>
    /// <exception cref="ReferenceException">The templates are not what can be read.</exception>
    public Value? ReplayData => Weather["replayData"] is { } data && Loose.IsTrue(data) ? data : null;

    /// <summary>The section <c>templates.default</c>.</summary>
    /// <exception cref="ReferenceException">It is no map.</exception>
    public TurbineSection Defaults => new TurbineSection(templates).Section("default");

    /// <summary>What the anemometer is configured with.</summary>
    /// <exception cref="ReferenceException">The templates are not what can be read.</exception>
    public TurbineSection Weather => Defaults.Section("anemometer").Section("weather");

    /// <summary>Where devices record what really happened; null for nowhere.</summary>
    /// <exception cref="ReferenceException">It is no map.</exception>
    public TurbineSection? Elastic => groundTruth.Get("elastic") is { } elastic ? new TurbineSection(Loose.AsMap(elastic, "get")) : null;

    /// <summary>The co-simulation.</summary>
    public TurbineSection Helics => new(helics);

    /// <summary>What writes a device's configuration.</summary>
    /// <param name="container">Its container.</param>
    /// <param name="nodes">The topology, in which the broker's host is looked up.</param>
    /// <exception cref="ReferenceException">The profile is not what can be read, or the broker is not found.</exception>
    public Action<IBufferWriter<byte>> Describe(WindContainer container, NodeRegister nodes)
    {
        Value? broker = container.Component == TurbineComponent.MainController ? HelicsBroker.Address(this, helics, nodes) : null;
        Action<IBufferWriter<byte>> write = buffer => DeviceConfig.Write(this, container, broker, buffer);
        if (_proven.Add(container.Component))
        {
            // The profile's values are the same for each turbine: what can be written once can be written for all.
            write(new ArrayBufferWriter<byte>());
        }

        return write;
    }

    /// <summary>Tells the broker's host how many federates to wait for.</summary>
    /// <param name="nodes">The topology.</param>
    /// <param name="mainControllers">Main controllers of the node that was just configured; the reference counts one more, and forgets the other nodes.</param>
    /// <exception cref="ReferenceException">The host's annotations are no map.</exception>
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
