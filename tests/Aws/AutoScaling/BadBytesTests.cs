using System.Net.Http.Headers;

namespace AutoScaling.Tests;

/// <summary>Invalid HTTP requests to the listener.</summary>
public sealed class BadBytesTests : IAsyncLifetime
{
    private const string Launch = "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image&InstanceType=m1.small";

    private TestEndpoint? _test;
    private AutoScalingServer? _server;

    public async Task InitializeAsync()
    {
        _test = await TestEndpoint.OpenAsync(new AutoScalingEndpointOptions { Keys = [TestEndpoint.Key], MaxRequestBytes = 100_000 });
        _server = await AutoScalingServer.StartAsync(_test.Endpoint);
    }

    public async Task DisposeAsync()
    {
        await _server!.DisposeAsync();
        await _test!.DisposeAsync();
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "", 403, "MissingAuthenticationToken")]
    [InlineData("application/json", "{\"Action\":\"DescribeTags\"}", 403, "MissingAuthenticationToken")]
    [InlineData(
        "text/xml",
        "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
        403,
        "MissingAuthenticationToken"
    )]
    [InlineData("application/x-www-form-urlencoded", Launch, 403, "MissingAuthenticationToken")]
    [InlineData("application/octet-stream", "\u0001\u0002\u00ff", 403, "MissingAuthenticationToken")]
    public async Task A_body_that_is_not_a_signed_form_is_rejected(string type, string body, int status, string code)
    {
        using HttpClient http = new();
        using ByteArrayContent content = new(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue(type);

        using HttpResponseMessage answer = await http.PostAsync(_server!.Address, content);

        (await FaultAsync(answer)).ShouldBe((status, code));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_above_the_limit_is_rejected_with_and_without_a_content_length(bool isChunked)
    {
        using HttpClient http = new();
        using HttpRequestMessage request = new(HttpMethod.Post, _server!.Address)
        {
            Content = new StringContent(
                Launch + "&UserData=" + new string('A', 150_000),
                new MediaTypeHeaderValue("application/x-www-form-urlencoded")
            ),
        };
        request.Headers.TransferEncodingChunked = isChunked;

        using HttpResponseMessage answer = await http.SendAsync(request);

        (await FaultAsync(answer)).ShouldBe((413, "RequestEntityTooLarge"));
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    public async Task HTTP_methods_other_than_GET_and_POST_are_rejected(string verb)
    {
        using HttpClient http = new();
        using HttpRequestMessage request = new(new HttpMethod(verb), _server!.Address);

        using HttpResponseMessage answer = await http.SendAsync(request);

        (await FaultAsync(answer)).ShouldBe((405, "MethodNotAllowed"));
    }

    [Theory]
    [InlineData("GARBAGE\r\n\r\n", "400")]
    [InlineData("GET / HTTP/9.9\r\nHost: a\r\n\r\n", "505")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "400")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "400")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "40")]
    [InlineData("GET /?Action=DescribeTags&a=\u0001 HTTP/1.1\r\nHost: a\r\n\r\n", "40")]
    public async Task A_malformed_HTTP_request_gets_an_error_status_and_the_next_request_is_served(string bytes, string status)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, _server!.Address.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(bytes));
        using StreamReader reader = new(stream, Encoding.Latin1);

        string? line = await reader.ReadLineAsync();

        line.ShouldNotBeNull().ShouldStartWith("HTTP/1.1 " + status);
        (await ListedAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_request_URI_above_the_limit_is_rejected()
    {
        using HttpClient http = new();

        using HttpResponseMessage answer = await http.GetAsync(
            new Uri($"{_server!.Address}?{Launch}&UserData={new string('A', 300_000)}", UriKind.Absolute)
        );

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestUriTooLong);
        (await ListedAsync()).ShouldBe(0);
    }

    private static async Task<(int Status, string? Code)> FaultAsync(HttpResponseMessage answer) =>
        TestEndpoint.FaultOf(((int)answer.StatusCode, XElement.Parse(await answer.Content.ReadAsStringAsync())));

    private async Task<int> ListedAsync()
    {
        using HttpClient http = new();
        AutoScalingClient client = new(http, _server!.Address, TestEndpoint.Key, TimeProvider.System);
        return (await client.ListAsync("DescribeLaunchConfigurations", "LaunchConfigurations", Scalewright.ValueMap<string>.Empty)).Count;
    }
}
