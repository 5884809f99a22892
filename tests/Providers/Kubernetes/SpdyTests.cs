namespace Kubernetes.Tests;

/// <summary>
/// SPDY connections. Frames are written by hand from the draft. zlib compressed the headers with the dictionary of the
/// draft.
/// </summary>
public sealed class SpdyTests : IAsyncLifetime, IDisposable
{
    private const string Request =
        "POST /api/v1/namespaces/default/pods/p/exec?command=true&stdout=true HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n"
        + "X-Stream-Protocol-Version: v4.channel.k8s.io\r\nX-Stream-Protocol-Version: channel.k8s.io\r\nContent-Length: 0\r\n\r\n";

    private const string Ping = "80030006 00000004 00000001";

    // SYN_STREAM of stream 1 with streamtype "hat"; of stream 3 with streamtype "error".
    private const string Hat = "80030001 00000028 00000001 00000000 0000 78bbe3c6a7c202a62346703a2b294a4dcc851625cc19892500000000ffff";
    private const string Status = "80030001 00000017 00000003 00000000 0000 c22ac19a0a8a0100000000ffff";

    private static readonly TimeSpan Enough = TimeSpan.FromMinutes(1);
    private readonly TcpClient _client = new();
    private KubernetesServer? _server;

    public async Task InitializeAsync()
    {
        _server = await KubernetesServer.StartAsync(new KubernetesServerOptions { Nodes = 1 });
        await _server.CreateAsync(
            "api/v1/namespaces/default/pods",
            """{"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "i"}]}}"""
        );
        using HttpClient http = new() { BaseAddress = _server.Address };
        while (
            !(await http.GetStringAsync(new Uri("api/v1/namespaces/default/pods/p", UriKind.Relative))).Contains(
                "\"phase\":\"Running\"",
                StringComparison.Ordinal
            )
        )
        {
            // It starts as soon as it is scheduled to its node.
        }
    }

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_ping_is_returned_and_only_a_stream_of_unknown_type_is_rejected()
    {
        NetworkStream wire = await UpgradeAsync();

        await wire.WriteAsync(Bytes(Ping));
        string ping = await ReadAsync(wire, 12);
        await wire.WriteAsync(Bytes(Hat));
        string refused = await ReadAsync(wire, 16);
        await wire.WriteAsync(Bytes(Status));
        string taken = await ReadAsync(wire, 12);

        ping.ShouldBe("800300060000000400000001");
        refused.ShouldBe("80030003000000080000000100000003");
        taken.ShouldBe("800300020000001800000003");
    }

    [Theory]
    [InlineData("80020006 00000004 00000001")]
    [InlineData("80030006 00000002 0001")]
    [InlineData("80030001 00000010 00000001 00000000 0000 789c00000000")]
    [InlineData("80030001 00000014 00000001 00000000 0000 78bbe3c6a7c2ffffffff")]
    public async Task An_invalid_frame_closes_the_connection_and_the_server_continues(string frame)
    {
        NetworkStream wire = await UpgradeAsync();

        await wire.WriteAsync(Bytes(frame));
        int more = await wire.ReadAsync(new byte[1]).AsTask().WaitAsync(Enough);

        more.ShouldBe(0);
        using HttpClient http = new() { BaseAddress = _server!.Address };
        (await http.GetStringAsync(new Uri("version", UriKind.Relative))).ShouldContain("gitVersion");
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    private static async Task<string> ReadAsync(NetworkStream wire, int count)
    {
        byte[] bytes = new byte[count];
        await wire.ReadExactlyAsync(bytes).AsTask().WaitAsync(Enough);
        return Convert.ToHexStringLower(bytes);
    }

    private async Task<NetworkStream> UpgradeAsync()
    {
        await _client.ConnectAsync(_server!.Address.Host, _server.Address.Port);
        NetworkStream wire = _client.GetStream();
        await wire.WriteAsync(Encoding.ASCII.GetBytes(Request));
        StringBuilder head = new();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append(Encoding.ASCII.GetString(Bytes(await ReadAsync(wire, 1))));
        }

        head.ToString().ShouldStartWith("HTTP/1.1 101 ");
        head.ToString().ShouldContain("Upgrade: SPDY/3.1\r\n");
        head.ToString().ShouldContain("X-Stream-Protocol-Version: v4.channel.k8s.io\r\n");
        return wire;
    }
}
