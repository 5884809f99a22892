using System.Globalization;
using PhenixScaleApp.Documents;
using PhenixScaleApp.Logs;
using Scalewright;
using Scalewright.Documents;

namespace PhenixScaleApp.Compat;

/// <summary>Reproduces the behavior of phenix-apps 2.0.0, the reference, including its apparent defects.</summary>
internal static class CompatApp
{
    private const int LogTableWidth = 120;
    private const int TerminalWidth = 80;
    private const string DryRunImages = "/tmp/phenix/images";

    /// <summary>Runs one stage and returns the exit code.</summary>
    public static async Task<int> RunAsync(AppHost host, CommandLine command, CancellationToken cancellationToken)
    {
        if (LogLevels.Find(AppLog.LevelName(host)) is null)
        {
            await host.Error.WriteLineAsync($"ValueError: Level '{AppLog.LevelName(host).ToUpperInvariant()}' does not exist".AsMemory(), cancellationToken);
            return ScaleApp.Failure;
        }

        AppLog log = AppLog.Open(host, command.DryRun);
        ExperimentText text = await ExperimentReader.ReadAsync(host.Input, Dialect.Yaml11, cancellationToken);
        if (text.Root is null)
        {
            log.Error($"Failed to parse experiment input (JSON or YAML) for app 'scale': {text.Mistake}");
            return ScaleApp.Failure;
        }

        try
        {
            string images = command.DryRun ? DryRunImages : Experiment.Join(host.Variable("PHENIX_DIR") ?? "/phenix", "images");
            if (Experiment.Find(text.Root, images) is not { } experiment)
            {
                log.Error("Failed to find app 'scale' in scenario metadata!");
                return ScaleApp.Failure;
            }

            experiment.CreateFolders();
            PluginTable.Discover(log);
            return await RunStageAsync(host, command, experiment, log, cancellationToken) && PrintDocument(text, host, command)
                ? ScaleApp.Success
                : ScaleApp.Failure;
        }
        catch (Exception e) when (IsExpected(e))
        {
            // The reference does not catch these exceptions either. They are printed on standard error and not logged.
            await host.Error.WriteLineAsync(Describe(e).AsMemory(), cancellationToken);
            return ScaleApp.Failure;
        }
    }

    private static async Task<bool> RunStageAsync(AppHost host, CommandLine command, Experiment experiment, AppLog log, CancellationToken cancellationToken)
    {
        try
        {
            switch (command.Stage)
            {
                case "configure":
                    new ConfigureStage(experiment, command.DryRun, GetTableWidth(host, command.DryRun), log).Run(cancellationToken);
                    break;
                case "post-start":
                    await new PostStartStage(experiment, command.DryRun, GetTableWidth(host, command.DryRun), log, host.Minimega).RunAsync(cancellationToken);
                    break;
                default:
                    break;
            }

            return true;
        }
        catch (Exception e) when (IsExpected(e))
        {
            log.Error($"Error executing stage '{command.Stage}' for app 'scale'", Describe(e));
            return false;
        }
    }

    private static int GetTableWidth(AppHost host, bool dryRun) => !dryRun ? LogTableWidth
        : int.TryParse(host.Variable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out int width) && width > 0 ? width
        : TerminalWidth;

    private static bool PrintDocument(ExperimentText text, AppHost host, CommandLine command)
    {
        if (text.IsUnprintable)
        {
            host.Error.WriteLine("TypeError: the document contains a time or an unpaired surrogate, which JSON does not support");
            return false;
        }

        DocumentWriter.Write(text.Root!, host.Output, indented: command.DryRun);
        return true;
    }

    private static bool IsExpected(Exception e) =>
        e is ReferenceException or IOException or UnauthorizedAccessException or ArgumentException or ScalewrightException;

    private static string Describe(Exception e) => e is ReferenceException ? e.ToString() : $"{e.GetType().Name}: {e.Message}";
}
