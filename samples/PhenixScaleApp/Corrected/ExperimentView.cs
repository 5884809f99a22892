using PhenixScaleApp.Documents;
using Scalewright;

namespace PhenixScaleApp.Corrected;

/// <summary>Reads parts of an experiment document, and reports those that are missing or have a wrong type.</summary>
internal sealed class ExperimentView(MapValue root, ProblemList problems)
{
    /// <summary>The <c>spec</c>; empty if it is missing.</summary>
    public MapValue Spec => field ??= Require(root, "spec", "");

    /// <summary>Returns a required text of the <c>spec</c>.</summary>
    public string RequireText(string key)
    {
        if (Spec.Get(key) is ScalarValue { IsText: true, Text.Length: > 0 } text)
        {
            return text.Text;
        }

        problems.AddError(ProblemCode.MissingField, default, $"spec.{key}", "is not there, or is not a text", "give it a text");
        return "";
    }

    /// <summary>First app with a name, with its index; null if it does not exist.</summary>
    public (MapValue App, int Index)? FindApp(string name)
    {
        if (Spec.Get("scenario") is not MapValue scenario || scenario.Get("apps") is not ListValue apps)
        {
            return null;
        }

        for (int i = 0; i < apps.Count; i++)
        {
            if (apps[i] is MapValue app && app.Get("name") is ScalarValue { IsText: true } text && text.Text == name)
            {
                return (app, i);
            }
        }

        return null;
    }

    /// <summary>Nodes of the topology; null if the list is missing.</summary>
    public ListValue? Nodes => (Spec.Get("topology") as MapValue)?.Get("nodes") as ListValue;

    /// <summary>VLAN ID of a network; null if it is unknown.</summary>
    public string? FindVlan(string network) =>
        ((root.Get("status") as MapValue)?.Get("vlans") as MapValue)?.Get(network) is ScalarValue { Text.Length: > 0 } vlan ? vlan.Text : null;

    /// <summary>Numbers of a network's VLAN in the document, each with its path; null for an empty entry.</summary>
    public IEnumerable<(string Path, string? Number)> VlanNumbers(string network)
    {
        yield return ($"status.vlans.{network}", FindVlan(network));
        Value? aliases = ((Spec.Get("vlans") as MapValue)?.Get("aliases") as MapValue)?.Get(network);
        yield return ($"spec.vlans.aliases.{network}", (aliases as ScalarValue)?.Text);
    }

    /// <summary>True if the scenario has the app that creates taps.</summary>
    public bool HasTapApp => FindApp("tap") is not null;

    /// <summary>Address of a VLAN's tap; null if it has none.</summary>
    public string? FindTap(string vlan)
    {
        if (FindApp("tap") is not var (tap, _) || tap.Get("metadata") is not MapValue metadata || metadata.Get("taps") is not ListValue taps)
        {
            return null;
        }

        for (int i = 0; i < taps.Count; i++)
        {
            if (taps[i] is MapValue item && item.Get("vlan") is ScalarValue name && name.Text == vlan && item.Get("ip") is ScalarValue { IsText: true } address)
            {
                return address.Text.Split('/')[0];
            }
        }

        return null;
    }

    /// <summary>Node with a host name; null if it does not exist.</summary>
    public MapValue? FindNode(string hostname)
    {
        for (int i = 0; i < (Nodes?.Count ?? 0); i++)
        {
            if (HostnameOf(Nodes![i]) == hostname)
            {
                return Nodes[i] as MapValue;
            }
        }

        return null;
    }

    /// <summary>Host name of a node; null if it has none.</summary>
    public static string? HostnameOf(Value node) =>
        (((node as MapValue)?.Get("general") as MapValue)?.Get("hostname") as ScalarValue)?.Text;

    private MapValue Require(MapValue map, string key, string path)
    {
        if (map.Get(key) is MapValue found)
        {
            return found;
        }

        problems.AddError(ProblemCode.MissingField, default, path + key, "is not there, or is not a map", "add it");
        return new MapValue();
    }
}
