using System.Security.Cryptography.X509Certificates;
using Scalewright.Providers.AutoScaling;

namespace PhantomTutorial;

/// <summary><c>serve</c>: the clouds on a port of this machine, until Ctrl+C.</summary>
internal static class Service
{
    /// <summary>Serves until it is cancelled.</summary>
    public static async Task RunAsync(ServiceOptions options, CancellationToken cancellationToken)
    {
        // The tutorial's client is boto 2, which takes the scope of its signatures from the host name.
        EndpointOptions behaviour = options.AcceptsAnyKey
            ? new EndpointOptions { Signatures = SignatureRule.Off }
            : new EndpointOptions { Keys = [await Keys.ReadOrGenerateAsync(Console.Out)], AcceptsOldClients = true };
        if (options.AcceptsAnyKey)
        {
            await Console.Error.WriteLineAsync("warning: --any-key: requests are not verified");
        }

        await using Clouds clouds = await Clouds.OpenAsync(options.Pace, behaviour, options.State, cancellationToken);
        using X509Certificate2? certificate = options.Authority is { } file ? await Certificates.MakeAsync(file, TimeProvider.System, cancellationToken) : null;
        await using AutoScalingServer server = await AutoScalingServer.StartAsync(
            clouds.Endpoint, new ServerOptions { Port = options.Port, Certificate = certificate }, cancellationToken);
        Console.WriteLine($"listening on {server.Address.Scheme}://{server.Address.Authority}");
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }
}
