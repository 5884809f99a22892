using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Scalewright.Providers.AutoScaling;

/// <summary>An endpoint that listens on a port of its own.</summary>
public sealed class AutoScalingServer : IAsyncDisposable
{
    // boto 2 sends whole groups with their tags as query strings; Kestrel's own limit of 8 KiB is too small for them.
    private const int RequestLineBytesMax = 256 * 1024;

    private readonly WebApplication _application;

    private AutoScalingServer(WebApplication application, Uri address) => (_application, Address) = (application, address);

    /// <summary>Where it listens, with its port.</summary>
    public Uri Address { get; }

    /// <summary>Begins to listen.</summary>
    /// <param name="endpoint">The endpoint; stays the caller's to dispose, after the server.</param>
    /// <param name="options">Where; null: a free port of this machine alone.</param>
    /// <param name="cancellationToken">Ends the starting.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The server disposes of it.")]
    public static async Task<AutoScalingServer> StartAsync(AutoScalingEndpoint endpoint, ServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ServerOptions known = options ?? new ServerOptions();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, CallersLifetime>();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Configure(kestrel, endpoint, known));
        WebApplication application = builder.Build();
        application.MapAutoScaling(endpoint);
        await application.StartAsync(cancellationToken);
        IServerAddressesFeature addresses = application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        return new AutoScalingServer(application, new Uri(addresses.Addresses.First()));
    }

    /// <summary>Stops to listen; requests under way are answered.</summary>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static void Configure(KestrelServerOptions kestrel, AutoScalingEndpoint endpoint, ServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestLineSize = RequestLineBytesMax;
        kestrel.Limits.MaxRequestBufferSize = Math.Max(kestrel.Limits.MaxRequestBufferSize ?? 0, RequestLineBytesMax * 2);

        // Larger ones are read up to the limit and refused by the endpoint, in the words of the API.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Listen(options.Address, options.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (options.Certificate is { } certificate)
            {
                listen.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificate = certificate });
            }
        });
    }
}
