using System.Net.Http.Headers;
using Scalewright.Agents.XmlRpc;

namespace Samples.Tests.VirtCluster;

/// <summary>Authentication, request checks and memory use of the agent over HTTP.</summary>
public sealed class AgentFrontTests : IAsyncLifetime, IDisposable
{
    private const string Call = "<methodCall><methodName>core.is_alive</methodName><params/></methodCall>";
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();
    private Process _agent = null!;
    private string _token = "";

    public async Task InitializeAsync()
    {
        int port = FreePort();
        string[] words =
        [
            Path.Combine(AppContext.BaseDirectory, "VirtCluster.dll"),
            "agent",
            "--port",
            port.ToString(CultureInfo.InvariantCulture),
            "--pid-file",
            _folder.At("vt.pid"),
            "--with-parent",
        ];
        _agent = Process.Start(
            new ProcessStartInfo("dotnet", words)
            {
                WorkingDirectory = _folder.Root,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        string line = await _agent.StandardOutput.ReadLineAsync() ?? "";
        line.ShouldStartWith("token ");
        _token = line["token ".Length..];
        _http.BaseAddress = new Uri($"http://127.0.0.1:{port}/");
        while (!File.Exists(_folder.At("vt.pid")) && !_agent.HasExited)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    // Python's xmlrpc.client sends the user and password of the URL as Basic authentication.
    [Fact]
    public async Task Only_calls_with_the_printed_token_are_accepted()
    {
        (await AskAsync(Call, token: null)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await AskAsync(Call, token: "guess")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (HttpStatusCode status, byte[] body) = await AskAsync(Call, _token);

        status.ShouldBe(HttpStatusCode.OK);
        XmlRpcReader.ReadResponse(body).Value!.Boolean.ShouldBeTrue();
    }

    // The line in the sample's README, with this test's port.
    [MachineFact("python3")]
    public void The_Python_call_of_the_README_succeeds()
    {
        string line = File.ReadLines(Repository.At("samples/VirtCluster/README.md"))
            .Single(line => line.StartsWith("python3 -c '", StringComparison.Ordinal));
        string program = line["python3 -c '".Length..^1].Replace(":9999/", $":{_http.BaseAddress!.Port}/", StringComparison.Ordinal);

        ProgramResult answer = Command.Run(
            "python3",
            _folder.Root,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["VT_AGENT_TOKEN"] = _token },
            "-c",
            program
        );

        (answer.ExitCode, answer.Output).ShouldBe((0, $"Pong from {Dns.GetHostName()}"), answer.Text);
    }

    [Theory]
    [InlineData("Host", "rebound.example", "text/xml", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "http://evil.example", "text/xml", HttpStatusCode.Forbidden)]
    [InlineData("Accept", "*/*", "text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("Accept", "*/*", "text/xml", HttpStatusCode.OK)]
    public async Task Cross_site_requests_and_other_media_types_are_rejected(
        string header,
        string value,
        string type,
        HttpStatusCode status
    ) => (await AskAsync(Call, _token, type, (header, value))).Status.ShouldBe(status);

    // Python's SimpleXMLRPCRequestHandler compares the target as it was sent, and responds "No such page".
    [Theory]
    [InlineData("other")]
    [InlineData("RPC2/")]
    [InlineData("RPC2?x=1")]
    public async Task An_unknown_path_is_not_found(string path)
    {
        using HttpRequestMessage request = Request(Encoding.UTF8.GetBytes(Call), _token, "text/xml");
        request.RequestUri = new Uri(path, UriKind.Relative);

        using HttpResponseMessage response = await _http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        (await response.Content.ReadAsStringAsync()).ShouldBe("No such page");
    }

    [Fact]
    public async Task Faults_contain_neither_stack_traces_nor_source_paths()
    {
        (_, byte[] body) = await AskAsync(
            "<methodCall><methodName>core.start_log_redirection</methodName><params><param><value>h</value></param><param><value><int>0</int></value></param></params></methodCall>",
            _token
        );

        string text = XmlRpcReader.ReadResponse(body).Fault!.Message;
        text.ShouldContain("ValueError");
        text.ShouldNotContain(".cs");
        text.ShouldNotContain("   at ");
    }

    // Without a limit, the attack took 5.2 GiB that the process did not release.
    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Eight_concurrent_bodies_of_60_MiB_are_rejected_or_cut_off_and_their_memory_is_released()
    {
        const int Attackers = 8;
        byte[] large = CallWith(new string('x', 60 * 1024 * 1024));
        await AskAsync(Call, _token);
        int before = MemoryMiB("VmRSS");

        // Half of the requests have a Content-Length. A client that is still sending may see its connection closed.
        HttpStatusCode?[] found = await Task.WhenAll(
            Enumerable.Range(0, Attackers).Select(number => SendAsync(large, isChunked: number % 2 == 0))
        );

        found.ShouldAllBe(status => status == null || status == HttpStatusCode.RequestEntityTooLarge);
        MemoryMiB("VmHWM").ShouldBeLessThan(200);
        await UntilGivenBackAsync(before);
        (await AskAsync(Call, _token)).Status.ShouldBe(HttpStatusCode.OK);
    }

    // Values in memory take many times their bytes. The attack once left 173 MiB in a process of about 64 MiB.
    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task The_memory_of_calls_with_very_many_values_is_released()
    {
        const int Attackers = 32,
            Values = 99_000;
        string values = string.Concat(Enumerable.Repeat("<value><i4>7</i4></value>", Values));
        byte[] call = CallWith($"<array><data>{values}</data></array>");
        await AskAsync(Call, _token);
        int before = MemoryMiB("VmRSS");

        HttpStatusCode?[] found = await Task.WhenAll(Enumerable.Range(0, Attackers).Select(_ => SendAsync(call, isChunked: false)));

        found.ShouldContain(HttpStatusCode.OK);
        // On a busy machine some bodies take longer than the agent's timeout.
        found.ShouldAllBe(status =>
            status == null
            || status == HttpStatusCode.OK
            || status == HttpStatusCode.ServiceUnavailable
            || status == HttpStatusCode.RequestTimeout
        );
        await UntilGivenBackAsync(before);
    }

    public async Task DisposeAsync()
    {
        _agent.StandardInput.Close();
        await _agent.WaitForExitAsync();
    }

    public void Dispose()
    {
        _http.Dispose();
        _agent.Dispose();
        _folder.Dispose();
    }

    // Null: the agent closed the connection while the body was sent.
    private async Task<HttpStatusCode?> SendAsync(byte[] body, bool isChunked)
    {
        using HttpRequestMessage request = Request(body, _token, "text/xml");
        request.Headers.TransferEncodingChunked = isChunked;
        request.Headers.ExpectContinue = true;
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request);
            return response.StatusCode;
        }
        catch (HttpRequestException exception) when (exception.InnerException is IOException or SocketException)
        {
            return null;
        }
    }

    private static byte[] CallWith(string value) =>
        Encoding.ASCII.GetBytes(
            Call.Replace("<params/>", $"<params><param><value>{value}</value></param></params>", StringComparison.Ordinal)
        );

    // The system does not signal released memory, so it is polled and compared with the memory before the requests.
    private async Task UntilGivenBackAsync(int beforeMiB)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (MemoryMiB("VmRSS") > beforeMiB * 2)
        {
            _agent.HasExited.ShouldBeFalse();
            TimeProvider
                .System.GetElapsedTime(start)
                .ShouldBeLessThan(TimeSpan.FromMinutes(2), $"{MemoryMiB("VmRSS")} MiB are held, {beforeMiB} MiB were");
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    private async Task<(HttpStatusCode Status, byte[] Body)> AskAsync(
        string body,
        string? token,
        string type = "text/xml",
        params (string Name, string Value)[] headers
    )
    {
        using HttpRequestMessage request = Request(Encoding.UTF8.GetBytes(body), token, type);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await _http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsByteArrayAsync());
    }

    private static HttpRequestMessage Request(byte[] body, string? token, string type)
    {
        HttpRequestMessage request = new(HttpMethod.Post, "RPC2")
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } },
        };
        request.Headers.Authorization = token is null
            ? null
            : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"agent:{token}")));
        return request;
    }

    // Linux, proc(5): VmRSS is resident memory in KiB, VmHWM its peak.
    private int MemoryMiB(string name) =>
        int.Parse(
            File.ReadLines($"/proc/{_agent.Id}/status")
                .Single(line => line.StartsWith($"{name}:", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        ) / 1024;

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
