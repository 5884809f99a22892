using Scalewright.Providers.Simulation.HighAvailability.Scores;

namespace Conformance.Failover;

internal static class PacemakerCases
{
    public static string? FirstDifference(JsonObject item)
    {
        PacemakerState state = PacemakerState.Create(PacemakerReader.Configuration(item));
        bool isExact = item.Text("compare") != "counts";
        int step = 0;
        foreach (JsonNode? events in item["steps"]!.AsArray())
        {
            PacemakerResult outcome = PacemakerModel.Apply(
                state,
                [.. events!.AsArray().Select(happening => PacemakerReader.Event(happening!.AsObject()))]
            );
            state = outcome.State;
            JsonObject expected = item["trace"]!.AsArray()[step]!.AsObject();
            JsonObject actual = Shown(state);
            string? difference = JsonDifference.First(expected["nodes"], actual["nodes"], $"trace[{step}].nodes")
                ?? (
                    isExact
                        ? JsonDifference.First(Sorted(expected["placement"]!.AsObject()), actual["placement"], $"trace[{step}].placement")
                        : PlacementCounts.FirstDifference(
                            expected["placement"]!.AsObject(),
                            actual["placement"]!.AsObject(),
                            outcome,
                            $"trace[{step}]"
                        )
                )
                ?? Difference(expected, outcome, $"trace[{step}].fenced");
            if (difference is not null)
            {
                return difference;
            }

            step++;
        }

        return null;
    }

    private static string? Difference(JsonObject expected, PacemakerResult outcome, string place) =>
        JsonDifference.First(
            expected["fenced"]!
                .AsArray()
                .Select(name => (string?)name)
                .Order(StringComparer.Ordinal)
                .Select(name => (JsonNode?)name)
                .ToJson(),
            outcome.Fenced.Order(StringComparer.Ordinal).Select(name => (JsonNode?)name).ToJson(),
            place
        );

    private static JsonObject Sorted(JsonObject placement) =>
        new(
            placement.Select(entry =>
                KeyValuePair.Create(
                    entry.Key,
                    entry.Value is JsonArray places
                        ? places.Select(name => (string?)name).Order(StringComparer.Ordinal).Select(name => (JsonNode?)name).ToJson()
                        : entry.Value?.DeepClone()
                )
            )
        );

    private static JsonObject Shown(PacemakerState state)
    {
        JsonObject placement = [];
        foreach (PacemakerResource resource in state.Configuration.Resources.Where(resource => !resource.IsFenceDevice))
        {
            foreach (PacemakerResource part in resource.Members.Count > 0 ? resource.Members : [resource.CloneOf ?? resource])
            {
                string[] places = [.. state.GetActiveNodes(part.Id)];
                placement[part.Id] =
                    resource.CloneOf is not null || places.Length > 1
                        ? places.Select(name => (JsonNode?)name).ToJson()
                        : places.FirstOrDefault();
            }
        }

        return new JsonObject
        {
            ["placement"] = placement,
            ["nodes"] = new JsonObject(
                state.Nodes.Keys.Select(name =>
                    KeyValuePair.Create(name, (JsonNode?)JsonNamingPolicy.SnakeCaseLower.ConvertName(state.GetNodeStatus(name).ToString()))
                )
            ),
        };
    }
}

internal static class PacemakerReader
{
    // Recorded with crm_simulate, which has no controller: it counts a failed start like any other failure.
    private static readonly PacemakerOptions OfRecordings = new() { IsStartFailureFatal = false };

    public static PacemakerConfiguration Configuration(JsonObject item) =>
        new()
        {
            Nodes = [.. item["nodes"]!.AsArray().Select(Node)],
            Resources = [.. item.Objects("resources").Select(Resource)],
            Locations = [.. Triples(item, "locations").Select(entry => new LocationConstraint(entry.First, entry.Second, entry.Value))],
            Colocations =
            [
                .. Triples(item, "colocations").Select(entry => new ColocationConstraint(entry.First, entry.Second, entry.Value)),
            ],
            Orders = [.. (item["orders"]?.AsArray() ?? []).Select(entry => new OrderConstraint(Word(entry![0]), Word(entry[1])))],
            Options = (item["options"]?.AsObject() ?? []).Aggregate(OfRecordings, (options, entry) =>
                options.With(entry.Key, Word(entry.Value))
            ),
            Defaults = Words(item["resource_defaults"]),
        };

    public static PacemakerEvent Event(JsonObject happening) =>
        new(Kind(happening.Text("op")))
        {
            Node = happening.Text("node"),
            Resource = happening.Text("rsc"),
            Name = happening.Text("name"),
            Value = Word(happening["value"]),
            IsOn = Word(happening["value"]) == "true",
            Number =
                happening["score"] is { } score ? Score.Parse(Word(score))
                : happening["rc"] is { } code ? Score.Parse(Word(code))
                : 0,
        };

    private static PacemakerEventKind Kind(string operation) =>
        Enum.GetValues<PacemakerEventKind>().Single(kind => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()) == operation);

    private static PacemakerNode Node(JsonNode? node) =>
        node is JsonObject described
            ? new PacemakerNode(described.Text("name")) { Capacity = Numbers(described["utilization"]) }
            : new PacemakerNode(Word(node));

    private static PacemakerResource Resource(JsonObject resource) =>
        new(resource.Text("id", resource.Text("group", resource.Text("clone"))))
        {
            IsFenceDevice = resource.Text("class") == "stonith",
            Members =
            [
                .. (resource["members"]?.AsArray() ?? []).Select(member =>
                    member is JsonObject described ? Resource(described) : new PacemakerResource(Word(member))
                ),
            ],
            CloneOf = resource["of"] switch
            {
                null => null,
                JsonObject described => Resource(described),
                JsonNode name => new PacemakerResource(Word(name)),
            },
            MetaAttributes = Words(resource["meta"]),
            Utilization = Numbers(resource["utilization"]),
        };

    private static IEnumerable<(string First, string Second, int Value)> Triples(JsonObject item, string key) =>
        (item[key]?.AsArray() ?? []).Select(entry => (Word(entry![0]), Word(entry[1]), Score.Parse(Word(entry[2]))));

    private static ValueMap<string> Words(JsonNode? node) =>
        (node?.AsObject() ?? []).Select(entry => KeyValuePair.Create(entry.Key, Word(entry.Value))).ToValueMap();

    private static ValueMap<int> Numbers(JsonNode? node) =>
        (node?.AsObject() ?? [])
            .Select(entry => KeyValuePair.Create(entry.Key, int.Parse(Word(entry.Value), CultureInfo.InvariantCulture)))
            .ToValueMap();

    private static string Word(JsonNode? node) =>
        node?.GetValueKind() switch
        {
            null => "",
            JsonValueKind.String => node.GetValue<string>(),
            _ => node.ToJsonString(),
        };
}
