using System.Text.RegularExpressions;

namespace Kubernetes.Tests;

/// <summary>kubectl sends the loopback server the requests recorded in <c>kubectl-wire.txt</c>.</summary>
public sealed partial class WireTests : IAsyncLifetime
{
    private const string Web = """
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {"replicas": 2, "selector": {"matchLabels": {"app": "web"}},
          "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"nodeSelector": {"kubernetes.io/hostname": "n2"}, "containers": [{"name": "web", "image": "nginx"}]}}}}
        """;

    // The recording was made with 1.32; the requests are the same from 1.30 on.
    private const int RecordedMinor = 30;

    // Commands that restore the recorded state where the preceding command leaves the loopback server in another one.
    private static readonly Dictionary<string, string[]> Before = new(StringComparer.Ordinal)
    {
        ["scale deployment/web --current-replicas=2 --resource-version=7 --replicas=4"] = ["scale", "deployment/web", "--replicas=2"],
        ["drain n1 --timeout=5s"] = ["uncordon", "n1"],
        ["get deploy web -w --request-timeout=2s"] = ["rollout", "status", "deploy/web", "--timeout=60s"],
    };

    // The output of these commands depends on the server and the day. The output of all other commands is compared.
    private static readonly string[] OtherOutput = ["get nodes", "get nodes -o json", "get deploy web -w --request-timeout=2s", "version"];

    private static readonly TimeSpan Enough = TimeSpan.FromMinutes(2);
    private readonly RequestRecorder _book = new();
    private KubernetesServer? _server;
    private Kubectl? _kubectl;

    public static TheoryData<string> Commands { get; } = [.. WireRecord.All.Select(record => record.Words)];

    public async Task InitializeAsync()
    {
        _server = await KubernetesServer.StartAsync(new KubernetesServerOptions { Nodes = 2 });
        await _server.CreateAsync("apis/apps/v1/namespaces/default/deployments", Web);
    }

