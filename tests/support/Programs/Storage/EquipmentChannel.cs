using System.Net;
using System.Net.Http.Headers;
using Scalewright.Storage.Agents;

namespace TestPrograms.Storage;

/// <summary>Equipment is what all servers share: disks, high availability and installed packages.</summary>
internal sealed class EquipmentChannel(NodeStartRequest order, HttpMessageInvoker invoker) : IServerActions
{
    public const string Root = "equipment";
    public const string RunHeader = "X-Scalewright-Run";

    /// <summary>Requests a report of the delivery of the response, with the value as its name.</summary>
    public const string TicketHeader = "X-Scalewright-Ticket";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Agents poll plug-ins while they hold their lock, so this blocks.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Poll(string plugin, bool isFull)
    {
        using CancellationTokenSource limit = new(Limit, TimeProvider.System);
        using HttpRequestMessage request = Request(HttpMethod.Get, $"{(isFull ? "full" : "update")}/{plugin}");
        try
        {
            using HttpResponseMessage response = invoker.Send(request, limit.Token);
            using Stream body = response.Content.ReadAsStream(limit.Token);
            using JsonDocument bodies = JsonDocument.Parse(Checked(response, body));
            return
            [
                .. bodies
                    .RootElement.EnumerateArray()
                    .Select(item => (ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes(item.GetRawText())),
            ];
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or JsonException)
        {
            throw new IOException($"The equipment of {order.Fqdn} did not answer: {exception.Message}", exception);
        }
    }

    public async Task<AgentActionResult> RunAsync(string action, JsonElement arguments, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = Request(HttpMethod.Post, $"action/{Uri.EscapeDataString(action)}");
        request.Content = Body(System.Text.Encoding.UTF8.GetBytes(arguments.GetRawText()));
        try
        {
            using HttpResponseMessage response = await invoker.SendAsync(request, cancellationToken);
            byte[] answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            string? ticket = response.Headers.TryGetValues(TicketHeader, out IEnumerable<string>? values) ? values.First() : null;
            return response.StatusCode switch
            {
                HttpStatusCode.OK => new AgentActionResult(answer) { OnResponseSent = ticket is null ? null : () => _ = TellAsync(ticket) },
                HttpStatusCode.UnprocessableEntity => throw new StorageActionException(System.Text.Encoding.UTF8.GetString(answer)),
                _ => throw new StorageActionException($"RuntimeError: the equipment answered with {(int)response.StatusCode}"),
            };
        }
        catch (HttpRequestException exception)
        {
            throw new StorageActionException($"RuntimeError: the equipment did not answer: {exception.Message}");
        }
    }

    /// <summary>Also ends when the equipment is unreachable.</summary>
    public async Task WaitForEndAsync(CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = Request(HttpMethod.Get, "life");
        try
        {
            using HttpResponseMessage response = await invoker.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException)
        {
            // Without its equipment, the server ends.
        }
    }

    private async Task TellAsync(string ticket)
    {
        using HttpRequestMessage request = Request(HttpMethod.Post, $"answered/{ticket}");
        try
        {
            using HttpResponseMessage response = await invoker.SendAsync(request, CancellationToken.None);
        }
        catch (HttpRequestException)
        {
            // The run has ended in the meantime, often as a result of the response.
        }
    }

    private static byte[] Checked(HttpResponseMessage response, Stream body)
    {
        using MemoryStream kept = new();
        body.CopyTo(kept);
        return response.StatusCode == HttpStatusCode.OK
            ? kept.ToArray()
            : throw new HttpRequestException($"answered with {(int)response.StatusCode}");
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        HttpRequestMessage request = new(method, new Uri(order.Door, $"{Root}/{path}"));
        request.Headers.TryAddWithoutValidation(RunHeader, order.Run);
        return request;
    }

    private static ByteArrayContent Body(byte[] json) =>
        new(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
