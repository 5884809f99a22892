using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Scalewright.Listeners;

namespace Scalewright.Experiments.Metrics;

/// <summary>
/// Shows live metrics under <c>/metrics</c>, for Prometheus to scrape with a token. Requests have no body, and pages of
/// other sites in browsers are refused. It keeps 4,096 connections at once, and closes those that send no request within 30 seconds.
/// </summary>
public sealed class MetricsEndpoint : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(1);
    private readonly WebApplication _application;

    private MetricsEndpoint(WebApplication application, Uri address, string token) =>
        (_application, Address, Token) = (application, address, token);

    /// <summary>What to scrape, with its port.</summary>
    public Uri Address { get; }

    /// <summary>
    /// The token that a scraper sends as <c>Authorization: Bearer TOKEN</c>, or as the password of <c>Basic</c>.
    /// </summary>
    public string Token { get; }

    /// <summary>Begins to answer.</summary>
    /// <param name="metrics">What is shown.</param>
    /// <param name="port">The port; 0, the default: a free one.</param>
    /// <param name="host">The name or address that is asked for; default this machine alone, <c>+</c> for any address.</param>
    /// <param name="allowedHosts">Names that requests may call it by besides <c>localhost</c>, its address and <paramref name="host"/>; null: none, <c>*</c> among them: any.</param>
    /// <param name="token">The token; null, the default: a new one, see <see cref="Token"/>.</param>
    /// <exception cref="ArgumentException">The host or the token is empty.</exception>
    /// <exception cref="IOException">The port is taken, this program may not use it, or the host has no address here.</exception>
    public static MetricsEndpoint Start(LiveMetrics metrics, int port = 0, string host = "127.0.0.1", ValueList<string>? allowedHosts = null, string? token = null)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        ArgumentException.ThrowIfNullOrEmpty(host);
        token ??= BasicAccess.NewToken();
        ArgumentException.ThrowIfNullOrEmpty(token);
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        ListenerFront front = new(new ListenerRules { AllowedHosts = [.. allowedHosts ?? [], .. host is "*" ? [] : new[] { host }] });
        BasicAccess access = BasicAccess.ByToken(token, TimeProvider.System);
        WebApplication? application = null;
        try
        {
            IPAddress address = AddressOf(host);
            application = ListenerApplication.Build(front, kestrel => kestrel.Listen(address, port));
            application.Run(context => access.InvokeAsync(context, inner => AnswerAsync(metrics, inner)));
            application.StartAsync().GetAwaiter().GetResult();
            string shown = address.Equals(IPAddress.Any) ? "127.0.0.1" : host;
            int taken = ListenerApplication.AddressesOf(application)[0].Port;
            return new MetricsEndpoint(
                application,
                new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{shown}:{taken}/metrics")),
                token);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            application?.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"{host}:{port} cannot be listened at: {e.Message.TrimEnd('.')}; use another port, or 0 for a free one"), e);
        }
    }

    /// <summary>Answers no more.</summary>
    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource late = new(StopTimeout, TimeProvider.System);
        await _application.StopAsync(late.Token);
        await _application.DisposeAsync();
    }

    // IPv4 first: that is what the other side is told most often.
    private static IPAddress AddressOf(string host)
    {
        if (host is "+" or "*")
        {
            return IPAddress.Any;
        }

        return IPAddress.TryParse(host, out IPAddress? address)
            ? address
            : Dns.GetHostAddresses(host).OrderBy(found => found.AddressFamily == AddressFamily.InterNetwork ? 0 : 1).First();
    }

    private static async Task AnswerAsync(LiveMetrics metrics, HttpContext context)
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