    public async Task DisposeAsync()
    {
        await (_kubectl?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _server!.DisposeAsync();
    }

    [Fact]
    public void The_recording_is_read_completely()
    {
        (WireRecord.All.Count, WireRecord.All.Sum(record => record.Requests.Count)).ShouldBe((10, 24));
    }

    [MachineFact("kubectl-1.32", "pods")]
    public async Task Kubectl_sends_the_recorded_requests_and_prints_the_recorded_output()
    {
        _kubectl = Kubectl.For(
            KubectlPrograms.Versions.Keys.First(version => KubectlPrograms.MinorOf(version) >= RecordedMinor),
            _server!.Address
        );
        _server.Book = _book;
        foreach (WireRecord record in WireRecord.All)
        {
            if (Before.TryGetValue(record.Words, out string[]? before))
            {
                await _kubectl.ExpectAsync(before);
            }

            _book.Take();
            string said = await RunAsync(_kubectl, record);

            IReadOnlyList<ReceivedRequest> heard = _book.Take();
            Comparable(heard).ShouldBe(Comparable(record.Requests, heard), record.Words);
            if (!OtherOutput.Contains(record.Words, StringComparer.Ordinal))
            {
                Stable(said).ShouldBe(Stable(string.Join('\n', record.Output) + "\n"), record.Words);
            }
        }
    }

    [MachineFact("kubectl-1.32", "pods")]
    public async Task Kubectl_requests_the_recorded_discovery_documents()
    {
        _kubectl = Kubectl.For(
            KubectlPrograms.Versions.Keys.First(version => KubectlPrograms.MinorOf(version) >= RecordedMinor),
            _server!.Address
        );
        _server.Book = _book;

        await _kubectl.ExpectAsync(WireRecord.All[0].Words.Split(' '));

        // A wrapper of the recorded kubectl requested the version with 5 s to select a matching kubectl.
        string[] recorded =
        [
            .. WireRecord
                .All[0]
                .Requests.Where(IsDiscovery)
                .Select(request => request.Address)
                .Where(address => address != "/version?timeout=5s"),
        ];
        recorded.ShouldNotBeEmpty();
        recorded.Except(_book.Take().Select(request => request.Address)).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Commands))]
    public async Task Each_recorded_request_gets_a_response_of_the_expected_kind(string words)
    {
        using HttpClient http = new() { BaseAddress = _server!.Address };
        foreach (ReceivedRequest recorded in WireRecord.All.Single(record => record.Words == words).Requests)
        {
            using HttpRequestMessage request = new(new HttpMethod(recorded.Method), recorded.Address);
            request.Headers.TryAddWithoutValidation("Accept", recorded.Accept).ShouldBeTrue();
            request.Content = recorded.Body.Length > 0 ? new StringContent(recorded.Body, null, recorded.MediaType) : null;
            using HttpResponseMessage answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            using StreamReader body = new(await answer.Content.ReadAsStreamAsync());

            ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType).ShouldBe((200, "application/json"), recorded.Address);
            bool isWatch = recorded.Address.Contains("watch=true", StringComparison.Ordinal);
            JsonNode said = JsonNode.Parse((isWatch ? await body.ReadLineAsync() : await body.ReadToEndAsync())!)!;
            ((string?)(isWatch ? said["object"] : said)!["kind"]).ShouldBe(KindOf(recorded), recorded.Address);
        }
    }

    // Short timeouts would depend on the load. An endless watch is stopped once all its requests are sent.
    private async Task<string> RunAsync(Kubectl kubectl, WireRecord record)
    {
        string[] words = [.. record.Words.Split(' ').Select(word => Deadline().Replace(word, "timeout=300s"))];
        if (!words.Contains("-w", StringComparer.Ordinal))
        {
            (_, string output, string error) = await kubectl.RunAsync(words);
            return output + error;
        }

        using Process watching = kubectl.Start(words);
        await _book.UntilAsync(heard => Comparable(heard).Length >= Comparable(record.Requests).Length).WaitAsync(Enough);
        watching.Kill();
        await watching.WaitForExitAsync().WaitAsync(Enough);
        return "";
    }

    /// <summary>Kind of a response by the API reference of Kubernetes; a table if the client prefers one.</summary>
    private static string? KindOf(ReceivedRequest request) =>
        request.Address.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            _ when request.Accept.StartsWith("application/json;as=Table", StringComparison.Ordinal) => "Table",
            ["version"] => null,
            ["api"] => "APIVersions",
            ["apis"] => "APIGroupList",
            ["api", "v1"] or ["apis", "apps", "v1"] => "APIResourceList",
            ["api", "v1", "nodes"] => "NodeList",
            ["api", "v1", "nodes", _] => "Node",
            ["api", "v1", "pods"] => "PodList",
            [.., "deployments", _, "scale"] => "Scale",
            [.., "deployments"] when !request.Address.Contains("watch=true", StringComparison.Ordinal) => "DeploymentList",
            _ => "Deployment",
        };

    private static bool IsDiscovery(ReceivedRequest request) =>
        request.Address.Split('?')[0] is "/version" or "/api" or "/apis" or "/api/v1"
        || GroupVersion().IsMatch(request.Address.Split('?')[0]);

    // The requested discovery documents depend on the cache of the client and the groups of the server. They are
    // ignored, except for the version command, which sends no other request.
    private static IEnumerable<ReceivedRequest> Kept(IReadOnlyList<ReceivedRequest> requests) =>
        requests.All(IsDiscovery)
            ? requests.Where(request => request.Address.StartsWith("/version", StringComparison.Ordinal))
            : requests.Where(request => !IsDiscovery(request));

    private static string[] Comparable(IReadOnlyList<ReceivedRequest> requests) =>
        [
            .. Kept(requests)
                .Select(request =>
                    $"{request.Method} {Versions().Replace(request.Address, "${name}=N")} [{request.MediaType}] {request.Body}"
                ),
        ];

    // A wait for an object that exists already can end before its watch is opened.
    private static string[] Comparable(IReadOnlyList<ReceivedRequest> recorded, IReadOnlyList<ReceivedRequest> heard) =>
        Comparable([
            .. recorded.Where(request =>
                !request.Address.Contains("timeoutSeconds=", StringComparison.Ordinal)
                || heard.Any(one => one.Address.Contains("timeoutSeconds=", StringComparison.Ordinal))
            ),
        ]);

    private static string Stable(string text) => Was().Replace(text, "was N");

    [GeneratedRegex("^/apis/[^/]+/[^/]+$", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex GroupVersion();

    // Versions of lists and random timeouts differ in each run. Zero has a special meaning and is compared.
    [GeneratedRegex("(?<name>resourceVersion|timeoutSeconds|timeout)=[1-9][0-9a-z]*", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Versions();

    [GeneratedRegex("timeout=[0-9]+s$", RegexOptions.None, 60_000)]
    private static partial Regex Deadline();

    [GeneratedRegex("was [0-9]+", RegexOptions.None, 60_000)]
    private static partial Regex Was();
}

/// <param name="Words">The command, without <c>kubectl</c>.</param>
/// <param name="Requests">Requests in order, with truncated media types.</param>
internal sealed partial record WireRecord(string Words, IReadOnlyList<string> Output, IReadOnlyList<ReceivedRequest> Requests)
{
    private const string Head = "### kubectl ";
    private const string Request = "   > ";

    public static IReadOnlyList<WireRecord> All { get; } = ReadAll();

    private static List<WireRecord> ReadAll()
    {
        List<WireRecord> all = [];
        List<string> output = [];
        List<ReceivedRequest> requests = [];
        foreach (
            string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "kubectl-wire.txt"))
                .SkipWhile(line => !line.StartsWith(Head, StringComparison.Ordinal))
        )
        {
            if (line.StartsWith(Head, StringComparison.Ordinal))
            {
                (output, requests) = ([], []);
                all.Add(new WireRecord(line[Head.Length..], output, requests));
            }
            else if (line.StartsWith(Request, StringComparison.Ordinal))
            {
                Match parts = Line().Match(line);
                parts.Success.ShouldBeTrue(line);
                requests.Add(
                    new ReceivedRequest(
                        parts.Groups["method"].Value,
                        parts.Groups["address"].Value,
                        parts.Groups["type"].Value,
                        parts.Groups["body"].Value,
                        parts.Groups["accept"].Value
                    )
                );
            }
            else
            {
                output.Add(line);
            }
        }

        return all;
    }

    [GeneratedRegex(
        @"^   > (?<method>[A-Z]+) (?<address>\S+) (\[(?<type>[^\]]+)\] (?<body>\{.*\}))? *Accept: (?<accept>.*)$",
        RegexOptions.ExplicitCapture,
        60_000
    )]
    private static partial Regex Line();
}
