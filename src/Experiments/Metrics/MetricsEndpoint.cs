using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Scalewright.Experiments.Metrics;

/// <summary>Shows live metrics under <c>/metrics</c>, for Prometheus to scrape.</summary>
public sealed class MetricsEndpoint : IAsyncDisposable
{
    private const int PortsTried = 100;
    private readonly HttpListener _listener;
    private readonly LiveMetrics _metrics;
    private readonly Task _answering;

    private MetricsEndpoint(HttpListener listener, LiveMetrics metrics, Uri address)
    {
        (_listener, _metrics, Address) = (listener, metrics, address);
        _answering = AnswerAsync();
    }

    /// <summary>What to scrape, with its port.</summary>
    public Uri Address { get; }

    /// <summary>Begins to answer.</summary>
    /// <param name="metrics">What is shown.</param>
    /// <param name="port">The port; 0, the default: a free one.</param>
    /// <param name="host">The name or address that is asked for; default this machine alone, <c>+</c> for any.</param>
    /// <exception cref="IOException">The port is taken, or this program may not use it.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The endpoint closes it.")]
    public static MetricsEndpoint Start(LiveMetrics metrics, int port = 0, string host = "127.0.0.1")
    {
        ArgumentNullException.ThrowIfNull(metrics);
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        for (int tried = 1; ; tried++)
        {
            int chosen = port == 0 ? FreePort() : port;
            HttpListener listener = new();
            listener.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://{host}:{chosen}/"));
            try
            {
                listener.Start();
                return new MetricsEndpoint(listener, metrics, new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{(host is "+" or "*" ? "127.0.0.1" : host)}:{chosen}/metrics")));
            }
            catch (Exception e) when (e is HttpListenerException or SocketException)
            {
                listener.Close();

                // Somebody else may have taken a port that was free a moment ago.
                if (port != 0 || tried == PortsTried)
                {
                    throw new IOException(string.Create(CultureInfo.InvariantCulture, $"{host}:{chosen} cannot be listened at: {e.Message}; use another port, or 0 for a free one"), e);
                }
            }
        }
    }

    /// <summary>Answers no more.</summary>
    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _answering;
    }

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task AnswerAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException or InvalidOperationException)
            {
                // Who asked is gone, or this is.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using HttpListenerResponse response = context.Response;
        bool isKnown = context.Request is { HttpMethod: "GET", Url.AbsolutePath: "/metrics" };
        response.StatusCode = isKnown ? 200 : 404;
        ArrayBufferWriter<byte> text = new();
        if (isKnown)
        {
            response.ContentType = OpenMetricsText.ContentType;
            _metrics.Write(text);
        }

        response.ContentLength64 = text.WrittenCount;
        await response.OutputStream.WriteAsync(text.WrittenMemory);
    }
}
