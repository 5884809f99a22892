using System.Reflection;
using PhenixScaleApp.Compat;
using PhenixScaleApp.Corrected;

namespace PhenixScaleApp;

/// <summary>The app without its process.</summary>
internal static class ScaleApp
{
    /// <summary>Exit code of a successful run.</summary>
    public const int Success = 0;

    /// <summary>Exit code of a rejected or failed run, which writes nothing to the output.</summary>
    public const int Failure = 1;

    /// <summary>Exit code for an invalid command line.</summary>
    public const int WrongUsage = 2;

    private const string Name = "phenix-app-scale";

    /// <summary>Version of the program, and after a plus sign the commit of the build.</summary>
    public static string Version { get; } =
        typeof(ScaleApp).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    /// <summary>Runs one stage.</summary>
    /// <param name="host">Environment of the app.</param>
    /// <param name="cancellationToken">Stops between two nodes.</param>
    /// <returns>The exit code: 0, 1 or 2.</returns>
    public static async Task<int> RunAsync(AppHost host, CancellationToken cancellationToken)
    {
        (CommandLine command, IReadOnlyList<string> mistakes) = CommandLine.Parse(host);
        if (mistakes.Count > 0)
        {
            string text = string.Join('\n', mistakes);
            string message = command.Compat
                ? $"{CommandLine.Usage}\n{Name}: error: {text}"
                : $"{text}\nSee '{Name} --help'.";
            await host.Error.WriteLineAsync(message.AsMemory(), cancellationToken);
            return WrongUsage;
        }

        if (command.ShowsHelp || command.ShowsVersion)
        {
            await PrintAsync(host, command.ShowsHelp ? CommandLine.Usage : $"{Name} {Version}", cancellationToken);
            return Success;
        }

        return command.Compat
            ? await CompatApp.RunAsync(host, command, cancellationToken)
            : await CorrectedApp.RunAsync(host, command, cancellationToken);
    }

    private static async Task PrintAsync(AppHost host, string line, CancellationToken cancellationToken)
    {
        await using StreamWriter output = new(host.Output, leaveOpen: true);
        await output.WriteLineAsync(line.AsMemory(), cancellationToken);
    }
}
