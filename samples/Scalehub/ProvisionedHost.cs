using Scalewright;
using Scalewright.Documents;
using Scalewright.Experiments.Inventories;
using Scalewright.Experiments.Platforms;

namespace ScalehubSample;

/// <summary>A provisioned host.</summary>
/// <param name="Name">Its name in the inventory.</param>
/// <param name="Role"><c>control</c>, <c>producer</c>, <c>consumer</c>, or the value of the variable
/// <c>cluster_role</c>; empty if it has no role.</param>
/// <param name="Kind">Name of its platform's machines in experiments.</param>
internal sealed record ProvisionedHost(string Name, string Role, string Kind, DocumentMap Vars)
{
    public const string Control = "control";
    public const string Producer = "producer";
    public const string Consumer = "consumer";

    // The groups of Scalehub have these names in the plural.
    private static readonly string[] Roles = [Producer, Consumer, Control];

    /// <summary>Reason why the host cannot be reached over SSH; empty if it can.</summary>
    public string Hindrance { get; private init; } = "";

    /// <summary>Returns the first of the variables that is set, as text; null if none is set.</summary>
    public string? Text(params string[] keys) => keys.Select(key => (Vars[key] as DocumentScalar)?.Text).FirstOrDefault(text => text is not null);

    /// <summary>Returns the hosts of all platforms, in the order of their inventories.</summary>
    public static ValueList<ProvisionedHost> Of(PlatformFolder folder) => [.. folder.ReadState().SelectMany(section => Of(folder, section))];

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

    private string FindHindrance() => Text("ansible_connection") is { } way and not ("ssh" or "smart") ? $"is reached by '{TextEscaping.Escape(way)}' and not by SSH"
        : Vars.FirstOrDefault(entry => entry.Key.StartsWith("ansible_", StringComparison.Ordinal) && entry.Value is DocumentScalar scalar && scalar.Text.Contains("{{", StringComparison.Ordinal)) is { Key: { } key } ? $"has a template in {TextEscaping.Escape(key)}"
        : "";
}
