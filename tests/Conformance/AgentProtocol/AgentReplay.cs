using System.Net;
using Scalewright.Providers.Simulation.Kernel;
using Scalewright.Storage.Agents;
using Scalewright.Storage.Fleet;
using Scalewright.Storage.Wire;

namespace Conformance.AgentProtocol;

/// <summary>Runs our agent on a similar simulated cluster against the recorded manager, in virtual time.</summary>
internal static class AgentReplay
{
    // The recorded agent had a thread per plug-in: messages of one moment arrived within this number of seconds.
    private const double Moment = 0.1;
    private static readonly Uri Address = new("http://localhost:8000/");

    public static string? FirstDifference(ProtocolTranscript transcript)
    {
        SimulationKernel kernel = new(new KernelOptions { Seed = 1 });
        RecordedManager manager = new(transcript, kernel);
        kernel.Run(() => RunAsync(transcript, kernel, manager));
        return Registration(transcript, manager) ?? Moments(transcript, manager);
    }

    private static async Task RunAsync(ProtocolTranscript transcript, SimulationKernel kernel, RecordedManager manager)
    {
        await using StorageCluster cluster = await new RecordedCluster(transcript).MakeAsync(kernel.Clock);
        using HttpManagerChannel line = new(Address, manager, kernel.Clock, TimeSpan.FromHours(2));
        await Task.Delay(TimeSpan.FromSeconds(transcript.Rows[0].Time), kernel.Clock);
        if (transcript.Registration is { } recorded)
        {
            using ServerIdentity identity = ServerIdentity.Create(transcript.Fqdn);
            Registration own = identity.CreateRegistration(
                ProtocolTranscript.Text(recorded, "nodename")!,
                ProtocolTranscript.Text(recorded, "version")!
            );
            await line.RegisterAsync("SECRET", own, CancellationToken.None);
        }

        using CancellationTokenSource stop = new();
        await cluster.Servers.RegisterAsync(transcript.Fqdn);
        await cluster.Servers.StartAsync(transcript.Fqdn);
        Task running = new AgentFleet(cluster, _ => line, transcript.PollPeriod).RunAsync(stop.Token);
        await Task.Delay(TimeSpan.FromSeconds(transcript.Rows[^1].Time + Moment) - kernel.Elapsed, kernel.Clock);
        stop.Cancel();
        await running;
    }

    private static string? Registration(ProtocolTranscript transcript, RecordedManager manager)
    {
        if (transcript.Registration is not { } recorded)
        {
            return null;
        }

        (string wanted, string found) = (Without(recorded), Without(manager.Registration!.Value));
        return wanted == found ? null : $"registration: {found} instead of {wanted}";
    }

    // The text of the certificate request may differ.
    private static string Without(JsonElement registration) =>
        string.Join(
            ',',
            registration
                .EnumerateObject()
                .Where(field => field.Name != "csr")
                .OrderBy(field => field.Name, StringComparer.Ordinal)
                .Select(field => $"{field.Name}:{FreeJson.Of(field.Value)}")
        );

    private static string? Moments(ProtocolTranscript transcript, RecordedManager manager)
    {
        List<(double Time, JsonElement Message)> ours = [.. manager.Sent];
        (double Time, JsonElement Message)[] recorded =
        [
            .. transcript.Posts.SelectMany(row => row.Messages.Select(message => (row.Time, message))),
        ];
        while (recorded.Length > 0)
        {
            double start = recorded[0].Time;
            string[] wanted =
            [
                .. recorded.TakeWhile(item => item.Time < start + Moment).Select(item => Shape(item.Message)).Order(StringComparer.Ordinal),
            ];
            string[] found =
            [
                .. ours.Where(item => item.Time < start + Moment).Select(item => Shape(item.Message)).Order(StringComparer.Ordinal),
            ];
            if (wanted.Zip(found).FirstOrDefault(pair => pair.First != pair.Second) is { First: { } first } pair)
            {
                return $"at {start} s: {pair.Second} instead of {first}";
            }

            if (wanted.Length != found.Length)
            {
                return $"at {start} s: {found.Length} messages instead of {wanted.Length}: {string.Join("; ", found.Except(wanted).Concat(wanted.Except(found)))}";
            }

            ours.RemoveAll(item => item.Time < start + Moment);
            recorded = [.. recorded.Skip(wanted.Length)];
        }

        // The recording may end within a moment.
        ours.RemoveAll(item => item.Time > transcript.Rows[^1].Time - Moment);
        return ours.Count == 0 ? null : $"at {ours[0].Time} s: {Shape(ours[0].Message)}, which nobody wanted";
    }

