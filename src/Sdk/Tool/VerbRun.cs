using Scalewright.Clusters;
using Scalewright.Providers;
using Scalewright.Providers.Local;
using Scalewright.Providers.Ssh;
using Scalewright.Tool.Providers;

namespace Scalewright.Tool;

/// <summary>Runs the work of verbs and reports failures consistently.</summary>
internal static class VerbRun
{
    /// <summary>Runs work and converts failures to problems.</summary>
    /// <param name="continues">True if running the same command again after a signal resumes its work.</param>
    public static async Task<VerbReport> GuardAsync(Func<Task<VerbReport>> work, bool continues, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (ScalewrightException exception)
        {
            return VerbReport.From(exception.Problems);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new VerbReport(ExitCode.Problems) { Note = continues ? "stopped; the same command continues\n" : "stopped\n" };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return VerbReport.From(
                new Problem(
                    ProblemCode.OutputNotWritable,
                    ExceptionText.From(exception),
                    "check the folder, its permissions and the space on its disk"
                )
            );
        }
    }

    /// <summary>Opens a provider, runs work with it and closes it. After a signal, the current step
    /// completes.</summary>
    public static async Task<VerbReport> RunAsync(
        ProviderSelection choice,
        Func<GuardedProvider, CancellationToken, Task<VerbReport>> work,
        CancellationToken cancellationToken
    )
    {
        VerbReport? report = null;
        try
        {
            await using SshTransport? way = OpenTransport(choice);
            await using IProvider provider = choice.Entry.Open(choice with { Transport = way });
            GuardedProvider guarded = provider.Guard();
            await provider.RunAsync(async token => report = await work(guarded, token), cancellationToken);
            return report! with { Problems = [.. report!.Problems, .. VerbReport.From(FindDamage(provider)).Problems] };
        }
        catch (ArgumentException exception)
        {
            return VerbReport.From(
                new Problem(
                    ProblemCode.ConflictingFields,
                    ExceptionText.From(exception),
                    $"see 'scalewright providers' for what '{choice.Entry.Name}' needs"
                )
            );
        }
    }

    /// <summary>Queries a provider without the library's retries, which would let the user wait for minutes.</summary>
    public static Task<ValueList<Resource>> ObserveAsync(GuardedProvider provider, CancellationToken cancellationToken) =>
        provider.ObserveAsync(null, cancellationToken);

    /// <summary>Returns a problem if a state folder is missing, or is a file; else null.</summary>
    public static Problem? FindMissing(string folder, string advice)
    {
        if (Directory.Exists(folder))
        {
            return null;
        }

        string found = File.Exists(folder) ? "it is a file" : "the folder does not exist";
        return new Problem(ProblemCode.UnreadableFile, found, advice) { Source = folder };
    }

    /// <summary>Returns warnings about nodes with damaged records, which verbs ignore otherwise.</summary>
    private static IEnumerable<Problem> FindDamage(IProvider provider) =>
        provider is LocalProvider local ? local.FindDamagedNodes().Select(node => node.Describe()) : [];

    /// <summary>Opens SSH to machines without other access. Accepts unknown host keys, because machines are
    /// new.</summary>
    private static SshTransport? OpenTransport(ProviderSelection choice) =>
        choice.Entry.IsEnteredBySsh
            ? new SshTransport(ProviderCatalog.GetSshOptions(choice) with { HostKeyPolicy = HostKeyPolicy.AcceptNew })
            : null;
}
