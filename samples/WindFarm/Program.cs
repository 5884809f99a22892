using System.CommandLine;
using System.Globalization;
using Scalewright;
using Scalewright.Programs;
using Spectre.Console;

namespace WindFarm;

/// <summary>Plans a wind farm and runs it on a simulated cluster, which replaces the machines that it loses.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        Option<int?> nodes = new("--nodes") { Description = "Number of nodes to scale the farm to. Default: the number in the profile (10)." };
        Option<int> seed = new("--seed") { Description = "Random seed for boot times, delays and machine losses. The same seed produces the same output.", DefaultValueFactory = _ => 42 };
        Option<string> output = new("--out") { Description = "Output folder.", DefaultValueFactory = _ => "./out" };
        nodes.Validators.Add(result =>
        {
            string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) || value is < 1 or > FarmProfile.MaxNodes)
            {
                result.AddError($"--nodes: '{TextEscaping.Escape(text)}' is not a valid number of nodes; use 1 to {FarmProfile.MaxNodes}");
            }
        });
        seed.Validators.Add(result =>
        {
            string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "0";
            if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            {
                result.AddError($"--seed: '{TextEscaping.Escape(text)}' is not a seed; use a whole number from {int.MinValue} to {int.MaxValue}");
            }
        });
        output.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.Tokens[0].Value.Length == 0)
            {
                result.AddError("--out: '' is not a folder; specify a folder");
            }
        });
        RootCommand root = new("Plans a wind farm, runs it on simulated machines that fail, and writes the topology, scripts, diagram and history.") { nodes, seed, output };
        root.SetAction((result, cancellationToken) => RunAsync(
            new RunOptions(result.GetValue(nodes), result.GetValue(seed), result.GetValue(output)!), cancellationToken));
        return await CommandLineProgram.RunAsync(root, args);
    }

    /// <summary>Creates a console with colors and progress bars on a terminal, and with plain lines in a file.</summary>
    private static IAnsiConsole CreateConsole() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect,
        ColorSystem = Console.IsOutputRedirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
    });

    private static async Task<int> RunAsync(RunOptions options, CancellationToken cancellationToken)
    {
        // The simulation blocks its calling thread. Continue on another thread, because this one handles Ctrl+C.
        await Task.Yield();
        try
        {
            await Story.RunAsync(options, CreateConsole(), TimeProvider.System, cancellationToken);
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
