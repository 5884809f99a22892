using System.CommandLine;
using Scalewright;
using Scalewright.Experiments.Inventories;
using Scalewright.Experiments.Platforms;

namespace ScalehubSample;

/// <summary><c>shub -c FILE check | provision | destroy</c>: platforms of an INI file as inventories in a folder.</summary>
internal static class Program
{
    private static readonly PlatformList Platforms = PlatformList.Default.With(new YourCustomPlatform());

    private static async Task<int> Main(string[] args)
    {
        Option<string> file = new("--conf", "-c") { DefaultValueFactory = _ => "conf/scalehub.conf", Description = "The file of platforms.", Recursive = true };
        Option<string> folder = new("--inventory", "-i") { DefaultValueFactory = _ => "inventory", Description = "The folder of inventories.", Recursive = true };
        RootCommand root = new("Platforms of one file, as hosts in inventories.") { file, folder };
        root.Add(Verb("check", "Tells everything that is wrong, and how many instances there would be.", result => Task.FromResult(Check(Load(result.GetValue(file)!)))));
        root.Add(Verb("provision", "Sets the platforms up and saves their inventories.", async result =>
            Tell("provisioned", await new PlatformFolder(result.GetValue(folder)!, Platforms).ProvisionAsync(Load(result.GetValue(file)!)))));
        root.Add(Verb("destroy", "Destroys what the folder says is there.", async result =>
        {
            await new PlatformFolder(result.GetValue(folder)!, Platforms).DestroyAsync();
            return "destroyed";
        }));
        return await root.Parse(args).InvokeAsync();
    }

    private static Command Verb(string name, string description, Func<ParseResult, Task<string>> run)
    {
        Command verb = new(name, description);
        verb.SetAction(async (result, _) =>
        {
            try
            {
                Console.WriteLine(await run(result));
                return 0;
            }
            catch (Exception e) when (e is ScalewrightException or IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return 1;
            }
        });
        return verb;
    }

    private static PlatformConfiguration Load(string path)
    {
        string defaults = Path.Combine(Path.GetDirectoryName(path) ?? "", "defaults.ini");
        PlatformConfiguration? below = File.Exists(defaults) ? Parse(defaults, null) : null;
        return Parse(path, below);
    }

    private static PlatformConfiguration Parse(string path, PlatformConfiguration? defaults)
    {
        PlatformReadResult read = PlatformConfiguration.Read(File.ReadAllBytes(path), path, defaults);
        return read.Configuration ?? throw new InvalidDataException(string.Join('\n', read.Problems));
    }

    private static string Check(PlatformConfiguration configuration)
    {
        Problem[] problems = [.. configuration.Platforms.SelectMany(section => Platforms.Check(section))];
        return problems.Length > 0
            ? throw new InvalidDataException(string.Join('\n', problems.Select(problem => $"{problem} [{problem.Code.Id}]")))
            : string.Join('\n', configuration.Platforms.Select(section => $"{section.Name}: {Platforms.Find(section.Type!)!.CountInstances(section)} instances"));
    }

    private static string Tell(string what, Inventory inventory)
    {
        ResolvedInventory resolved = inventory.Resolve();
        return string.Join('\n', resolved.Groups.Where(group => group.Hosts.Count > 0).Select(group => $"{group.Name}: {string.Join(' ', group.Hosts)}").Prepend($"{what} {resolved.Hosts.Count} hosts"));
    }
}
