using System.CommandLine;
using System.Globalization;
using Scalewright;
using Scalewright.Programs;
using Spectre.Console;

namespace QuickStart;

/// <summary>A wind farm, from its profile to a simulated cluster that loses machines and replaces them.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        Option<int?> nodes = new("--nodes") { Description = "Grow the farm until it needs this many nodes; default: as the profile says (10)." };
        Option<int> seed = new("--seed") { Description = "Seed of everything that chance decides: boot times, delays, who is lost. The same seed writes the same bytes.", DefaultValueFactory = _ => 42 };
        Option<string> output = new("--out") { Description = "Folder for everything that is written.", DefaultValueFactory = _ => "./out" };
        nodes.Validators.Add(result =>
        {
            string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) || value is < 1 or > WindFarm.NodesMax)
            {
                result.AddError($"--nodes: '{TextEscaping.Escape(text)}' is no size of a farm; use 1 to {WindFarm.NodesMax}");
            }
        });
        seed.Validators.Add(result =>
        {
            string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "0";
            if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            {
                result.AddError($"--seed: '{TextEscaping.Escape(text)}' is no seed; use a whole number from {int.MinValue} to {int.MaxValue}");
            }
        });
        output.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.Tokens[0].Value.Length == 0)
            {
                result.AddError("--out: '' is not a folder; specify a folder");
            }
        });
        RootCommand root = new("Plans a wind farm, lets it live through losses on simulated machines, and writes topology, scripts, picture and history.") { nodes, seed, output };
        root.SetAction((result, cancellationToken) => RunAsync(
            new RunOptions(result.GetValue(nodes), result.GetValue(seed), result.GetValue(output)!), cancellationToken));
        return await CommandLineProgram.RunAsync(root, args);
    }

    /// <summary>Uses colors and bars only on a terminal; a file receives plain lines.</summary>
    private static IAnsiConsole CreateConsole() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect,
        ColorSystem = Console.IsOutputRedirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
    });

    private static async Task<int> RunAsync(RunOptions options, CancellationToken cancellationToken)
    {
        // The simulation blocks the thread that calls it, so leave the thread that handles Ctrl+C.
        await Task.Yield();
        try
        {
            await Story.TellAsync(options, CreateConsole(), TimeProvider.System, cancellationToken);
            return 0;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"stopped; what was written to {TextEscaping.Escape(options.Out)} stays");
            return 1;
        }
        catch (ScalewrightException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"the output cannot be written: {e.Message}");
            return 1;
        }
    }
}
