using System.Security.Cryptography.X509Certificates;
using Scalewright.Programs;
using Scalewright.Providers.AutoScaling;

namespace PhantomTutorial;

/// <summary><c>serve</c>: runs the clouds on a port of this machine until Ctrl+C.</summary>
internal static class Service
{
    public static async Task RunAsync(ServiceOptions options, CancellationToken cancellationToken)
    {
        // The tutorial's client is boto 2, which takes the scope of its signatures from the host name.
        AutoScalingEndpointOptions behaviour = options.AcceptsAnyKey
            ? new AutoScalingEndpointOptions { SignatureValidation = SignatureValidation.Off }
            : new AutoScalingEndpointOptions { Keys = [await Keys.ReadOrGenerateAsync(Console.Out)], AllowLegacyClients = true };
        await WarnAsync(options);
        await using Clouds clouds = await Clouds.OpenAsync(options.Pace, behaviour, options.State, cancellationToken);
        using X509Certificate2? certificate = CertificateOf(options);
        if (options.Authority is { } file)
        {
            await OutputFileOption.WriteAsync("--ca", file, certificate!.ExportCertificatePem(), cancellationToken);
        }

        await using AutoScalingServer server = await AutoScalingServer.StartAsync(
            clouds.Endpoint, new AutoScalingServerOptions { Port = options.Port, Certificate = certificate }, cancellationToken);
        Console.WriteLine($"listening on {server.Address.Scheme}://{server.Address.Authority}");
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }

    /// <summary>Describes a run: reads all inputs, and opens the port briefly without accepting calls.</summary>
    public static async Task DescribeAsync(ServiceOptions options, CancellationToken cancellationToken)
    {
        bool generates = !options.AcceptsAnyKey && Keys.ReadConfigured() is null;
        await WarnAsync(options);

        // Without keys, the endpoint rejects all calls.
        await using Clouds clouds = await Clouds.OpenAsync(options.Pace, new AutoScalingEndpointOptions { IsDryRun = true }, options.State, cancellationToken);
        if (options.Authority is { } file)
        {
            OutputFileOption.Check("--ca", file);
        }

        using X509Certificate2? certificate = CertificateOf(options);
        await using AutoScalingServer server = await AutoScalingServer.StartAsync(
            clouds.Endpoint, new AutoScalingServerOptions { Port = options.Port, Certificate = certificate }, cancellationToken);
        Console.Write(generates ? "would generate a key and print it\n" : "");
        Console.WriteLine($"would listen on {(options.Port == 0 ? "a free port" : $"{server.Address.Scheme}://{server.Address.Authority}")}");
        Console.Write(options.State is { } folder ? $"would keep in {folder} what it knows\n" : "");
        Console.Write(options.Authority is { } written ? $"would write its certificate to {written}\n" : "");
    }

    private static X509Certificate2? CertificateOf(ServiceOptions options) => options.Authority is null ? null : Certificates.Make(TimeProvider.System);

    private static Task WarnAsync(ServiceOptions options) =>
        options.AcceptsAnyKey ? Console.Error.WriteLineAsync("warning: --any-key: requests are not verified") : Task.CompletedTask;
}
