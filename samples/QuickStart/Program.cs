using System.CommandLine;
using Scalewright;
using Spectre.Console;

namespace QuickStart;

/// <summary>A wind farm from its profile to nodes, containers, scripts and a picture.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        Option<int?> nodes = new("--nodes") { Description = "Grow the farm until it needs this many nodes; default: as the profile says (10)." };
        Option<int> seed = new("--seed") { Description = "Seed of everything drawn by chance.", DefaultValueFactory = _ => 42 };
        Option<string> output = new("--out") { Description = "Folder for everything that is written.", DefaultValueFactory = _ => "./out" };
        nodes.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > WindFarm.NodesMax)
            {
                result.AddError($"--nodes: use 1 to {WindFarm.NodesMax}");
            }
        });
        RootCommand root = new("Expands a wind farm to nodes and containers and writes topology, scripts and picture.") { nodes, seed, output };
        root.SetAction((parsed, cancellationToken) => RunAsync(
            new RunOptions(parsed.GetValue(nodes), parsed.GetValue(seed), parsed.GetValue(output)!), cancellationToken));
        return await root.Parse(args).InvokeAsync();
    }

    /// <summary>Colours and bars only where somebody watches; a file gets plain lines.</summary>
    private static IAnsiConsole CreateConsole() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect,
        ColorSystem = Console.IsOutputRedirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
    });

    private static async Task<int> RunAsync(RunOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await Story.TellAsync(options, CreateConsole(), TimeProvider.System, cancellationToken);
            return 0;
        }
        catch (ScalewrightException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
