using System.Numerics;
using PhenixScaleApp.Documents;
using Scalewright;
using Scalewright.Documents;
using Scalewright.Plugins.WindTurbine;

namespace PhenixScaleApp.Compat;

/// <summary>What the devices of a profile's turbines are configured with. Read when the first device needs it, as in the reference.</summary>
internal sealed class WindConfigs(MapValue templates, MapValue groundTruth, MapValue helics)
{
    private TurbineTemplates? _templates;
    private GroundTruth? _groundTruth;

    /// <summary>File with recorded weather; null for none.</summary>
    /// <exception cref="ReferenceException">The templates are not what can be read.</exception>
    public string? ReplayData => Templates.ReplayData;

    private TurbineTemplates Templates => _templates ??= Read(templates, WindSections.ReadTemplates);

    /// <summary>A device with everything its configuration depends on.</summary>
    /// <param name="container">Its container.</param>
    /// <param name="nodes">The topology, in which the broker's host is looked up.</param>
    /// <exception cref="ReferenceException">The profile is not what can be read, or the broker is not found.</exception>
    public TurbineDevice Device(WindContainer container, NodeRegister nodes)
    {
        _groundTruth ??= Read(groundTruth, WindSections.ReadGroundTruth);
        return new TurbineDevice(container.Component, container.Turbine, container.TurbineName)
        {
            Templates = Templates,
            GroundTruth = _groundTruth,
            Helics = container.Component == TurbineComponent.MainController ? Helics(nodes) : null,
            ExternalAddress = container.ExternalAddress,
        };
    }

    /// <summary>Tells the broker's host how many federates to wait for.</summary>
    /// <param name="nodes">The topology.</param>
    /// <param name="mainControllers">Main controllers of the node that was just configured; the reference counts one more, and forgets the other nodes.</param>
    /// <exception cref="ReferenceException">The broker is not found.</exception>
    public void Annotate(NodeRegister nodes, int mainControllers)
    {
        if (helics.Get("broker") is not MapValue broker || broker.Get("base-fed-count") is not { } count || broker.Get("hostname") is not { } host)
        {
            return;
        }

        BigInteger federates = Loose.TryInteger(count, out BigInteger number)
            ? number + mainControllers + 1
            : throw ReferenceException.WrongType($"unsupported operand type(s) for +=: '{Loose.TypeName(count)}' and 'int'");
        (MapValue node, string address) = FindBroker(nodes, Loose.Text(host));
        if (!Loose.IsTrue(node.Get("annotations")))
        {
            node.Set("annotations", new MapValue());
        }

        Loose.AsMap(node.Get("annotations")!, "update").Set("helics/federate", new ListValue(new MapValue()
            .Set("broker", address)
            .Set("fed-count", new ScalarValue(ScalarKind.Integer, federates.ToString()))));
    }

    private static T Read<T>(MapValue section, Func<DocumentMap, ProblemList, T> read)
    {
        ProblemList problems = new();
        T result = read((DocumentMap)Loose.ToNode(section), problems);
        return problems.HasErrors ? throw new ReferenceException("AttributeError", problems.ToValueList()[0].ToString()) : result;
    }

    private HelicsFederation? Helics(NodeRegister nodes)
    {
        if (helics.Count == 0 && Templates.HelicsTopic is null)
        {
            return null;
        }

        HelicsFederation federation = Read(helics, WindSections.ReadHelics);
        string? address = federation.BrokerHost is null
            ? federation.BrokerAddress
            : FindBroker(nodes, Loose.Text(((MapValue)helics.Get("broker")!).Get("hostname")!)).Address;
        return address is null
            ? throw ReferenceException.MissingAttribute("broker")
            : federation with { BrokerAddress = address };
    }

    private static (MapValue Node, string Address) FindBroker(NodeRegister nodes, string hostname)
    {
        string[] parts = hostname.Split('|', 2);
        MapValue node = nodes.FindMap(parts[0])
            ?? throw new ReferenceException("AssertionError", $"HELICS broker host '{parts[0]}' not found in topology");
        Value interfaces = Loose.Member(Loose.Member(node, "network"), "interfaces");
        Value? first = null;
        foreach (Value item in Loose.Items(interfaces))
        {
            first ??= item;
            if (parts.Length > 1 && Loose.Text(Loose.Member(item, "name")) == parts[1])
            {
                return (node, Loose.Text(Loose.Member(item, "address")));
            }
        }

        return parts.Length == 1 && first is not null
            ? (node, Loose.Text(Loose.Member(first, "address")))
            : throw new ReferenceException("AssertionError", $"HELICS broker host '{parts[0]}' has no such interface");
    }
}
