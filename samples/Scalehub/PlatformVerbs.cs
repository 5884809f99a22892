using System.CommandLine;
using Scalewright;
using Scalewright.Experiments.Inventories;
using Scalewright.Experiments.Platforms;

namespace ScalehubSample;

/// <summary><c>check</c>, <c>provision</c>, <c>destroy</c>.</summary>
internal static class PlatformVerbs
{
    public static void AddTo(RootCommand root, Places places)
    {
        root.Add(Program.Verb("check", "Tells everything that is wrong, and how many instances there would be.", (result, _) => Task.FromResult(Check(places.Load(result)))));
        root.Add(Program.Verb("provision", "Sets the platforms up and saves their inventories.", async (result, cancellationToken) =>
            Tell(await places.Folder(result).ProvisionAsync(places.Load(result), cancellationToken))));
        root.Add(Program.Verb("destroy", "Destroys what the folder says is there.", async (result, cancellationToken) =>
        {
            await places.Folder(result).DestroyAsync(cancellationToken);
            return "destroyed";
        }));
    }

    private static string Check(PlatformConfiguration configuration)
    {
        Problem[] problems = [.. configuration.Platforms.SelectMany(section => Program.Platforms.Check(section))];
        return problems.Length > 0
            ? throw new InvalidDataException(Places.Tell(problems))
            : string.Join('\n', configuration.Platforms.Select(section => $"{section.Name}: {Program.Platforms.Find(section.Type!)!.CountInstances(section)} instances"));
    }

    private static string Tell(Inventory inventory)
    {
        ResolvedInventory resolved = inventory.Resolve();
        return string.Join('\n', resolved.Groups.Where(group => group.Hosts.Count > 0).Select(group => $"{group.Name}: {string.Join(' ', group.Hosts)}").Prepend($"provisioned {resolved.Hosts.Count} hosts"));
    }
}
