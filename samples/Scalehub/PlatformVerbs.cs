using System.CommandLine;
using Scalewright;
using Scalewright.Experiments.Deployments;
using Scalewright.Experiments.Inventories;
using Scalewright.Experiments.Platforms;

namespace ScalehubSample;

/// <summary><c>check</c>, <c>provision</c>, <c>destroy</c>.</summary>
internal static class PlatformVerbs
{
    public static void AddTo(RootCommand root, Places places)
    {
        root.Add(Program.Verb("check", "Tells everything that is wrong, and how many instances there would be.", (result, _) => Task.FromResult(Check(places.Load(result)))));
        root.Add(Program.Verb("provision", "Sets the platforms up, saves their inventories, and runs the playbook infrastructure/setup.", async (result, cancellationToken) =>
        {
            PlatformConfiguration configuration = places.Load(result);
            Console.WriteLine(Tell(await places.Folder(result).ProvisionAsync(configuration, cancellationToken)));
            return await DeploymentVerbs.SetUpAsync(result, places, configuration, cancellationToken);
        }));
        Option<bool> leave = new("--leave") { Description = "Leaves what is deployed where it is, for hosts that are lost." };
        Command destroy = Program.Verb("destroy", "Deletes what is deployed, and destroys the platforms that the folder says are there.", async (result, cancellationToken) =>
        {
            Deployment deployment = places.Deployment(result);
            if (!result.GetValue(leave))
            {
                await DeploymentVerbs.DeleteAllAsync(deployment, cancellationToken);
            }

            await places.Folder(result).DestroyAsync(cancellationToken);
            deployment.Forget();
            HostVerbs.ForgetTokens(places.Folder(result));
            return "destroyed";
        });
        destroy.Add(leave);
        root.Add(destroy);
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
