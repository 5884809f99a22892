using System.Net.Http.Headers;
using System.Net.Http.Json;
using Scalewright.Tool.Serving;

namespace Tool.Tests;

public sealed class PageServerTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly HttpClient _client = new() { Timeout = Patience };
    private PageServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await PageServer.StartAsync(new PageServerOptions("watch", "Cluster <demo>"), CancellationToken.None);
        _server.MapPost("/echo", (body, _) =>
            Task.FromResult(
                body.TryGetProperty("fail", out JsonElement problem)
                    ? PageResponse.Reject(409, problem.GetString()!)
                    : new PageResponse(200, Encoding.UTF8.GetBytes(body.GetRawText()))
            )
        );
    }

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task The_page_has_no_data_and_may_only_call_its_server()
    {
        HttpResponseMessage response = await SendAsync(HttpMethod.Get, "/", token: null);

        string page = await response.Content.ReadAsStringAsync();
        page.ShouldContain("<meta name=\"scalewright-server\" content=\"watch\">\n<title>Cluster &lt;demo&gt;</title>");
        page.ShouldContain("content=\"default-src 'none'; connect-src 'self'; script-src");
        page.ShouldNotContain("application/octet-stream");
        page.ShouldNotContain("<!--");
        response.Headers.GetValues("Content-Security-Policy").ShouldBe(["frame-ancestors 'none'"]);
    }

    [Fact]
    public void The_address_has_the_token_where_browsers_do_not_send_it() =>
        (_server.Address.Host, _server.Address.PathAndQuery, _server.Address.Fragment.Length).ShouldBe(
            ("127.0.0.1", "/", "#token=".Length + 32)
        );

    [Theory]
    [InlineData("GET", "/stream")]
    [InlineData("POST", "/echo")]
    [InlineData("GET", "/unknown")]
    public async Task A_request_without_the_token_or_with_a_wrong_one_is_refused(string method, string path)
    {
        foreach (string? token in new[] { null, "", "0123456789abcdef0123456789abcdef" })
        {
            HttpResponseMessage response = await SendAsync(new HttpMethod(method), path, token, method == "POST" ? "{}" : null);

            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
            (await ReadProblemAsync(response)).ShouldBe("The token is missing or wrong; open the address that the command printed.");
        }
    }

    [Theory]
    [InlineData("Origin", "http://example.org")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Host", "example.org")]
    [InlineData("Host", "127.0.0.1.example.org")]
    public async Task A_request_of_a_page_of_another_site_or_to_another_host_is_refused(string name, string value)
    {
        foreach (
            (HttpMethod method, string path) in new[] { (HttpMethod.Get, "/"), (HttpMethod.Get, "/stream"), (HttpMethod.Post, "/echo") }
        )
        {
            HttpResponseMessage response = await SendAsync(method, path, Token, method == HttpMethod.Post ? "{}" : null, (name, value));

            response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await ReadProblemAsync(response)).ShouldNotBeEmpty();
        }
    }

    [Theory]
    [InlineData("text/plain", "{}", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded", "a=b", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", "{", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "[]", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "{\"fail\": \"a run is under way\"}", HttpStatusCode.Conflict)]
    public async Task A_body_that_is_no_JSON_object_and_a_failure_have_problems(string type, string body, HttpStatusCode status)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(_server.Address, "/echo"))
        {
            Content = new StringContent(body, new MediaTypeHeaderValue(type)),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);

        HttpResponseMessage response = await _client.SendAsync(request);

        response.StatusCode.ShouldBe(status);
        (await ReadProblemAsync(response)).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_handler_gets_the_object_and_its_response_is_sent()
    {
        HttpResponseMessage response = await SendAsync(HttpMethod.Post, "/echo", Token, "{\"replay\":\"27:3\"}");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).ShouldBe("{\"replay\":\"27:3\"}");
        (await SendAsync(HttpMethod.Post, "/other", Token, "{}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await SendAsync(HttpMethod.Get, "/echo", Token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_stream_has_all_bytes_in_order_whenever_it_was_opened()
    {
        using Stream early = await OpenAsync();
        _server.Append(new byte[] { 1, 2 });
        (await ReadAsync(early, 2)).ShouldBe([1, 2]);
        _server.Append(new byte[] { 3 });
        using Stream late = await OpenAsync();

        (await ReadAsync(early, 1)).ShouldBe([3]);
        (await ReadAsync(late, 3)).ShouldBe([1, 2, 3]);
        Parallel.For(0, 100, _ => _server.Append(new byte[] { 7, 8 }));
        (await ReadAsync(early, 200)).ShouldBe(await ReadAsync(late, 200));
    }

    [Fact]
    public async Task Stopping_ends_open_streams_at_once()
    {
        using Stream stream = await OpenAsync();
        long start = Stopwatch.GetTimestamp();

        await _server.DisposeAsync();

        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        await Should.ThrowAsync<IOException>(() => ReadAsync(stream, 1));
    }

    [Fact]
    public async Task A_port_in_use_is_a_problem()
    {
        PageServerOptions options = new("trace", "Trace") { Port = _server.Address.Port };

        IOException wrong = await Should.ThrowAsync<IOException>(() => PageServer.StartAsync(options, CancellationToken.None));

        PageServer.DescribePort(4100, wrong).ToString().ShouldStartWith("--port 4100 cannot be used: ");
    }

    private string Token => _server.Address.Fragment["#token=".Length..];

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        string? token,
        string? body = null,
        (string Name, string Value)? header = null
    )
    {
        using HttpRequestMessage request = new(method, new Uri(_server.Address, path));
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        if (body is not null)
        {
            request.Content = JsonContent.Create(JsonDocument.Parse(body).RootElement);
        }

        if (header is var (name, value))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private async Task<Stream> OpenAsync()
    {
        HttpResponseMessage response = await SendAsync(HttpMethod.Get, "/stream", Token);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/octet-stream");
        return await response.Content.ReadAsStreamAsync();
    }

    private static async Task<byte[]> ReadAsync(Stream stream, int count)
    {
        using CancellationTokenSource late = new(Patience);
        byte[] bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, late.Token);
        return bytes;
    }

    private static async Task<string> ReadProblemAsync(HttpResponseMessage response)
    {
        using JsonDocument document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return document.RootElement.GetProperty("problems")[0].GetString()!;
    }
}