    private static string Shape(JsonElement message) =>
        $"{ProtocolTranscript.Text(message, "type")} {ProtocolTranscript.Text(message, "plugin")} {ProtocolTranscript.Text(message, "session_id")} {ProtocolTranscript.Text(message, "session_seq")} {ProtocolTranscript.Text(message, "fqdn")} {FreeJson.Of(message.GetProperty("body"))}";
}

/// <summary>The recorded cluster, as far as the recording shows it.</summary>
internal sealed class RecordedCluster(ProtocolTranscript transcript)
{
    private readonly ServerName _name = ServerName.Parse(transcript.Fqdn);
    private readonly JsonElement[] _bodies =
    [
        .. transcript
            .Posts.SelectMany(row => row.Messages)
            .Select(message => message.GetProperty("body"))
            .Where(body => body.ValueKind == JsonValueKind.Object),
    ];

    public async Task<StorageCluster> MakeAsync(TimeProvider clock)
    {
        JsonProperty[] members = [.. Fields("crm_info", "nodes")];
        int[] indexes =
        [
            .. members.Select(member => ServerName.Parse(member.Name)).Append(_name).Where(name => !IsWorker(name)).Select(Index),
        ];
        int servers = indexes.Length == 0 ? 0 : indexes.Max() + 1;
        StorageClusterSpec setup = new()
        {
            ServerCount = servers,
            WorkerCount = IsWorker(_name) ? Index(_name) + 1 : 0,
            VolumeCount = Fields("devs").Count(),
            NidsPerServer = Fields("interfaces").Count(),
            ServersPerCluster = Math.Max(1, members.Length),
            Rules = HaRuleSet.Compat,
        };
        StorageCluster cluster = await StorageCluster.CreateAsync(setup, new StorageClusterOptions { Clock = clock });
        foreach (
            JsonProperty member in members.Where(member =>
                member.Name != _name.Node && ProtocolTranscript.Text(member.Value, "online") == "false"
            )
        )
        {
            await cluster.Availability.ApplyAsync(cluster.Servers.Get(transcript.Fqdn).Cluster, HaEvent.Leave(member.Name));
        }

        return cluster;
    }

    // From the first message that has these fields.
    private IEnumerable<JsonProperty> Fields(params string[] path) =>
        _bodies
            .Select(body =>
                path.Aggregate((JsonElement?)body, (inner, name) =>
                    inner is { ValueKind: JsonValueKind.Object } known && known.TryGetProperty(name, out JsonElement found) ? found : null
                )
            )
            .FirstOrDefault(found => found is { ValueKind: JsonValueKind.Object })
            ?.EnumerateObject()
        ?? Enumerable.Empty<JsonProperty>();

    private static bool IsWorker(ServerName name) => ServerName.ForWorker(Index(name)).Node == name.Node;

    private static int Index(ServerName name) =>
        int.Parse(string.Concat(name.Node.Where(char.IsAsciiDigit)), System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Responds at the recorded times.</summary>
internal sealed class RecordedManager(ProtocolTranscript transcript, SimulationKernel kernel) : HttpMessageHandler
{
    private readonly Queue<ProtocolRow> _answers = new(transcript.Gets);

    /// <summary>Times are in seconds.</summary>
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
            Sent.AddRange(
                JsonElement.Parse(body).GetProperty("messages").EnumerateArray().Select(message => (kernel.Elapsed.TotalSeconds, message))
            );
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
