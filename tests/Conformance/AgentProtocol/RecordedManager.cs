using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scalewright.Providers.Simulation.Kernel;

namespace Conformance.AgentProtocol;

/// <summary>Answers an agent as the recorded manager did, at the recorded times, and keeps what the agent sends.</summary>
internal sealed class RecordedManager(ProtocolTranscript transcript, SimulationKernel kernel) : HttpMessageHandler
{
    private readonly Queue<ProtocolRow> _answers = new(transcript.Gets);

    /// <summary>What was sent and when, in seconds.</summary>
    public List<(double Time, JsonElement Message)> Sent { get; } = [];

    public JsonElement? Registration { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        if (request.RequestUri!.AbsolutePath.Contains("/register/", StringComparison.Ordinal))
        {
            ProtocolRow row = transcript.Rows.First(candidate => candidate.IsRegistration);
            Registration = JsonElement.Parse(body);
            return Answer(row.Status, row.Response.GetRawText());
        }

        if (request.Method == HttpMethod.Post)
        {
            Sent.AddRange(JsonElement.Parse(body).GetProperty("messages").EnumerateArray().Select(message => (kernel.Elapsed.TotalSeconds, message)));
            return Answer(200, "");
        }

        return await GetAsync(cancellationToken);
    }

    private async Task<HttpResponseMessage> GetAsync(CancellationToken cancellationToken)
    {
        if (!_answers.TryDequeue(out ProtocolRow? row))
        {
            await Task.Delay(TimeSpan.FromHours(1), kernel.Clock, cancellationToken);
            return Answer(200, new JsonObject { ["messages"] = new JsonArray() }.ToJsonString());
        }

        TimeSpan wait = TimeSpan.FromSeconds(row.Time) - kernel.Elapsed;
        await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, kernel.Clock, cancellationToken);
        return Answer(row.Status, row.Response.GetRawText());
    }

    private static HttpResponseMessage Answer(int status, string body) => new((HttpStatusCode)status) { Content = new StringContent(body) };
}
