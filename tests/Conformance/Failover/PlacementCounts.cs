using Scalewright.Providers.Simulation.HighAvailability.Scores;

namespace Conformance.Failover;

/// <summary>Compares only counts per node and constraints, because ties may be broken differently.</summary>
public static class PlacementCounts
{
    public static string? FirstDifference(JsonObject expected, JsonObject actual, PacemakerResult outcome, string place)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        ArgumentNullException.ThrowIfNull(outcome);
        string wanted = Shape(expected);
        string got = Shape(actual);
        PacemakerConfiguration configuration = outcome.State.Configuration;
        return wanted != got
            ? $"{place}: expected {wanted} of {expected.ToJsonString()}, was {got} of {actual.ToJsonString()}"
            : configuration
                .Colocations.Where(colocation => !Holds(colocation, outcome))
                .Select(colocation => $"{place}: {colocation} does not hold")
                .FirstOrDefault()
                ?? configuration
                    .Locations.Where(location => !Holds(location, outcome))
                    .Select(location => $"{place}: {location} does not hold")
                    .FirstOrDefault();
    }

    /// <summary>Unmanaged resources are exempt.</summary>
    public static bool Holds(ColocationConstraint colocation, PacemakerResult outcome)
    {
        ArgumentNullException.ThrowIfNull(colocation);
        ArgumentNullException.ThrowIfNull(outcome);
        string[] followers = PartsOf(colocation.Resource, outcome.State);
        string[] leaders = PartsOf(colocation.WithResource, outcome.State);
        if (!outcome.State.HasQuorum || followers.Concat(leaders).Any(part => IsLeftAlone(part, outcome)))
        {
            return true;
        }

        // A group is where its last member runs, and thus all members. A clone is on every node with one of its
        // instances.
        string[] led = colocation.Value >= Score.Infinity ? leaders[^1..] : leaders;
        ValueList<string> places = led.SelectMany(part => outcome.State.GetActiveNodes(part)).ToValueList();
        IEnumerable<string> following = followers.SelectMany(part => outcome.State.GetActiveNodes(part));
        return colocation.Value switch
        {
            >= Score.Infinity => following.All(node => places.Contains(node, StringComparer.Ordinal)),
            <= -Score.Infinity => !following.Any(node => places.Contains(node, StringComparer.Ordinal)),
            _ => true,
        };
    }

    private static string Shape(JsonObject placement)
    {
        string?[] places =
        [
            .. placement.SelectMany(entry =>
                entry.Value is JsonArray copies ? copies.Select(name => (string?)name) : [(string?)entry.Value]
            ),
        ];
        IEnumerable<int> counts = places
            .Where(name => name is not null)
            .CountBy(name => name!, StringComparer.Ordinal)
            .Select(count => count.Value)
            .Order();
        return $"[{string.Join(", ", counts)}], {places.Count(name => name is null)} stopped";
    }

    private static bool Holds(LocationConstraint location, PacemakerResult outcome) =>
        location.Value > -Score.Infinity
        || PartsOf(location.Resource, outcome.State)
            .All(part => IsLeftAlone(part, outcome) || !outcome.State.GetActiveNodes(part).Contains(location.Node, StringComparer.Ordinal));

    /// <summary>The members of a group, the copied resource of a clone, or the resource itself.</summary>
    private static string[] PartsOf(string id, PacemakerState state) =>
        state.Configuration.Resources.FirstOrDefault(resource => resource.Id == id) switch
        {
            { CloneOf: { } copied } => [copied.Id],
            { Members.Count: > 0 } group => [.. group.Members.Select(member => member.Id)],
            _ => [id],
        };

    private static bool IsLeftAlone(string part, PacemakerResult outcome) =>
        outcome.Reasons.Any(reason =>
            reason.Resource == part
            && reason.Cause is PlacementCause.Unmanaged or PlacementCause.NoFenceDevice or PlacementCause.WaitingForFencing
        );
}
