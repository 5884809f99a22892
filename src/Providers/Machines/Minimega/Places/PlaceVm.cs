using Scalewright.Providers.Marks;

namespace Scalewright.Providers.Minimega.Places;

/// <summary>A VM or container as minimega lists it.</summary>
/// <param name="Mark">Whose it is; null: it carries no mark of ours.</param>
/// <param name="Error">Why its launch failed, as minimega put it; empty: it did not.</param>
/// <param name="Pid">Its process; another one after each start.</param>
internal sealed record PlaceVm(string Space, string Name, ResourceMark? Mark, string Error, string State = "", string Uuid = "", string Pid = "")
{
    public const string Running = "RUNNING";
    public const string Building = "BUILDING";
    public const string Paused = "PAUSED";
    private const string Failed = "ERROR";
    private const string ErrorKey = "error";

    /// <summary>The columns that it is read from.</summary>
    public static ValueList<string> Columns { get; } = ["name", "state", "uuid", "pid", "tags"];

    /// <summary>The provider's name for it.</summary>
    public string Id => $"{Space}/{Name}";

    public bool IsAlive => State is Running or Building or Paused;

    /// <summary>Reads a row of <c>vm info</c>.</summary>
    public static PlaceVm Read(string space, ValueMap<string> row) => Tagged(space, row.GetValueOrDefault("name", ""), Tags(row.GetValueOrDefault("tags", ""))) with
    {
        State = row.GetValueOrDefault("state", ""),
        Uuid = row.GetValueOrDefault("uuid", ""),
        Pid = row.GetValueOrDefault("pid", ""),
    };

    /// <summary>What was launched a moment ago, by its tags: a launch that failed says so in one.</summary>
    public static PlaceVm Launched(string space, string name, ValueMap<string> tags)
    {
        PlaceVm vm = Tagged(space, name, tags);
        return vm with { State = vm.Error.Length > 0 ? Failed : Building };
    }

    /// <summary>The node; null when it is none of ours.</summary>
    public Resource? ToResource() => Mark?.ToResource(Id, State switch
    {
        Running => ResourceState.Ready,
        Building => ResourceState.Pending,
        _ => ResourceState.Failed,
    });

    private static PlaceVm Tagged(string space, string name, ValueMap<string> tags) =>
        new(space, name, tags.TryGetValue(MarkText.Key, out string? mark) ? MarkText.Read(mark) : null, tags.GetValueOrDefault(ErrorKey, ""));

    private static ValueMap<string> Tags(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.EnumerateObject()
                    .Where(property => property.Value.ValueKind == JsonValueKind.String)
                    .Select(property => KeyValuePair.Create(property.Name, property.Value.GetString()!))
                    .ToValueMap()
                : ValueMap<string>.Empty;
        }
        catch (JsonException)
        {
            // Somebody else's VM may have what it wants.
            return ValueMap<string>.Empty;
        }
    }
}
