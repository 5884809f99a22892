using System.Reflection;
using PhenixScaleApp.Compat;
using PhenixScaleApp.Corrected;

namespace PhenixScaleApp;

/// <summary>The app without the process around it.</summary>
internal static class ScaleApp
{
    /// <summary>Exit code of a run that did what it was asked.</summary>
    public const int Success = 0;

    /// <summary>Exit code of a run that was refused or failed; nothing is on the output then.</summary>
    public const int Failure = 1;

    /// <summary>Exit code of a command line that is not one.</summary>
    public const int WrongUsage = 2;

    /// <summary>Version of the program, and behind a plus sign the commit that it was built from.</summary>
    public static string Version { get; } =
        typeof(ScaleApp).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    /// <summary>Runs one stage.</summary>
    /// <param name="host">What the app touches.</param>
    /// <param name="cancellationToken">Stops between two nodes.</param>
    /// <returns>The exit code: 0, 1 or 2.</returns>
    public static async Task<int> RunAsync(AppHost host, CancellationToken cancellationToken)
    {
        if (CommandLine.Parse(host, out string mistake) is not { } command)
        {
            await WriteUsageAsync(host, mistake, cancellationToken);
            return mistake.Length == 0 ? Success : WrongUsage;
        }

        if (command.ShowsVersion)
        {
            await PrintAsync(host, $"phenix-app-scale {Version}", cancellationToken);
            return Success;
        }

        return command.Compat
            ? await CompatApp.RunAsync(host, command, cancellationToken)
            : await CorrectedApp.RunAsync(host, command, cancellationToken);
    }

    private static async Task WriteUsageAsync(AppHost host, string mistake, CancellationToken cancellationToken)
    {
        if (mistake.Length == 0)
        {
            await PrintAsync(host, CommandLine.Usage, cancellationToken);
            return;
        }

        await host.Error.WriteLineAsync($"{CommandLine.Usage}\nphenix-app-scale: error: {mistake}".AsMemory(), cancellationToken);
    }
    private static async Task PrintAsync(AppHost host, string line, CancellationToken cancellationToken)
    {
        await using StreamWriter output = new(host.Output, leaveOpen: true);
        await output.WriteLineAsync(line.AsMemory(), cancellationToken);
    }
}
