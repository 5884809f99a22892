namespace Scalewright.Providers.Minimega.Backend;

/// <summary>A VM or container as listed by minimega.</summary>
/// <param name="Space">Namespace of minimega.</param>
/// <param name="Name">Name, unique in minimega.</param>
/// <param name="Tag">Ownership tag; null if there is no tag.</param>
/// <param name="Error">Error of a failed launch, as reported by minimega; empty if the launch succeeded.</param>
/// <param name="State">State as listed, for example <see cref="Running"/>; empty if unknown.</param>
/// <param name="Uuid">UUID of the VM; empty if unknown.</param>
/// <param name="Pid">Process ID; differs after each start.</param>
internal sealed record MinimegaVm(
    string Space,
    string Name,
    StoredResourceTag? Tag,
    string Error,
    string State = "",
    string Uuid = "",
    string Pid = ""
)
{
    public const string Running = "RUNNING";
    public const string Building = "BUILDING";
    public const string Paused = "PAUSED";

    /// <summary>Key of the ownership tag.</summary>
    public const string TagKey = "scalewright";

    private const string Failed = "ERROR";
    private const string ErrorKey = "error";

    /// <summary>Columns of <c>vm info</c> that are read.</summary>
    public static ValueList<string> Columns { get; } = ["name", "state", "uuid", "pid", "tags"];

    /// <summary>Resource ID of the VM.</summary>
    public string Id => $"{Space}/{Name}";

    public bool IsAlive => State is Running or Building or Paused;

    /// <summary>Parses a row of <c>vm info</c>.</summary>
    public static MinimegaVm Read(string namespaceName, ValueMap<string> row) =>
        Tagged(namespaceName, row.GetValueOrDefault("name", ""), Tags(row.GetValueOrDefault("tags", ""))) with
        {
            State = row.GetValueOrDefault("state", ""),
            Uuid = row.GetValueOrDefault("uuid", ""),
            Pid = row.GetValueOrDefault("pid", ""),
        };

    /// <summary>Creates a VM from its tags directly after the launch. A failed launch is reported in a tag.</summary>
    public static MinimegaVm Launched(string namespaceName, string name, ValueMap<string> tags)
    {
        MinimegaVm vm = Tagged(namespaceName, name, tags);
        return vm with { State = vm.Error.Length > 0 ? Failed : Building };
    }

    /// <summary>Converts the VM to a resource; null if it has no ownership tag.</summary>
    public Resource? ToResource() =>
        Tag?.ToResource(
            Id,
            State switch
            {
                Running => ResourceState.Ready,
                Building => ResourceState.Pending,
                _ => ResourceState.Failed,
            }
        );

    private static MinimegaVm Tagged(string namespaceName, string name, ValueMap<string> tags)
    {
        StoredResourceTag? tag = StoredResourceTag.TryParse(tags.GetValueOrDefault(TagKey), out StoredResourceTag? stored) ? stored : null;
        return new MinimegaVm(namespaceName, name, tag, tags.GetValueOrDefault(ErrorKey, ""));
    }

    private static ValueMap<string> Tags(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document
                    .RootElement.EnumerateObject()
                    .Where(property => property.Value.ValueKind == JsonValueKind.String)
                    .Select(property => KeyValuePair.Create(property.Name, property.Value.GetString()!))
                    .ToValueMap()
                : ValueMap<string>.Empty;
        }
        catch (JsonException)
        {
            // The tags of a VM that was not created by Scalewright may have any format.
            return ValueMap<string>.Empty;
        }
    }
}
