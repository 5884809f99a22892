using System.Text.Json.Nodes;
using Scalewright.Providers.Simulation.HighAvailability.Scores;

namespace Conformance.Failover;

/// <summary>Compares places where ties may be broken otherwise: how many run on how many nodes, how many are stopped, and that constraints hold.</summary>
internal static class PlacementCounts
{
    public static string? FirstDifference(JsonObject expected, JsonObject actual, ScoreState state, string place)
    {
        string wanted = Shape(expected);
        string got = Shape(actual);
        return wanted != got
            ? $"{place}: expected {wanted} of {expected.ToJsonString()}, was {got} of {actual.ToJsonString()}"
            : state.Configuration.Colocations.Where(colocation => !Holds(colocation, state)).Select(colocation => $"{place}: {colocation} does not hold").FirstOrDefault()
                ?? state.Configuration.Locations.Where(location => !Holds(location, state)).Select(location => $"{place}: {location} does not hold").FirstOrDefault();
    }

    private static string Shape(JsonObject placement)
    {
        string?[] places = [.. placement.SelectMany(entry => entry.Value is JsonArray copies ? copies.Select(name => (string?)name) : [(string?)entry.Value])];
        IEnumerable<int> counts = places.Where(name => name is not null).CountBy(name => name!, StringComparer.Ordinal).Select(count => count.Value).Order();
        return $"[{string.Join(", ", counts)}], {places.Count(name => name is null)} stopped";
    }

    private static bool Holds(ScoreColocation colocation, ScoreState state)
    {
        string[] places = [.. state.PlacesOf(colocation.Resource)];
        string[] others = [.. state.PlacesOf(colocation.With)];
        return colocation.Value switch
        {
            _ when state.Configuration.Options.IsInMaintenance || !state.HasQuorum => true,
            >= Score.Infinity => places.Except(others, StringComparer.Ordinal).All(_ => state.Configuration.Resources.Any(resource => resource.Id == colocation.With && resource.Members.Count > 0)),
            <= -Score.Infinity => !places.Intersect(others, StringComparer.Ordinal).Any(),
            _ => true,
        };
    }

    private static bool Holds(ScoreLocation location, ScoreState state) =>
        location.Value > -Score.Infinity || state.HealthOf(location.Node) == NodeHealth.Unclean || state.Configuration.Options.IsInMaintenance
        || !state.PlacesOf(location.Resource).Contains(location.Node, StringComparer.Ordinal);
}
