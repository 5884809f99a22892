namespace AutoScaling.Tests;

/// <summary>The HTTP listener. Any key is accepted, so that only the listener rejects requests.</summary>
public class ListenerTests
{
    private const string Look = "/?Action=DescribeTags&Version=2011-01-01";

    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("LOCALHOST:1", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("[::1]:80", HttpStatusCode.OK)]
    [InlineData("phantom.example", HttpStatusCode.OK)]
    [InlineData("rebound.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost.rebound.example", HttpStatusCode.Forbidden)]
    [InlineData("192.0.2.1", HttpStatusCode.Forbidden)]
    [InlineData("2130706433", HttpStatusCode.OK)]
    public async Task Only_loopback_and_allowed_host_names_are_served(string host, HttpStatusCode status)
    {
        await using Served served = await Served.StartAsync(new AutoScalingServerOptions { AllowedHosts = ["phantom.example"] });

        (await served.AskAsync(("Host", host))).ShouldBe(status);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "https://console.example", HttpStatusCode.OK)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "none", HttpStatusCode.OK)]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    public async Task Cross_origin_requests_are_rejected_unless_their_origin_is_allowed(string header, string value, HttpStatusCode status)
    {
        await using Served served = await Served.StartAsync(new AutoScalingServerOptions { AllowedOrigins = ["https://console.example"] });

        (await served.AskAsync((header, value))).ShouldBe(status);
    }

    [Fact]
    public async Task The_same_origin_is_served_and_an_origin_with_another_port_is_rejected()
    {
        await using Served served = await Served.StartAsync(new AutoScalingServerOptions());
        string own = $"http://{served.Address.Authority}";

        (await served.AskAsync(("Origin", own))).ShouldBe(HttpStatusCode.OK);
        (await served.AskAsync(("Origin", own + "1"))).ShouldBe(HttpStatusCode.Forbidden);
    }

    // A budget of 1 MiB is enough for one body of 600 KB and not for two. Small bodies are not counted.
    [Fact]
    public async Task All_request_bodies_share_one_memory_budget_and_release_it()
    {
        const int Large = 600_000,
            Parts = 30;
        await using Served served = await Served.StartAsync(new AutoScalingServerOptions { MaxBufferedBytes = 1024 * 1024 });
        using TcpClient first = await served.BeginBodyAsync(Large + Parts);
        await first.GetStream().WriteAsync(new byte[Large]);
        await served.UntilHeldAsync();

        string refused = await served.PostAsync(Large);
        string small = await served.PostAsync(100);
        await first.GetStream().WriteAsync(new byte[Parts]);
        string answered = await ReadStatusAsync(first);
        string afterwards = await served.PostAsync(Large);

        (refused, small, answered, afterwards).ShouldBe(("503", "400", "400", "400"));
    }

    [Fact]
    public async Task Connections_above_the_limit_are_closed_and_the_others_are_served()
    {
        await using Served served = await Served.StartAsync(new AutoScalingServerOptions { MaxConnections = 2 });
        using TcpClient silent = await served.ConnectAsync();
        using TcpClient caller = await served.ConnectAsync();
        await AskOverAsync(caller);

        using TcpClient third = await served.ConnectAsync();

        (await third.GetStream().ReadAsync(new byte[1])).ShouldBe(0);
        await AskOverAsync(caller);
    }

    [Fact]
    public async Task A_request_is_served_while_a_thousand_connections_have_incomplete_headers()
    {
        const int Count = 1000;
        await using Served served = await Served.StartAsync(new AutoScalingServerOptions());
        List<TcpClient> slow = [];
        try
        {
            for (int i = 0; i < Count; i++)
            {
                slow.Add(await served.ConnectAsync());
                await slow[^1].GetStream().WriteAsync("GET / HT"u8.ToArray());
            }

            for (int i = 0; i < 20; i++)
            {
                (await served.AskAsync()).ShouldBe(HttpStatusCode.OK);
            }

            // All of them were connected while the caller was served.
            slow.ShouldAllBe(connection => !connection.Client.Poll(0, SelectMode.SelectRead));
        }
        finally
        {
            slow.ForEach(connection => connection.Dispose());
        }
    }

    private static async Task AskOverAsync(TcpClient client)
    {
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {Look} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        (await ReadStatusAsync(client)).ShouldBe("200");
    }

    private static async Task<string> ReadStatusAsync(TcpClient client)
    {
        byte[] reply = new byte[8 * 1024];
        int count = await client.GetStream().ReadAsync(reply);
        return Encoding.ASCII.GetString(reply, 0, count).Split(' ')[1];
    }

    private sealed class Served(TestEndpoint test, AutoScalingServer server) : IAsyncDisposable
    {
        private readonly HttpClient _http = new() { BaseAddress = server.Address };

        public Uri Address => server.Address;

        public static async Task<Served> StartAsync(AutoScalingServerOptions options)
        {
            TestEndpoint test = await TestEndpoint.OpenAsync();
            return new Served(test, await AutoScalingServer.StartAsync(test.Endpoint, options));
        }

        public async Task<HttpStatusCode> AskAsync(params (string Name, string Value)[] headers)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, Look);
            foreach ((string name, string value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            using HttpResponseMessage response = await _http.SendAsync(request);
            return response.StatusCode;
        }

        public async Task<TcpClient> ConnectAsync()
        {
            TcpClient client = new();
            await client.ConnectAsync(server.Address.Host, server.Address.Port);
            return client;
        }

        public async Task<TcpClient> BeginBodyAsync(int length)
        {
            TcpClient client = await ConnectAsync();
            await client
                .GetStream()
                .WriteAsync(
                    Encoding.ASCII.GetBytes(
                        $"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n"
                    )
                );
            return client;
        }

        public async Task<string> PostAsync(int length)
        {
            using TcpClient client = await BeginBodyAsync(length);
            try
            {
                await client.GetStream().WriteAsync(new byte[length]);
            }
            catch (IOException)
            {
                // The listener rejected the request before it was complete.
            }

            return await ReadStatusAsync(client);
        }

        public async Task UntilHeldAsync()
        {
            using CancellationTokenSource late = new(TimeSpan.FromMinutes(1));
            while (server.BufferedBytes < 600_000)
            {
                late.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            await server.DisposeAsync();
            await test.DisposeAsync();
        }
    }
}
