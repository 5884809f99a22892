using Scalewright.Providers.AutoScaling;
using Scalewright.Providers.Simulation;

namespace PhantomTutorial;

/// <summary><c>run</c>: runs the tutorial against a remote service, or against one within this program.</summary>
internal static class Runner
{
    private static readonly AccessKey OwnKey = new("AKTUTORIAL", "within this program");
    private static readonly Uri Within = new("http://localhost/");

    public static Task RunAsync(RunnerOptions options, TextWriter output, CancellationToken cancellationToken) =>
        options.Url is { } url ? RunThereAsync(url, options, output, cancellationToken) : RunHereAsync(options, output, cancellationToken);

    private static async Task RunHereAsync(RunnerOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        await using Clouds clouds = await Clouds.OpenAsync(options.Pace, new AutoScalingEndpointOptions { Keys = [OwnKey], IsDryRun = options.IsDryRun }, options.State, cancellationToken);
        using AutoScalingEndpointHandler handler = new(clouds.Endpoint);
        using HttpClient http = new(handler);
        Tutorial tutorial = new(new AutoScalingClient(http, Within, OwnKey, TimeProvider.System), clouds.WaitAsync, output);
        await RunAsync(tutorial, options, cancellationToken);
    }

    private static async Task RunThereAsync(Uri url, RunnerOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        if (options.BelievesAny)
        {
            await Console.Error.WriteLineAsync("warning: --insecure: the certificate of the service is not verified");
        }

        using SocketsHttpHandler handler = Certificates.HandlerFor(options.Authority, options.BelievesAny);
        using HttpClient http = new(handler);
        Tutorial tutorial = new(new AutoScalingClient(http, url, Keys.Read(), TimeProvider.System), Wait, output);
        await RunAsync(tutorial, options, cancellationToken);

        // A remote service has its own clock, so the fast pace does not wait for it.
        Task Wait(TimeSpan time, CancellationToken token) => options.Pace == SimulationPace.RealTime ? Task.Delay(time, TimeProvider.System, token) : Task.CompletedTask;
    }

    private static Task RunAsync(Tutorial tutorial, RunnerOptions options, CancellationToken cancellationToken) =>
        options.IsDryRun ? tutorial.DescribeAsync(cancellationToken) : tutorial.RunAsync(cancellationToken);
}
