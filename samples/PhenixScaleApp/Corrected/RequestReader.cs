using PhenixScaleApp.Documents;
using Scalewright;
using Scalewright.Documents;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace PhenixScaleApp.Corrected;

/// <summary>Reads the request of an experiment without changing the document.</summary>
/// <param name="isLive">False in a dry run, which accepts some missing values.</param>
internal sealed class RequestReader(ExperimentView view, bool isLive, Positions places, ProblemList problems)
{
    /// <summary>Reads the request. The result is not usable if problems were reported.</summary>
    public ScaleRequest Read()
    {
        string name = view.RequireText("experimentName");
        if (name.Length > 0 && !NameRules.IsValidName(name))
        {
            problems.AddError(ProblemCode.InvalidName, places.GetPosition("spec.experimentName"), "spec.experimentName", $"'{TextEscaping.Escape(name)}' is not a name", NameRules.Advice);
        }

        string folder = view.RequireText("baseDir");
        if (folder.Length > 0 && !Path.IsPathFullyQualified(folder))
        {
            problems.AddError(ProblemCode.UnsafePath, places.GetPosition("spec.baseDir"), "spec.baseDir", $"'{TextEscaping.Escape(folder)}' depends on where the app was started", "use an absolute path");
        }

        return new ScaleRequest(name, folder, ReadProfiles(), ProfilesPath);
    }

    private string ProfilesPath => view.FindApp("scale") is var (_, index) ? $"spec.scenario.apps[{index}].metadata.profiles" : "";

    private DocumentList ReadProfiles()
    {
        if (view.FindApp("scale") is not var (app, index))
        {
            problems.AddError(ProblemCode.MissingField, places.GetPosition("spec.scenario.apps"), "spec.scenario.apps", "no app is named 'scale'", "add one with metadata.profiles");
            return new DocumentList([]);
        }

        string path = $"spec.scenario.apps[{index}].metadata";
        if ((app.Get("metadata") ?? new MapValue()) is not MapValue metadata)
        {
            problems.AddError(ProblemCode.WrongType, places.GetPosition(path), path, "is not a map", "use a map with profiles");
            return new DocumentList([]);
        }

        if (!metadata.Has("profiles"))
        {
            MapValue only = new(metadata);
            return new DocumentList([Fill(ReadOnly(only.Set("name", "default"), path))]);
        }

        if (metadata.Get("profiles") is ListValue profiles)
        {
            return new DocumentList(Enumerable.Range(0, profiles.Count).Select(i => ReadProfile(profiles[i], $"{path}.profiles[{i}]")));
        }

        problems.AddError(ProblemCode.WrongType, places.GetPosition($"{path}.profiles"), $"{path}.profiles", "is not a list", "use a list of maps with name and plugin");
        return new DocumentList([]);
    }

    private DocumentNode ReadProfile(Value profile, string path) =>
        (places.Find(path) ?? NodeConversion.ToNode(profile)) is var node && node is DocumentMap map ? Fill(map) : node;

    /// <summary>Reads metadata that are a single profile themselves.</summary>
    private DocumentMap ReadOnly(MapValue profile, string path) => places.Find(path) is DocumentMap map
        ? With(map, "name", new DocumentScalar(ScalarKind.Text, "default", map.Position))
        : (DocumentMap)NodeConversion.ToNode(profile);

    private DocumentMap Fill(DocumentMap map)
    {
        if (map["container_template"] is DocumentMap container)
        {
            container = With(container, "gateway", ResolveGateway(container["gateway"]));
            DocumentNode? external = container["external_network"] is DocumentList { Count: 1 } list ? list[0] : container["external_network"];
            if (external is DocumentMap network)
            {
                external = With(network, "gateway", ResolveGateway(network["gateway"]));
            }

            map = With(map, "container_template", With(container, "external_network", external));
        }

        return map["helics"] is DocumentMap helics && helics["broker"] is DocumentMap broker
            ? With(map, "helics", With(helics, "broker", ResolveBroker(broker)))
            : map;
    }

    /// <summary>Replaces a VLAN name with the address of its tap. Without taps, a dry run keeps the name.</summary>
    private DocumentNode? ResolveGateway(DocumentNode? gateway)
    {
        if (gateway is not DocumentScalar { ScalarKind: ScalarKind.Text, Text.Length: > 0 } name || Address.TryParse(name.Text, out _))
        {
            return gateway;
        }

        if (view.FindTap(name.Text) is { } address)
        {
            return new DocumentScalar(ScalarKind.Text, address, gateway.Position);
        }

        string found = $"VLAN '{TextEscaping.Escape(name.Text)}' has no tap, so nothing routes its packets";
        const string Advice = "add it to metadata.taps of the app 'tap', or give an address";
        if (isLive || view.HasTapApp)
        {
            problems.AddError(ProblemCode.UnknownReference, gateway.Position, "gateway", found, Advice);
        }
        else
        {
            problems.AddWarning(ProblemCode.UnknownReference, gateway.Position, "gateway", found, $"{Advice}; only a dry run goes without");
        }

        return gateway;
    }

    private DocumentMap ResolveBroker(DocumentMap broker)
    {
        if (broker["hostname"] is not DocumentScalar { Text.Length: > 0 } hostname)
        {
            return broker;
        }

        if (BrokerHost.FindAddress(view, hostname.Text) is { } address)
        {
            return With(broker, "address", new DocumentScalar(ScalarKind.Text, address, hostname.Position));
        }

        problems.AddError(
            ProblemCode.UnknownReference,
            hostname.Position,
            "helics.broker.hostname",
            $"'{TextEscaping.Escape(hostname.Text)}' is not a node of the topology, or has no such interface with an address",
            "use the name of a node, with |interface behind it if need be");
        return broker;
    }

    private static DocumentMap With(DocumentMap map, string key, DocumentNode? value) => value is null || ReferenceEquals(map[key], value)
        ? map
        : new DocumentMap(
            [.. map.Where(entry => entry.Key != key), new DocumentEntry(key, map.TryGetEntry(key, out DocumentEntry known) ? known.KeyPosition : value.Position, value)],
            map.Position);
}
