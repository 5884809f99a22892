using Scalewright;
using Scalewright.Documents;
using Scalewright.Experiments.Inventories;
using Scalewright.Experiments.Platforms;

namespace ScalehubSample;

/// <summary>A host of what is provisioned.</summary>
/// <param name="Name">Its name in the inventory.</param>
/// <param name="Role"><c>control</c>, <c>producer</c>, <c>consumer</c>, or what else its variable <c>cluster_role</c> says; empty: nothing does.</param>
/// <param name="Kind">What machines of its platform are called in experiments.</param>
/// <param name="Vars">Its variables.</param>
internal sealed record ProvisionedHost(string Name, string Role, string Kind, DocumentMap Vars)
{
    public const string Control = "control";
    public const string Producer = "producer";
    public const string Consumer = "consumer";

    // Groups of Scalehub are named in the plural.
    private static readonly string[] Roles = [Producer, Consumer, Control];

    /// <summary>Why it cannot be reached over SSH; empty: it can.</summary>
    public string Hindrance { get; private init; } = "";

    /// <summary>A variable as text; null when there is none.</summary>
    public string? Text(params string[] keys) => keys.Select(key => (Vars[key] as DocumentScalar)?.Text).FirstOrDefault(text => text is not null);

    /// <summary>The hosts of all platforms, in the order of their inventories.</summary>
    public static ValueList<ProvisionedHost> Of(PlatformFolder folder) => [.. folder.ReadState().SelectMany(section => Of(folder, section))];

    /// <summary>The hosts of a platform.</summary>
    public static ValueList<ProvisionedHost> Of(PlatformFolder folder, PlatformSection section)
    {
        if (InventoryFile.Read(Path.Combine(folder.FullPath, section.InventoryFileName)).Inventory?.Resolve() is not { } inventory)
        {
            return [];
        }

        return [.. inventory.Hosts.Select(name =>
        {
            DocumentMap vars = inventory.HostVars[name] as DocumentMap ?? DocumentMap.Empty;
            ProvisionedHost host = new(name, RoleOf(inventory, name, vars), Machines.KindOf(section), vars);
            return host with { Hindrance = folder.IsSimulated(section) ? "is simulated" : host.FindHindrance() };
        })];
    }

    private static string RoleOf(ResolvedInventory inventory, string name, DocumentMap vars) => vars["cluster_role"] is DocumentScalar said ? said.Text
        : Roles.FirstOrDefault(role => inventory.Groups.Any(group => (group.Name == role || group.Name == $"{role}s") && group.Hosts.Contains(name, StringComparer.Ordinal))) ?? "";

    private string FindHindrance() => Text("ansible_connection") is { } way and not ("ssh" or "smart") ? $"is reached by '{Printable.Escape(way)}' and not by SSH"
        : Vars.FirstOrDefault(entry => entry.Key.StartsWith("ansible_", StringComparison.Ordinal) && entry.Value is DocumentScalar scalar && scalar.Text.Contains("{{", StringComparison.Ordinal)) is { Key: { } key } ? $"has a template in {Printable.Escape(key)}"
        : "";
}
