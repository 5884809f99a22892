namespace Loopback.Programs.Tests;

public sealed class BrokenAnswerTests
{
    private const int Told = 40;

    [Fact]
    public async Task Each_broken_response_contains_exactly_the_configured_number_of_body_bytes()
    {
        const int Requests = 20;
        await using StartedServer server = await StartedServer.StartAsync("kubernetes");
        string whole = await server.Http.GetStringAsync(StartedServer.At("/version"));
        await BreakAsync(server, Requests);

        List<string> heard = [];
        for (int request = 0; request < Requests; request++)
        {
            heard.Add(await AskAsync(server.Http.BaseAddress!));
        }

        heard.ShouldAllBe(answer => answer.Contains($"Content-Length: {whole.Length}\r\n", StringComparison.Ordinal));
        heard
            .Select(answer => answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..])
            .ShouldBe(Enumerable.Repeat(whole[..Told], Requests));
    }

    [Fact]
    public async Task A_client_reports_a_premature_end_of_the_body_of_a_broken_response()
    {
        await using StartedServer server = await StartedServer.StartAsync("kubernetes");
        await BreakAsync(server, 1);

        using HttpResponseMessage answer = await server.Http.GetAsync(
            StartedServer.At("/version"),
            HttpCompletionOption.ResponseHeadersRead
        );

        answer.IsSuccessStatusCode.ShouldBeTrue();
        HttpRequestException broken = await Should.ThrowAsync<HttpRequestException>(() => answer.Content.ReadAsStringAsync());
        (broken.InnerException as HttpIOException)?.HttpRequestError.ShouldBe(HttpRequestError.ResponseEnded);
    }

    [Fact]
    public async Task A_slow_response_arrives_only_after_its_configured_delay()
    {
        await using StartedServer server = await StartedServer.StartAsync("kubernetes");
        await server.ControlAsync(HttpMethod.Post, "faults", """{"kind":"Slow","path":"/version","seconds":86400}""");

        Task<string> slow = server.Http.GetStringAsync(StartedServer.At("/version"));
        while ((await server.ControlAsync(HttpMethod.Get, "faults")).Answer["faults"]!.AsArray().Count > 0)
        {
            // The request has not arrived yet.
            await Task.Delay(10);
        }

        slow.IsCompleted.ShouldBeFalse("a day has not passed");
        while (!slow.IsCompleted)
        {
            // It may start to wait after the clock was advanced.
            await server.AdvanceAsync("1.00:00:01");
            await Task.Delay(10);
        }

        (await slow).ShouldContain("gitVersion");
    }

    [Fact]
    public async Task A_duplicated_request_takes_effect_twice_and_returns_the_second_result()
    {
        await using StartedServer server = await StartedServer.StartAsync("kubernetes");
        await server.ControlAsync(HttpMethod.Post, "faults", """{"kind":"Duplicate","method":"POST","path":"/api/v1/namespaces"}""");
        JsonObject map = new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["generateName"] = "twice-" },
        };

        using HttpResponseMessage made = await server.Http.PostAsJsonAsync("/api/v1/namespaces/default/configmaps", map);

        JsonNode one = JsonNode.Parse(await made.Content.ReadAsStringAsync())!;
        JsonNode all = JsonNode.Parse(await server.Http.GetStringAsync(StartedServer.At("/api/v1/namespaces/default/configmaps")))!;
        string[] names =
        [
            .. all["items"]!
                .AsArray()
                .Select(item => item!["metadata"]!["name"]!.ToString())
                .Where(name => name.StartsWith("twice-", StringComparison.Ordinal)),
        ];
        ((int)made.StatusCode, names.Length, names.Order(StringComparer.Ordinal).Last()).ShouldBe(
            (201, 2, one["metadata"]!["name"]!.ToString())
        );
    }

    private static async Task BreakAsync(StartedServer server, int times) =>
        (
            await server.ControlAsync(
                HttpMethod.Post,
                "faults",
                $$"""{"kind":"BreakReply","path":"/version","bytes":{{Told}},"times":{{times}}}"""
            )
        ).Status.ShouldBe(System.Net.HttpStatusCode.OK);

    private static async Task<string> AskAsync(Uri server)
    {
        using TcpClient client = new();
        using CancellationTokenSource late = new(StartedServer.Enough);
        await client.ConnectAsync(server.Host, server.Port, late.Token);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /version HTTP/1.1\r\nHost: {server.Authority}\r\n\r\n"), late.Token);
        using MemoryStream heard = new();
        await stream.CopyToAsync(heard, late.Token);
        return Encoding.ASCII.GetString(heard.ToArray());
    }
}
