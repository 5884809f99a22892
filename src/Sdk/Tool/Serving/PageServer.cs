using System.Net.Mime;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Scalewright.Listeners;
using Scalewright.Traces;

namespace Scalewright.Tool.Serving;

/// <summary>Serves the trace viewer and a stream of a trace file that grows, to this machine only.</summary>
/// <remarks>
/// <c>GET /</c> returns the page, which contains no data. All other requests require the token. <c>GET /stream</c>
/// returns all bytes and never ends. <c>POST</c> requests go to the handlers. Thread-safe.
/// </remarks>
internal sealed class PageServer : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, PageHandler> _handlers = new(StringComparer.Ordinal);
    private readonly GrowingBytes _bytes = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly byte[] _page;
    private readonly WebApplication _application;

    private PageServer(PageServerOptions options, byte[] page, string token)
    {
        _page = page;
        RequestGate gate = new(new ListenerRules { ContentTypes = [MediaTypeNames.Application.Json] }, (context, refusal) =>
            WriteAsync(context, PageResponse.Reject(refusal.Status, refusal.Reason), CancellationToken.None)
        );
        BasicAccess access = BasicAccess.ByToken(token, options.Clock);
        _application = ListenerApplication.Build(gate, kestrel => Listen(kestrel, options.Port));
        _application.Run(context => HandleAsync(context, access));
    }

    /// <summary>Address to open in a browser, with the token in the fragment, which browsers do not send.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Starts the server.</summary>
    /// <param name="options">Port and content of the page.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="IOException">The port is in use, or access to it is denied.</exception>
    public static async Task<PageServer> StartAsync(PageServerOptions options, CancellationToken cancellationToken)
    {
        using MemoryStream page = new();
        await RunTracePage.WriteServedAsync(page, options.Title, options.Content, cancellationToken);
        string token = BasicAccess.NewToken();
        PageServer server = new(options, page.ToArray(), token);
        try
        {
            await server._application.StartAsync(cancellationToken);
            int port = ListenerApplication.AddressesOf(server._application)[0].Port;
            server.Address = new Uri(FormattableString.Invariant($"http://127.0.0.1:{port}/#token={token}"));
            return server;
        }
        catch (Exception exception)
        {
            await server.DisposeAsync();
            if (exception is SocketException)
            {
                throw new IOException(exception.Message, exception);
            }

            throw;
        }
    }

    /// <summary>Describes a port that cannot be listened on.</summary>
    public static Problem DescribePort(int port, IOException wrong) =>
        new(
            ProblemCode.OutOfRange,
            FormattableString.Invariant($"--port {port} cannot be used: {ExceptionText.From(wrong).TrimEnd('.')}"),
            "use another port, or 0 for a free one"
        );

    /// <summary>Appends bytes of the trace file. Open and later streams get them.</summary>
    /// <param name="bytes">Whole blocks. The first bytes are those of the start of a file. They are not copied.</param>
    public void Append(ReadOnlyMemory<byte> bytes) => _bytes.Append(bytes);

    /// <summary>Replaces all bytes by those of a new file. Open streams continue with its blocks, and later streams get
    /// only the new file.</summary>
    /// <param name="bytes">Start of the new file, with whole blocks. They are not copied.</param>
    public void Restart(ReadOnlyMemory<byte> bytes) => _bytes.Restart(bytes);

    /// <summary>Sets the handler of <c>POST</c> requests to a path.</summary>
    public void MapPost(string path, PageHandler handler) => _handlers[path] = handler;

    /// <summary>Stops the server. Open streams end at once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        await _stopping.CancelAsync();
        using (CancellationTokenSource timeoutSource = new(StopTimeout, TimeProvider.System))
        {
            await _application.StopAsync(timeoutSource.Token);
        }

        await _application.DisposeAsync();
        _stopping.Dispose();
    }

    // Every address of another machine is refused by the system.
    private static void Listen(KestrelServerOptions kestrel, int port) => kestrel.Listen(IPAddress.Loopback, port);

    private async Task HandleAsync(HttpContext context, BasicAccess access)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (context.Request is { Method: "GET", Path.Value: "/" })
        {
            context.Response.ContentType = $"{MediaTypeNames.Text.Html}; charset=utf-8";
            context.Response.ContentLength = _page.Length;
            await context.Response.Body.WriteAsync(_page, context.RequestAborted);
            return;
        }

        await access.InvokeAsync(context, RouteAsync);
        if (context.Response is { HasStarted: false, StatusCode: 401 or 429, ContentLength: null } refused)
        {
            string problem =
                refused.StatusCode == StatusCodes.Status401Unauthorized
                    ? "The token is missing or wrong; open the address that the command printed."
                    : "There were too many requests with a wrong token; try again later.";

            // With 'Basic', browsers would ask for a password.
            headers.WWWAuthenticate = "Bearer";
            await WriteAsync(context, PageResponse.Reject(refused.StatusCode, problem), context.RequestAborted);
        }
    }

    private async Task RouteAsync(HttpContext context)
    {
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        try
        {
            switch (context.Request)
            {
                case { Method: "GET", Path.Value: "/stream" }:
                    await StreamAsync(context.Response, ended.Token);
                    break;
                case { Method: "POST", Path.Value: { } path } when _handlers.TryGetValue(path, out PageHandler? handler):
                    PageResponse response = await CallAsync(handler, RequestGate.BodyOf(context), ended.Token);
                    await WriteAsync(context, response, ended.Token);
                    break;
                default:
                    string problem = TextEscaping.Escape($"{context.Request.Method} {context.Request.Path}");
                    await WriteAsync(context, PageResponse.Reject(404, $"'{problem}' is not served here."), ended.Token);
                    break;
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The end of the connection tells the page that the server stopped.
            context.Abort();
        }
    }

    private async Task StreamAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType = MediaTypeNames.Application.Octet;
        await response.StartAsync(cancellationToken);
        for (long next = 0; ; )
        {
            (ReadOnlyMemory<byte>[] pieces, next, Task appended) = _bytes.Read(next);
            foreach (ReadOnlyMemory<byte> piece in pieces)
            {
                await response.Body.WriteAsync(piece, cancellationToken);
            }

            await response.Body.FlushAsync(cancellationToken);
            await appended.WaitAsync(cancellationToken);
        }
    }

    private static async Task<PageResponse> CallAsync(PageHandler handler, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? await handler(document.RootElement, cancellationToken)
                : PageResponse.Reject(400, "The body is not a JSON object.");
        }
        catch (JsonException exception)
        {
            return PageResponse.Reject(400, $"The body is not valid: {ExceptionText.From(exception)}");
        }
    }

    private static async Task WriteAsync(HttpContext context, PageResponse response, CancellationToken cancellationToken)
    {
        context.Response.StatusCode = response.Status;
        context.Response.ContentType = MediaTypeNames.Application.Json;
        context.Response.ContentLength = response.Body.Length;
        await context.Response.Body.WriteAsync(response.Body, cancellationToken);
    }

    /// <summary>Pieces of bytes that grow, for any number of readers.</summary>
    private sealed class GrowingBytes
    {
        private const int StartLength = 8;
        private readonly Lock _gate = new();
        private readonly List<ReadOnlyMemory<byte>> _pieces = [];
        private TaskCompletionSource _appended = NewSource();
        private ReadOnlyMemory<byte> _start;
        private long _removedCount;

        public void Append(ReadOnlyMemory<byte> bytes) => Add(bytes);

        public void Restart(ReadOnlyMemory<byte> bytes)
        {
            lock (_gate)
            {
                _removedCount += _pieces.Count;
                _pieces.Clear();
                _start = bytes[..StartLength];
            }

            Add(bytes[StartLength..]);
        }

        /// <summary>Returns the pieces from a position on, the next position, and a task that completes when there are
        /// more.</summary>
        /// <param name="next">Position; 0 for a new reader, which also gets the start of the file.</param>
        public (ReadOnlyMemory<byte>[] Pieces, long Next, Task Appended) Read(long next)
        {
            lock (_gate)
            {
                ReadOnlyMemory<byte>[] pieces =
                    next == 0 ? [_start, .. _pieces] : [.. _pieces[(int)Math.Max(0, next - 1 - _removedCount)..]];
                return (pieces, 1 + _removedCount + _pieces.Count, _appended.Task);
            }
        }

        private void Add(ReadOnlyMemory<byte> bytes)
        {
            TaskCompletionSource appended;
            lock (_gate)
            {
                _pieces.Add(bytes);
                appended = _appended;
                _appended = NewSource();
            }

            appended.SetResult();
        }

        private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>Handles a request of the page.</summary>
/// <param name="body">JSON object that the page sent.</param>
/// <param name="cancellationToken">Cancelled when the page closes the connection, or the server stops.</param>
internal delegate Task<PageResponse> PageHandler(JsonElement body, CancellationToken cancellationToken);

/// <summary>Options of a <see cref="PageServer"/>.</summary>
/// <param name="Content">Content of the stream, which selects what the page shows: <c>trace</c> or
/// <c>watch</c>.</param>
/// <param name="Title">Title of the page.</param>
internal sealed record PageServerOptions(string Content, string Title)
{
    /// <summary>Port. Default 0: a free one.</summary>
    public int Port { get; init; }

    /// <summary>Time source for the wait after wrong tokens.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>Response to a request of the page: JSON.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">UTF-8 of the JSON.</param>
internal sealed record PageResponse(int Status, ReadOnlyMemory<byte> Body)
{
    /// <summary>Creates a response with status 200.</summary>
    public static PageResponse From<T>(T result, JsonTypeInfo<T> type) =>
        new(StatusCodes.Status200OK, JsonSerializer.SerializeToUtf8Bytes(result, type));

    /// <summary>Creates a response of a failed request.</summary>
    /// <param name="status">HTTP status, 400 or more.</param>
    /// <param name="problems">Sentences for the user.</param>
    public static PageResponse Reject(int status, params ReadOnlySpan<string> problems) =>
        new(status, JsonSerializer.SerializeToUtf8Bytes(new PageProblems([.. problems]), PageServerJson.Default.PageProblems));
}

/// <summary>Problems of a failed request.</summary>
internal sealed record PageProblems(IReadOnlyList<string> Problems);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PageProblems))]
internal sealed partial class PageServerJson : JsonSerializerContext;
