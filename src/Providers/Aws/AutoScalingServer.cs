using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Scalewright.Listeners;

namespace Scalewright.Providers.AutoScaling;

/// <summary>Serves an endpoint on its own port.</summary>
public sealed class AutoScalingServer : IAsyncDisposable
{
    // boto 2 sends whole groups with their tags as query strings, which exceed Kestrel's limit of 8 KiB.
    private const int MaxRequestLineBytes = 256 * 1024;

    private readonly WebApplication _application;

    private readonly RequestGate _gate;

    private AutoScalingServer(WebApplication application, RequestGate gate, Uri address) =>
        (_application, _gate, Address) = (application, gate, address);

    /// <summary>Address of the server, including the port.</summary>
    public Uri Address { get; }

    /// <summary>Number of bytes in use for request bodies, beyond the first 16 KiB of each body.</summary>
    public long BufferedBytes => _gate.HeldBytes;

    /// <summary>Starts a server.</summary>
    /// <param name="endpoint">The endpoint; the caller disposes it after the server.</param>
    /// <param name="options">Server options; null for a free port on the loopback address.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit in the options is below 1.</exception>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<AutoScalingServer> StartAsync(
        AutoScalingEndpoint endpoint,
        AutoScalingServerOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        AutoScalingServerOptions checkedOptions = (options ?? new AutoScalingServerOptions()).Checked();
        RequestGate gate = AutoScalingEndpointRouteBuilderExtensions.CreateGate(endpoint, checkedOptions);
        WebApplication application = ListenerApplication.Build(gate, kestrel => Listen(kestrel, checkedOptions));
        application.Run(context => AutoScalingEndpointRouteBuilderExtensions.HandleAsync(endpoint, context));
        await application.StartAsync(cancellationToken);
        return new AutoScalingServer(application, gate, ListenerApplication.AddressesOf(application)[0]);
    }

    /// <summary>Stops the server after it has responded to pending requests.</summary>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static void Listen(KestrelServerOptions kestrel, AutoScalingServerOptions options)
    {
        kestrel.Limits.MaxRequestLineSize = MaxRequestLineBytes;
        kestrel.Limits.MaxRequestBufferSize = Math.Max(kestrel.Limits.MaxRequestBufferSize ?? 0, MaxRequestLineBytes * 2);
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
