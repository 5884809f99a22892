using System.Globalization;
using Scalewright;
using Scalewright.Topologies;

namespace PhenixScaleApp.Corrected;

/// <summary>Names of a topology's networks in the nodes' commands: the experiment's bridge and a VLAN ID.</summary>
internal static class NetSpecs
{
    private const int FirstStandIn = 100;

    /// <summary>Finds the VLAN ID of each network.</summary>
    /// <param name="view">Source of VLANs.</param>
    /// <param name="isLive">True to reject unknown VLANs; false to number them from 100.</param>
    public static ValueMap<string> Resolve(Topology topology, ExperimentView view, bool isLive, ProblemList problems)
    {
        List<KeyValuePair<string, string>> specs = [];
        foreach (string network in topology.Networks.Keys)
        {
            string? vlan = view.FindVlan(network);
            if (vlan is null && isLive)
            {
                problems.AddError(
                    ProblemCode.UnknownReference,
                    default,
                    $"status.vlans.{network}",
                    "is not there, so containers could not be attached to that network",
                    "start the experiment with a node on that VLAN, or rename the network");
            }

            specs.Add(new(network, $"{topology.Name},{vlan ?? (FirstStandIn + specs.Count).ToString(CultureInfo.InvariantCulture)}"));
        }

        return specs.ToValueMap();
    }
}
