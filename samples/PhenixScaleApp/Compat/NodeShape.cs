using PhenixScaleApp.Documents;

namespace PhenixScaleApp.Compat;

/// <summary>The common part of the nodes of a profile.</summary>
internal static class NodeShape
{
    /// <summary>Copies the template's values and adds the defaults.</summary>
    /// <param name="profile">The profile. Its template's network gets the missing interface, as in the
    /// reference.</param>
    /// <param name="hardware">Hardware of the plugin.</param>
    /// <param name="labels">Labels of the plugin; null for none.</param>
    /// <returns>The entries of a node from <c>hardware</c> on.</returns>
    /// <exception cref="ReferenceException">The template is invalid.</exception>
    public static MapValue Make(MapValue profile, MapValue hardware, MapValue? labels)
    {
        Value template = profile.Get("node_template") ?? new MapValue();
        MapValue node = new MapValue().Set("hardware", hardware);
        if (labels is not null)
        {
            node.Set("labels", labels);
        }

        Value? delay = Loose.Contains(template, "delay") ? Loose.Member(template, "delay") : null;
        node.Set("network", Network(template));
        if (delay is not null)
        {
            node.Set("delay", delay);
        }

        Override(hardware, template);
        SetMissing(hardware);
        return node;
    }

    private static MapValue Network(Value template)
    {
        Value written = Loose.Contains(template, "network") ? Loose.Member(template, "network") : new MapValue();
        MapValue network = Loose.AsMap(written, "get");
        if (!Loose.IsTrue(network.Get("interfaces")))
        {
            network.Set("interfaces", new ListValue(new MapValue()
                .Set("name", "ens1")
                .Set("type", "ethernet")
                .Set("proto", "manual")
                .Set("vlan", "0")));
        }

        return network;
    }

    private static void Override(MapValue hardware, Value template)
    {
        if (Loose.Contains(template, "cpu"))
        {
            hardware.Set("vcpus", Loose.Member(template, "cpu"));
        }

        if (Loose.Contains(template, "memory"))
        {
            hardware.Set("memory", Loose.Member(template, "memory"));
        }

        if (Loose.Contains(template, "image"))
        {
            hardware.Set("drives", new ListValue(new MapValue().Set("image", Loose.Member(template, "image"))));
        }
    }

    private static void SetMissing(MapValue hardware)
    {
        (string Key, Value Value)[] defaults =
        [
            ("vcpus", new ScalarValue(1)),
            ("memory", new ScalarValue(512)),
            ("os_type", new ScalarValue("linux")),
            ("drives", new ListValue(new MapValue().Set("image", "minimeta.qc2"))),
        ];
        foreach ((string key, Value value) in defaults)
        {
            if (!hardware.Has(key))
            {
                hardware.Set(key, value);
            }
        }
    }
}
