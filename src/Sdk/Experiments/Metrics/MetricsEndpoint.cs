using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Scalewright.Listeners;

namespace Scalewright.Experiments.Metrics;

/// <summary>
/// Serves live metrics at <c>/metrics</c> for Prometheus, protected by a token. Requests with a body and requests from
/// pages of other sites in browsers are rejected. At most 4,096 connections are open at the same time, and connections
/// without a request for 30 seconds are closed.
/// </summary>
public sealed class MetricsEndpoint : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(1);
    private readonly WebApplication _application;

    private MetricsEndpoint(WebApplication application, Uri address, string token) =>
        (_application, Address, Token) = (application, address, token);

    /// <summary>URL to scrape, including the port.</summary>
    public Uri Address { get; }

    /// <summary>Token for <c>Authorization: Bearer TOKEN</c>, or the password of <c>Basic</c>.</summary>
    public string Token { get; }

    /// <summary>Starts the endpoint.</summary>
    /// <param name="metrics">The metrics to serve.</param>
    /// <param name="port">The port. Default 0: a free port.</param>
    /// <param name="host">Host name or address to listen on. Default this machine only; <c>+</c> for any
    /// address.</param>
    /// <param name="allowedHosts">Additional host names that requests may use besides <c>localhost</c>, the address and
    /// <paramref name="host"/>. Null for none; <c>*</c> allows any.</param>
    /// <param name="token">The token. Default null: a new token, see <see cref="Token"/>.</param>
    /// <exception cref="ArgumentException">The host or the token is empty.</exception>
    /// <exception cref="IOException">The port is in use, access to it is denied, or the host has no address on this
    /// machine.</exception>
    public static MetricsEndpoint Start(
        LiveMetrics metrics,
        int port = 0,
        string host = "127.0.0.1",
        ValueList<string>? allowedHosts = null,
        string? token = null
    )
    {
        ArgumentNullException.ThrowIfNull(metrics);
        ArgumentException.ThrowIfNullOrEmpty(host);
        token ??= BasicAccess.NewToken();
        ArgumentException.ThrowIfNullOrEmpty(token);
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        RequestGate gate = new(new ListenerRules { AllowedHosts = [.. allowedHosts ?? [], .. host is "*" ? [] : new[] { host }] });
        BasicAccess access = BasicAccess.ByToken(token, TimeProvider.System);
        WebApplication? application = null;
        try
        {
            IPAddress address = ResolveAddress(host);
            application = ListenerApplication.Build(gate, kestrel => kestrel.Listen(address, port));
            application.Run(context => access.InvokeAsync(context, inner => HandleAsync(metrics, inner)));
            application.StartAsync().GetAwaiter().GetResult();
            string shown = address.Equals(IPAddress.Any) ? "127.0.0.1" : host;
            int actualPort = ListenerApplication.AddressesOf(application)[0].Port;
            return new MetricsEndpoint(
                application,
                new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{shown}:{actualPort}/metrics")),
                token
            );
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            application?.DisposeAsync().AsTask().GetAwaiter().GetResult();
            string reason = exception.Message.TrimEnd('.');
            throw new IOException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{host}:{port} cannot be listened at: {reason}; use another port, or 0 for a free one"
                ),
                exception
            );
        }
    }

    /// <summary>Stops the endpoint.</summary>
    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource timeoutSource = new(StopTimeout, TimeProvider.System);
        await _application.StopAsync(timeoutSource.Token);
        await _application.DisposeAsync();
    }

    // IPv4 first: clients use it most often.
    private static IPAddress ResolveAddress(string host)
    {
        if (host is "+" or "*")
        {
            return IPAddress.Any;
        }

        return IPAddress.TryParse(host, out IPAddress? address)
            ? address
            : Dns.GetHostAddresses(host).OrderBy(address => address.AddressFamily != AddressFamily.InterNetwork).First();
    }

    private static async Task HandleAsync(LiveMetrics metrics, HttpContext context)
    {
        if (context.Request is not { Method: "GET" or "HEAD", Path.Value: "/metrics" })
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        ArrayBufferWriter<byte> text = new();
        metrics.Write(text);
        context.Response.ContentType = OpenMetricsText.ContentType;
        context.Response.ContentLength = text.WrittenCount;
        if (context.Request.Method == "GET")
        {
            await context.Response.Body.WriteAsync(text.WrittenMemory, context.RequestAborted);
        }
    }
}
